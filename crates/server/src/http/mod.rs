//! HTTP itself: connections, bodies, media types, answers. Nothing here knows what a request is about.

mod access_log;
mod answer;
mod body;
mod filter_path;
mod listener;
mod media;
mod query;
mod stalled;
mod tls;

pub(crate) use access_log::log_access;
pub(crate) use answer::{AlreadyFiltered, finish_answer};
pub(crate) use body::{Bodies, BodyBytes, BodyLimits};
pub(crate) use filter_path::{FilterPath, matches};
pub(crate) use listener::{ConnectionLimits, Listener};
pub(crate) use media::check_media;
pub(crate) use query::Parameters;
pub(crate) use tls::Tls;
pub use tls::TlsError;
