//! The benchmark, in its own crate so that this one stays free of dependencies.

use anyhow::Result;

pub(crate) const COMMAND: crate::Command = crate::Command {
    name: "bench",
    summary: "speed and memory against floors, written to bench/record/ (--quick: small, printed only)",
    run,
};

fn run(words: &[String]) -> Result<()> {
    let mut all = vec!["run", "--release", "-p", "bench", "--"];
    all.extend(words.iter().map(String::as_str));
    crate::run::cargo(&all)
}
