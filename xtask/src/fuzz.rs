//! Feeds every decoder with damaged and with made-up input, for a while: `fuzz/fuzz_targets`, by `cargo fuzz`.
//!
//! `cargo xtask fuzz [--seconds N] [TARGET…]`. It needs `cargo install cargo-fuzz` and a nightly toolchain. Targets begin
//! with the samples and the test data that are of their kind, and go on with what earlier runs found in `fuzz/corpus`. No
//! sanitizer is used: there is no `unsafe` code to check, and without one the targets run several times as fast.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};

use crate::root;
use crate::run::program;

pub(crate) const COMMAND: crate::Command = crate::Command {
    name: "fuzz",
    summary: "run the fuzz targets, --seconds N each (60), all or those that are named",
    run,
};

/// What a target begins with, where it is not [`EVENTS`].
const SEEDS: &[(&str, &str)] =
    &[("eql", "crates/lang/testdata"), ("source", "crates/ingest/testdata/records")];
const EVENTS: &str = "crates/ingest/testdata/winlog/shapes";

fn run(words: &[String]) -> Result<()> {
    let mut seconds = "60".to_owned();
    let mut targets = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--seconds" => seconds.clone_from(words.next().context("--seconds needs a number")?),
            name => targets.push(name.to_owned()),
        }
    }
    ensure!(seconds.parse::<u32>().is_ok(), "--seconds needs a number");
    let known = targets_of_folder()?;
    if targets.is_empty() {
        targets.clone_from(&known);
    }
    for target in &targets {
        if !known.contains(target) {
            bail!("no target is called {target}; there are {}", known.join(", "));
        }
        let seeds = SEEDS.iter().find(|(name, _)| name == target).map_or(EVENTS, |(_, seeds)| seeds);
        fs::create_dir_all(root().join("fuzz/corpus").join(target))?;
        let corpus = format!("fuzz/corpus/{target}");
        let time = format!("-max_total_time={seconds}");
        println!("{target}: {seconds} s");
        let words = format!(
            "run nightly cargo fuzz run --fuzz-dir fuzz -s none {target} {corpus} {seeds} -- {time} -max_len=65536 \
             -timeout=20 -print_final_stats=1"
        );
        let words: Vec<String> = words.split(' ').map(str::to_owned).collect();
        program(Path::new("rustup"), &words)?;
    }
    Ok(())
}

fn targets_of_folder() -> Result<Vec<String>> {
    let folder: PathBuf = root().join("fuzz/fuzz_targets");
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if let Some(stem) = path.file_stem() {
            names.push(stem.to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}
