//! `tripline rules coverage`: an ATT&CK Navigator layer.

use clap::Args;

use crate::console::Console;
use crate::exit::ExitStatus;

/// Arguments of `rules coverage`.
#[derive(Debug, Args)]
pub(crate) struct CoverageArgs {
    /// Which rules.
    #[command(flatten)]
    pub(crate) rules: super::OptionalRulePaths,
}

/// Runs the command.
pub(crate) fn run(_args: CoverageArgs, _console: &Console) -> anyhow::Result<ExitStatus> {
    anyhow::bail!("rules coverage is not built yet")
}
