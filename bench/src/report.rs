//! The record of a run: Markdown, with date, machine and commit.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::measure::{Measured, Samples};

/// A record under construction.
pub(crate) struct Report {
    text: String,
    quick: bool,
}

impl Report {
    pub(crate) fn new(quick: bool) -> Result<Self> {
        let mut text = String::from("# Bench record\n\n");
        let date = output("date", &["-u", "+%Y-%m-%d"]);
        let commit = output("git", &["rev-parse", "--short", "HEAD"]);
        let cores = std::thread::available_parallelism()?;
        writeln!(text, "{date}, commit {commit}, {}, {cores} cores.", processor())?;
        text.push_str("Each row is a whole process; seconds are the median, speed is the floor's time over the row's in the same round (median).\n");
        Ok(Self { text, quick })
    }

    /// Adds a table; the first command is the floor that the others are compared with.
    pub(crate) fn table(&mut self, title: &str, commands: &[Measured], samples: &[Samples]) {
        let mut table = format!(
            "\n## {title}\n\n| command | seconds | speed relative to floor | peak memory, MB |\n|---|---:|---:|---:|\n"
        );
        if let Some(floor) = samples.first() {
            for (command, samples) in commands.iter().zip(samples) {
                let _ = writeln!(
                    table,
                    "| {} | {:.3} | {:.2} | {} |",
                    command.name,
                    samples.median_seconds(),
                    samples.speed_relative_to(floor),
                    samples.peak() >> 20,
                );
            }
        }
        eprintln!("{table}");
        self.text.push_str(&table);
    }

    /// Writes the record to `bench/record/`, named after the day and commit; a quick run is only printed.
    pub(crate) fn write(self, root: &Path) -> Result<()> {
        if self.quick {
            return Ok(());
        }
        let folder = root.join("bench/record");
        std::fs::create_dir_all(&folder)?;
        let path = folder.join(format!(
            "{}-{}.md",
            output("date", &["-u", "+%Y-%m-%d"]),
            output("git", &["rev-parse", "--short", "HEAD"])
        ));
        std::fs::write(&path, self.text)?;
        eprintln!("written to {}", path.display());
        Ok(())
    }
}

fn output(program: &str, arguments: &[&str]) -> String {
    Command::new(program)
        .args(arguments)
        .output()
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        .unwrap_or_default()
}

fn processor() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = info.lines().find_map(|line| {
        line.strip_prefix("model name")?.split_once(':').map(|(_, name)| name.trim().to_owned())
    });
    name.filter(|name| !name.is_empty()).unwrap_or_else(|| "unnamed processor".to_owned())
}
