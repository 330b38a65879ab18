//! Tripline as a server: events in from shippers, alerts out as they arrive.
//!
//! **Face.** [`Config`] says how a server runs and [`LoadedConfig`] puts it together; [`Server`] is one, [`serve`] one
//! that is a process of its own. [`Accounts`] are who may ask it. [`detection`] runs rules over the event log as it grows.
//!
//! ```text
//! shippers ─HTTP, syslog, files→ intake ─ingest→ documents ─store→ acknowledged ─detection→ alerts ─HTTP→ analysts
//! ```
//!
//! **What is absent.** No rule is evaluated and no record is mapped here: that is `detect`'s and `ingest`'s. What is on
//! disk is the business of `store`. **Invariant:** everything that a client can make grow has a bound: bodies, their
//! memory together, requests, connections, waiting work. **Invariant:** no request is answered as stored before its
//! events are on disk.

mod app;
mod audit;
mod auth;
mod config;
pub mod detection;
mod error;
mod http;
mod indices;
mod inputs;
mod intake;
pub mod investigate;
mod metrics;
mod persisted;
mod resources;
mod routes;
pub mod search;
mod serve;
mod server;

pub use auth::{AccountList, Accounts, ApiKey, AuthError, NewApiKey, Role, User};
pub use config::{
    AuthConfig, AuthMode, Config, ConfigError, DetectionConfig, HttpConfig, IntakeConfig, ListenError,
    LoadedConfig, LogConfig, LogFormat, Origin, SETTINGS, Setting, StoreConfig, SyslogConfig, TlsConfig,
};
pub use http::TlsError;
#[doc(hidden)]
pub use intake::read_bulk_body;
pub use serve::serve;
pub use server::{Addresses, Server, StartError, make_data_folder};
