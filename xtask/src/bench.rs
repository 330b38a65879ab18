//! The benchmark, in its own crate so that this one stays free of dependencies.

use std::path::PathBuf;

use anyhow::Result;

use crate::run::{cargo, program};

pub(crate) const COMMAND: crate::Command = crate::Command {
    name: "bench",
    summary: "speed and memory against floors, written to bench/record/ (--quick: small, printed only; --evtx: event log files only, printed)",
    run,
};

fn run(words: &[String]) -> Result<()> {
    // Both in one build: built apart, they would have other features and replace each other while one runs.
    cargo(&["build", "--release", "-p", "cli", "-p", "bench"])?;
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| crate::root().join("target"), PathBuf::from);
    program(&target.join("release/bench"), words)
}
