//! The configuration: one TOML file, the environment, and flags, each over the one before.

mod check;
mod load;
mod settings;

use std::net::SocketAddr;
use std::path::PathBuf;

use serde::Deserialize;

pub use check::ListenError;
pub(crate) use check::listener;

pub use load::{ConfigError, LoadedConfig, Origin};
pub use settings::{SETTINGS, Setting};

/// How a server runs. What each setting means is in [`SETTINGS`], from which `tripline config` prints it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The folder of events, alerts and accounts.
    pub data: PathBuf,
    /// The HTTP server.
    pub http: HttpConfig,
    /// Who is let in.
    pub auth: AuthConfig,
    /// TLS of all TCP listeners.
    pub tls: TlsConfig,
    /// What comes in.
    pub intake: IntakeConfig,
    /// Detection.
    pub detection: DetectionConfig,
    /// How long events are kept.
    pub store: StoreConfig,
    /// Syslog.
    pub syslog: SyslogConfig,
    /// The log of the server itself.
    pub log: LogConfig,
}

/// The HTTP server.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpConfig {
    /// Where it listens.
    pub listen: SocketAddr,
    /// Whether it may listen beyond this machine without authentication and TLS.
    pub allow_insecure: bool,
    /// The version of Elasticsearch that clients are told.
    pub elasticsearch_version: String,
    /// Connections at the same time.
    pub max_connections: usize,
    /// Seconds for the head of a request, and of idleness.
    pub head_timeout_seconds: u64,
    /// Seconds of pause in a body.
    pub body_timeout_seconds: u64,
    /// Seconds for a request to be answered once its body is there.
    pub request_timeout_seconds: u64,
    /// Bytes of one body.
    pub max_body_bytes: usize,
    /// Bytes of all bodies.
    pub max_bodies_bytes: usize,
    /// Requests at the same time.
    pub max_requests: usize,
}

/// Who is let in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthConfig {
    /// Whether accounts are required.
    pub mode: AuthMode,
}

/// Whether accounts are required.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AuthMode {
    /// When there are any, and whenever the server listens beyond this machine.
    Auto,
    /// Always.
    Required,
}

/// TLS.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsConfig {
    /// The PEM file of the certificate chain; empty without TLS.
    pub certificate: PathBuf,
    /// The PEM file of its key.
    pub key: PathBuf,
}

/// What comes in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntakeConfig {
    /// Requests with events that are worked on at the same time.
    pub max_requests_at_work: usize,
    /// Requests with events that wait; the next one is answered 429.
    pub max_requests_waiting: usize,
    /// Bytes of one event.
    pub max_event_bytes: usize,
    /// Where events go of which nothing says it: from files, standard input and syslog.
    pub index: String,
    /// Folders of which new files are read.
    pub watch: Vec<PathBuf>,
    /// Whether standard input is read.
    pub stdin: bool,
}

/// Detection.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DetectionConfig {
    /// Whether rules are run.
    pub enabled: bool,
    /// Files and folders of rules; none means the shipped ones.
    pub rules: Vec<PathBuf>,
}

/// How long events are kept.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreConfig {
    /// Days that events are kept; 0 keeps them.
    pub retention_days: u32,
    /// Bytes of the log on disk that are kept; 0 keeps them.
    pub retention_bytes: u64,
}

/// Syslog.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SyslogConfig {
    /// Where TCP is listened on; empty for nowhere.
    pub tcp: String,
    /// Where TLS is listened on.
    pub tls: String,
    /// Where UDP is listened on.
    pub udp: String,
    /// The source of the messages' records, or empty to find out.
    pub source: String,
    /// TCP connections at the same time.
    pub max_connections: usize,
}

/// The log of the server itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogConfig {
    /// What is logged, as `tracing` filters say: `info`, `info,access=warn`.
    pub level: String,
    /// `text` or `json`.
    pub format: LogFormat,
}

/// How the log is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}
