//! `tripline rules list`: rules in a table.

use clap::Args;

use crate::console::Console;
use crate::exit::ExitStatus;

/// Arguments of `rules list`.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Which rules.
    #[command(flatten)]
    pub(crate) rules: super::OptionalRulePaths,
}

/// Runs the command.
pub(crate) fn run(_args: ListArgs, _console: &Console) -> anyhow::Result<ExitStatus> {
    anyhow::bail!("rules list is not built yet")
}
