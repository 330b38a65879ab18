//! The `tripline` command.
//!
//! **Face.** One binary with a command for each thing a responder does: `hunt`, `query`, `rules`, `explain`,
//! `normalize`, `sources`; `serve` with `config`, `user` and `key` for the server. Exit codes, formats and file names are
//! a contract with scripts; `docs/user-guide.md` is where it is written down.
//!
//! **What is absent.** No detection logic and no decoding: commands take arguments, call `detect`, `ingest` and `lang`,
//! and show what these return. Nothing here is asynchronous, and of the network only `server` knows.

mod alerts;
mod args;
mod commands;
mod console;
mod destination;
mod exit;
mod hunt;
mod inputs;
mod interrupt;
mod numbers;
mod output;
mod progress;
mod rules;
mod severity;
mod text;
mod time;

use std::process::ExitCode;

use clap::Parser;

use crate::args::Cli;
use crate::console::Console;
use crate::exit::ExitStatus;

/// Alerts are made of many small pieces on several threads, which the system's allocator takes its time over.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let console = Console::new(&cli.global);
    match commands::run(cli.command, &console) {
        Ok(status) => status.into(),
        Err(error) => {
            console.error(&format!("{error:#}"));
            ExitStatus::Unusable.into()
        }
    }
}
