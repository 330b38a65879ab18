//! Runs commands as whole processes, in turn, and says how long they took and how much memory they needed.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// A command to measure.
#[derive(Clone, Debug)]
pub(crate) struct Measured {
    pub(crate) name: String,
    pub(crate) program: std::path::PathBuf,
    pub(crate) arguments: Vec<std::ffi::OsString>,
}

/// What one run needed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    pub(crate) seconds: f64,
    /// The largest resident memory seen, in bytes.
    pub(crate) peak: u64,
}

/// The runs of one command.
#[derive(Clone, Debug)]
pub(crate) struct Samples(pub(crate) Vec<Sample>);

impl Samples {
    pub(crate) fn median_seconds(&self) -> f64 {
        median(self.0.iter().map(|sample| sample.seconds))
    }

    pub(crate) fn peak(&self) -> u64 {
        self.0.iter().map(|sample| sample.peak).max().unwrap_or(0)
    }

    /// The median, over the rounds, of how many times as long `other` took in the same round: over 1 when `self` is faster.
    pub(crate) fn speed_relative_to(&self, other: &Samples) -> f64 {
        median(self.0.iter().zip(&other.0).map(|(own, other)| other.seconds / own.seconds))
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Runs every command once to warm up, then `rounds` times in turn.
pub(crate) fn in_turn(commands: &[Measured], rounds: usize) -> Result<Vec<Samples>> {
    for command in commands {
        run(command)?;
    }
    let mut samples = vec![Samples(Vec::new()); commands.len()];
    for _ in 0..rounds {
        for (command, samples) in commands.iter().zip(&mut samples) {
            samples.0.push(run(command)?);
        }
    }
    Ok(samples)
}

fn run(command: &Measured) -> Result<Sample> {
    let start = Instant::now();
    let mut child = Command::new(&command.program)
        .args(&command.arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("starting {}", command.program.display()))?;
    let mut peak = 0;
    loop {
        peak = peak.max(peak_memory(&child).unwrap_or(0));
        if let Some(status) = child.try_wait()? {
            if !status.success() {
                bail!("{} ended with {status}: {:?}", command.name, command.arguments);
            }
            return Ok(Sample { seconds: start.elapsed().as_secs_f64(), peak });
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// `VmHWM`, the peak resident memory, as Linux keeps it.
fn peak_memory(child: &Child) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
