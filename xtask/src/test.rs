//! Everything that must hold before a change lands.

use anyhow::Result;

use crate::run::cargo;
use crate::{bench, codegen, licences, samples, tidy};

pub(crate) const COMMAND: crate::Command = crate::Command {
    name: "test",
    summary: "format, lints, tidiness, licences, generated files, all tests, a short bench",
    run,
};

fn run(_: &[String]) -> Result<()> {
    if std::env::var_os("TRIPLINE_CORPUS").is_none() {
        println!("TRIPLINE_CORPUS is not set: tests over public rules and recordings are skipped and say so");
    }
    cargo(&["fmt", "--all", "--check"])?;
    (tidy::COMMAND.run)(&[])?;
    (codegen::COMMAND.run)(&["--check".to_owned()])?;
    (samples::COMMAND.run)(&["--check".to_owned()])?;
    (licences::COMMAND.run)(&[])?;
    cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])?;
    (bench::COMMAND.run)(&["--quick".to_owned()])?;
    cargo(&["test", "--workspace", "--no-fail-fast"])?;
    // By itself, so that nothing else is built with a query engine.
    cargo(&["clippy", "-p", "store", "--features", "segments", "--all-targets", "--", "-D", "warnings"])?;
    cargo(&["test", "-p", "store", "--features", "segments", "--lib", "segment"])
}
