//! `tripline normalize`: event logs to ECS NDJSON.

use std::path::PathBuf;

use clap::Args;

use crate::args::InputArgs;
use crate::console::Console;
use crate::exit::ExitStatus;

const EXAMPLES: &str = "\
Examples:
  tripline normalize Security.evtx > security.ndjson
  tripline normalize --source windows.sysmon_operational forwarded/ | jq .process.command_line";

/// Arguments of `normalize`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct NormalizeArgs {
    /// Write to a file instead of standard output; it appears when it is complete
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Which events are read.
    #[command(flatten)]
    pub(crate) input: InputArgs,
}

/// Runs the command.
pub(crate) fn run(_args: NormalizeArgs, _console: &Console) -> anyhow::Result<ExitStatus> {
    anyhow::bail!("normalize is not built yet")
}
