//! Starting other programs.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Runs `cargo` with these words at the repository's root and fails when it does.
pub(crate) fn cargo(words: &[&str]) -> Result<()> {
    println!("$ cargo {}", words.join(" "));
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status =
        Command::new(program).args(words).current_dir(crate::root()).status().context("starting cargo")?;
    ensure!(status.success(), "cargo {} ended with {status}", words.join(" "));
    Ok(())
}

/// Runs a program of ours with these words at the repository's root and fails when it does.
pub(crate) fn program(path: &Path, words: &[String]) -> Result<()> {
    println!("$ {} {}", path.display(), words.join(" "));
    let starting = || format!("starting {}", path.display());
    let status = Command::new(path).args(words).current_dir(crate::root()).status().with_context(starting)?;
    ensure!(status.success(), "{} ended with {status}", path.display());
    Ok(())
}
