//! `tripline rules check`: what is wrong with rules.

use clap::Args;

use crate::console::Console;
use crate::exit::ExitStatus;

/// Arguments of `rules check`.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Which rules.
    #[command(flatten)]
    pub(crate) rules: super::RulePaths,
}

/// Runs the command.
pub(crate) fn run(_args: CheckArgs, _console: &Console) -> anyhow::Result<ExitStatus> {
    anyhow::bail!("rules check is not built yet")
}
