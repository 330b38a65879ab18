//! Text from telemetry, made fit for a terminal. Telemetry is written by attackers: it may move the cursor, change the
//! window title or turn the reading direction, if it is let.

mod clean;
mod cut;
mod wrap;

pub(crate) use clean::clean;
pub(crate) use cut::{cut, cut_command_line, pad, width};
pub(crate) use wrap::wrap;
