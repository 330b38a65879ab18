//! `tripline key`: API keys for shippers and programs.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::{Args, Subcommand};

use super::user::{DataArgs, RoleArg};
use crate::destination::write_output;
use crate::exit::ExitStatus;

/// What may be done with keys.
#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Make a key and print it; it is not shown again
    #[command(after_help = "\
Printed are the forms that shippers take: `id:secret` for `api_key` of Beats and Elastic Agent, and the same in base64 for
headers (`Authorization: ApiKey …`) and for clients.")]
    Add(AddArgs),
    /// Remove a key, or all of a name
    Remove(RemoveArgs),
    /// List keys
    List(DataArgs),
}

/// Arguments of `key add`.
#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    /// What the key is for: a name to find it by
    name: String,
    /// What the key may do
    #[arg(long, value_enum, value_name = "ROLE", default_value = "ingest", hide_possible_values = false)]
    role: RoleArg,
    /// Where accounts are.
    #[command(flatten)]
    data: DataArgs,
}

/// Arguments of `key remove`.
#[derive(Debug, Args)]
pub(crate) struct RemoveArgs {
    /// The key's id, or the name of one or more
    key: String,
    /// Where accounts are.
    #[command(flatten)]
    data: DataArgs,
}

/// Runs the command.
pub(crate) fn run(command: KeyCommand) -> anyhow::Result<ExitStatus> {
    match command {
        KeyCommand::Add(args) => {
            let key = args.data.open_or_make()?.add_key(&args.name, args.role.into(), None)?;
            let plain = format!("{}:{}", key.id, key.secret);
            let encoded = STANDARD.encode(&plain);
            write_output(None, |out| writeln!(out, "api_key {plain}\nencoded {encoded}"))?;
        }
        KeyCommand::Remove(args) => {
            args.data.open()?.remove_key(&args.key)?;
        }
        KeyCommand::List(args) => {
            let list = args.open()?.list();
            write_output(None, |out| {
                let mut keys = list.keys.iter();
                keys.try_for_each(|(id, key)| writeln!(out, "{id}\t{}\t{}", key.role.name(), key.name))
            })?;
        }
    }
    Ok(ExitStatus::Fine)
}
