//! `tripline rules show`: a rule with its query and guide.

use clap::Args;

use crate::console::Console;
use crate::exit::ExitStatus;

/// Arguments of `rules show`.
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// Which rules.
    #[command(flatten)]
    pub(crate) rules: super::OptionalRulePaths,
}

/// Runs the command.
pub(crate) fn run(_args: ShowArgs, _console: &Console) -> anyhow::Result<ExitStatus> {
    anyhow::bail!("rules show is not built yet")
}
