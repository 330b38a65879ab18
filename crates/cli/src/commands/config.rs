//! `tripline config`: the server's settings.

use clap::Args;

use super::serve::SettingArgs;
use crate::destination::write_output;
use crate::exit::ExitStatus;

/// Arguments of `config`.
#[derive(Debug, Args)]
#[command(after_help = "\
What is printed is a file for --config: every setting with its value, what it means, and the variable of the environment
that sets it. Values that were set say where.")]
pub(crate) struct ConfigArgs {
    /// What is set.
    #[command(flatten)]
    settings: SettingArgs,
}

/// Runs the command.
pub(crate) fn run(args: ConfigArgs) -> anyhow::Result<ExitStatus> {
    let loaded = args.settings.load()?;
    let config = loaded.config()?;
    config.check_listeners()?;
    write_output(None, |out| out.write_all(loaded.to_toml().as_bytes()))?;
    Ok(ExitStatus::Fine)
}
