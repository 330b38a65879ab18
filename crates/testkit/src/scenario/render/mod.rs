//! One file a raw format.

pub(super) mod alerts;
mod command_line;
pub(super) mod crowdstrike_fdr;
pub(super) mod defender_xdr;
pub(super) mod elastic_defend;
pub(super) mod endgame;
pub(super) mod endgame_sensor;
mod json;
pub(super) mod sentinelone;
pub(super) mod sysmon;
mod time;
pub(super) mod windows_security;
pub(super) mod winlog;
