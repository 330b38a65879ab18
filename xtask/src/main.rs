//! Chores of the repository: `cargo xtask COMMAND`. One file a command, and one line in [`COMMANDS`].

#![allow(clippy::print_stdout, reason = "a command talks to the person who started it")]

use std::path::PathBuf;
use std::process::ExitCode;

mod bench;
mod codegen;
mod crash;
mod fuzz;
mod licences;
mod run;
mod samples;
mod test;
mod tidy;

/// A chore.
struct Command {
    /// The word that starts it.
    name: &'static str,
    /// What it does, in one line.
    summary: &'static str,
    /// Does it, given the words after its name.
    run: fn(&[String]) -> anyhow::Result<()>,
}

const COMMANDS: &[&Command] = &[
    &bench::COMMAND,
    &codegen::COMMAND,
    &crash::COMMAND,
    &fuzz::COMMAND,
    &licences::COMMAND,
    &samples::COMMAND,
    &test::COMMAND,
    &tidy::COMMAND,
];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let command = words.split_first().and_then(|(name, rest)| {
        COMMANDS.iter().find(|command| command.name == name).map(|command| (command, rest))
    });
    let Some((command, rest)) = command else {
        println!("usage: cargo xtask COMMAND\n");
        for command in COMMANDS {
            println!("  {:10} {}", command.name, command.summary);
        }
        return ExitCode::from(2);
    };
    match (command.run)(rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error:#}", command.name);
            ExitCode::FAILURE
        }
    }
}

/// The repository's root folder.
fn root() -> PathBuf {
    let xtask = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().map_or_else(|| PathBuf::from("."), PathBuf::from)
}
