//! The binary as a script or a person meets it: arguments in, bytes and exit codes out.
//!
//! Golden outputs lie in `tests/golden/`; `UPDATE_GOLDEN=1` writes them anew.

mod command;
mod explain;
mod hunt;
mod query;
mod rules;
mod serve;
mod usage;
mod user_guide;
