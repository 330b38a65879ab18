//! `tripline sources`: what can be read.

use clap::Args;

use crate::console::Console;
use crate::exit::ExitStatus;

/// Arguments of `sources`.
#[derive(Debug, Args)]
pub(crate) struct SourcesArgs {}

/// Runs the command.
pub(crate) fn run(_args: SourcesArgs, _console: &Console) -> anyhow::Result<ExitStatus> {
    anyhow::bail!("sources is not built yet")
}
