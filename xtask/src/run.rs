//! Starting other programs.

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
