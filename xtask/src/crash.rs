//! Kills a server again and again while clients send to it: `crates/cli/tests/crash`.
//!
//! `cargo xtask crash [ROUNDS]`: 200 rounds, with the server as it is released.

use anyhow::{Context as _, Result, ensure};

use crate::root;

pub(crate) const COMMAND: crate::Command =
    crate::Command { name: "crash", summary: "kill a server under load, 200 times or as often as said", run };

fn run(words: &[String]) -> Result<()> {
    let rounds: u32 = match words {
        [] => 200,
        [rounds] => rounds.parse().context("the number of rounds")?,
        _ => anyhow::bail!("one number of rounds"),
    };
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = std::process::Command::new(program)
        .args(["test", "--release", "-p", "cli", "--test", "crash", "--", "--nocapture"])
        .env("TRIPLINE_CRASH_ROUNDS", rounds.to_string())
        .current_dir(root())
        .status()
        .context("starting cargo")?;
    ensure!(status.success(), "the test ended with {status}");
    Ok(())
}
