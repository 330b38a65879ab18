//! `tripline explain`: why an event did or did not match a rule.

use std::path::PathBuf;

use clap::Args;

use crate::args::InputArgs;
use crate::console::Console;
use crate::exit::ExitStatus;

const EXAMPLES: &str = "\
Examples:
  tripline explain --rule my_rule.toml one_event.ndjson
      Each part of the rule's filter with the value it found and its verdict
  tripline explain --rule my_rule.toml --id 3f2c9 Sysmon.evtx
      One event of a log, by its event.id, winlog.record_id or position";

/// Arguments of `explain`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ExplainArgs {
    /// The rule: a file that holds one
    #[arg(long, value_name = "PATH")]
    pub(crate) rule: PathBuf,
    /// The event: its event.id, _id, winlog.record_id, or position in the input from 1 [default: the first events]
    #[arg(long, value_name = "EVENT_ID")]
    pub(crate) id: Option<String>,
    /// Which events are read.
    #[command(flatten)]
    pub(crate) input: InputArgs,
}

/// Runs the command.
pub(crate) fn run(_args: ExplainArgs, _console: &Console) -> anyhow::Result<ExitStatus> {
    anyhow::bail!("explain is not built yet")
}
