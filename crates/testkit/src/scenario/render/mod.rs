//! One file a raw format.

pub(super) mod alerts;
mod command_line;
pub(super) mod elastic_defend;
mod json;
pub(super) mod sysmon;
mod time;
pub(super) mod windows_security;
pub(super) mod winlog;
