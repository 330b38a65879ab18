//! One file a command.

pub(crate) mod config;
pub(crate) mod explain;
pub(crate) mod hunt;
pub(crate) mod key;
pub(crate) mod normalize;
pub(crate) mod query;
pub(crate) mod rules;
pub(crate) mod serve;
pub(crate) mod sources;
pub(crate) mod user;

use crate::args::Command;
use crate::console::Console;
use crate::exit::ExitStatus;

/// Runs a command. An error means that something could not be used.
pub(crate) fn run(command: Command, console: &Console) -> anyhow::Result<ExitStatus> {
    match command {
        Command::Hunt(args) => hunt::run(args, console),
        Command::Query(args) => query::run(args, console),
        Command::Rules(command) => rules::run(command, console),
        Command::Explain(args) => explain::run(args, console),
        Command::Normalize(args) => normalize::run(args, console),
        Command::Sources(args) => sources::run(args, console),
        Command::Serve(args) => serve::run(args, console),
        Command::Config(args) => config::run(args),
        Command::User(command) => user::run(command),
        Command::Key(command) => key::run(command),
    }
}
