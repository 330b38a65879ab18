//! `tripline rules fmt`: the EQL queries of rule files, formatted.

use clap::Args;

use crate::console::Console;
use crate::exit::ExitStatus;

/// Arguments of `rules fmt`.
#[derive(Debug, Args)]
pub(crate) struct FmtArgs {
    /// Only say which files would change; exit code 1 if any would
    #[arg(long)]
    pub(crate) check: bool,
    /// Which rules.
    #[command(flatten)]
    pub(crate) rules: super::RulePaths,
}

/// Runs the command.
pub(crate) fn run(_args: FmtArgs, _console: &Console) -> anyhow::Result<ExitStatus> {
    anyhow::bail!("rules fmt is not built yet")
}
