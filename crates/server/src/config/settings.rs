//! Every setting, with its default and what it means: the one list that the file, the environment, `tripline config` and
//! the documentation go by.

/// One setting.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its name: table and key.
    pub name: &'static str,
    /// Its default, as TOML writes it.
    pub default: &'static str,
    /// What it means.
    pub help: &'static str,
}

impl Setting {
    /// The variable of the environment that sets it: `TRIPLINE_HTTP_LISTEN` for `http.listen`.
    pub fn variable(&self) -> String {
        format!("TRIPLINE_{}", self.name.replace('.', "_").to_ascii_uppercase())
    }
}

const fn setting(name: &'static str, default: &'static str, help: &'static str) -> Setting {
    Setting { name, default, help }
}

/// All settings, in the order they are printed in.
pub const SETTINGS: &[Setting] = &[
    setting(
        "data",
        r#""tripline-data""#,
        "The folder of events, alerts and accounts. One server uses it at a time",
    ),
    setting(
        "http.listen",
        r#""127.0.0.1:9200""#,
        "Address and port of the HTTP server; port 0 takes a free one",
    ),
    setting(
        "http.allow_insecure",
        "false",
        "Listen beyond this machine also without authentication and TLS. For networks that nobody else is on",
    ),
    setting(
        "http.elasticsearch_version",
        r#""9.99.0""#,
        "The version of Elasticsearch that clients are told. Beats refuse one that is older than themselves",
    ),
    setting("http.max_connections", "2048", "Connections at the same time; the next ones wait to be taken"),
    setting(
        "http.head_timeout_seconds",
        "60",
        "How long a client may take for a TLS handshake or the head of a request, not read an answer, or be idle",
    ),
    setting("http.body_timeout_seconds", "30", "The longest pause in a body"),
    setting("http.request_timeout_seconds", "120", "How long a request may take, its body included"),
    setting("http.max_body_bytes", "104857600", "The most bytes of one body, after gzip is unpacked"),
    setting(
        "http.max_bodies_bytes",
        "536870912",
        "The most bytes of all bodies under way; what is beyond is answered 429",
    ),
    setting("http.max_requests", "512", "Requests worked on at the same time; the next one is answered 429"),
    setting(
        "auth.mode",
        r#""auto""#,
        "required, or auto: required once there is an account, and whenever listening beyond this machine",
    ),
    setting("tls.certificate", r#""""#, "PEM file of the certificate chain; read again when it changes"),
    setting("tls.key", r#""""#, "PEM file of the certificate's key"),
    setting("intake.max_requests_at_work", "32", "Requests with events that are worked on at the same time"),
    setting(
        "intake.max_requests_waiting",
        "256",
        "Requests with events that wait; the next one is answered 429",
    ),
    setting("intake.max_event_bytes", "10485760", "The most bytes of one event"),
    setting(
        "intake.index",
        r#""logs-generic-default""#,
        "The data stream of what comes by file, standard input or syslog and does not say which it is of",
    ),
    setting("intake.watch", "[]", "Folders whose files are read, new ones as they come (--watch)"),
    setting("intake.stdin", "false", "Read events from standard input, one JSON object a line (--stdin)"),
    setting("detection.enabled", "true", "Run rules on events as they arrive"),
    setting("detection.rules", "[]", "Files and folders of rules; none means the shipped ones"),
    setting("store.retention_days", "0", "Days that events are kept; 0 keeps them as long as there is room"),
    setting(
        "store.retention_bytes",
        "0",
        "Bytes of the event log that are kept; 0 keeps them as long as there is room",
    ),
    setting("syslog.tcp", r#""""#, "Address and port of syslog over TCP; empty for none"),
    setting("syslog.tls", r#""""#, "Address and port of syslog over TLS, with the certificate of [tls]"),
    setting("syslog.udp", r#""""#, "Address and port of syslog over UDP"),
    setting(
        "syslog.source",
        r#""""#,
        "The source of what messages carry (tripline sources); empty to find out",
    ),
    setting("syslog.max_connections", "512", "Connections of syslog senders at the same time"),
    setting(
        "log.level",
        r#""info""#,
        "What the server logs about itself: error, warn, info, debug; info,access=warn",
    ),
    setting("log.format", r#""text""#, "text or json"),
];
