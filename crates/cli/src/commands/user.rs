//! `tripline user`: who may ask the server.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::PathBuf;

use anyhow::{Context as _, ensure};
use clap::{Args, Subcommand, ValueEnum};
use server::{Accounts, Role};

use crate::destination::write_output;
use crate::exit::ExitStatus;

/// What may be done with users.
#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Add a user, or give one that exists another role and password
    #[command(after_help = "\
The password is the first line of standard input. A server that runs takes the change by itself within seconds.")]
    Add(AddArgs),
    /// Remove a user
    Remove(RemoveArgs),
    /// List users and their roles
    List(DataArgs),
}

/// Where accounts are.
#[derive(Debug, Args)]
pub(crate) struct DataArgs {
    /// The server's data folder
    #[arg(long, value_name = "DIR", default_value = "tripline-data")]
    pub(crate) data: PathBuf,
}

impl DataArgs {
    /// The accounts, to be read.
    pub(crate) fn open(&self) -> anyhow::Result<Accounts> {
        ensure!(self.data.is_dir(), "{}: no such folder", self.data.display());
        Ok(Accounts::open(&self.data)?)
    }

    /// The accounts, to be changed: also before the server was started first.
    pub(crate) fn open_or_make(&self) -> anyhow::Result<Accounts> {
        server::make_data_folder(&self.data).with_context(|| self.data.display().to_string())?;
        Ok(Accounts::open(&self.data)?)
    }
}

/// Arguments of `user add`.
#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    /// The user's name
    name: String,
    /// What the user may do
    #[arg(long, value_enum, value_name = "ROLE", hide_possible_values = false)]
    role: RoleArg,
    /// Where accounts are.
    #[command(flatten)]
    data: DataArgs,
}

/// Arguments of `user remove`.
#[derive(Debug, Args)]
pub(crate) struct RemoveArgs {
    /// The user's name
    name: String,
    /// Where accounts are.
    #[command(flatten)]
    data: DataArgs,
}

/// A role, as it is typed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum RoleArg {
    /// Reads events, alerts and rules
    Viewer,
    /// Works on alerts as well
    Analyst,
    /// Changes rules as well
    Engineer,
    /// Sends events and reads nothing: for shippers
    Ingest,
    /// Everything, accounts included
    Admin,
}

impl From<RoleArg> for Role {
    fn from(role: RoleArg) -> Self {
        match role {
            RoleArg::Viewer => Self::Viewer,
            RoleArg::Analyst => Self::Analyst,
            RoleArg::Engineer => Self::Engineer,
            RoleArg::Ingest => Self::Ingest,
            RoleArg::Admin => Self::Admin,
        }
    }
}

/// Runs the command.
pub(crate) fn run(command: UserCommand) -> anyhow::Result<ExitStatus> {
    match command {
        UserCommand::Add(args) => {
            args.data.open_or_make()?.add_user(&args.name, &password()?, args.role.into())?;
        }
        UserCommand::Remove(args) => args.data.open()?.remove_user(&args.name)?,
        UserCommand::List(args) => {
            let list = args.open()?.list();
            write_output(None, |out| {
                list.users.iter().try_for_each(|(name, user)| writeln!(out, "{name}\t{}", user.role.name()))
            })?;
        }
    }
    Ok(ExitStatus::Fine)
}

fn password() -> anyhow::Result<String> {
    let input = io::stdin();
    if input.is_terminal() {
        let mut screen = io::stderr();
        write!(screen, "Password (shown as you type): ").and_then(|()| screen.flush())?;
    }
    let mut line = String::new();
    input.lock().read_line(&mut line).context("no password on standard input")?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}
