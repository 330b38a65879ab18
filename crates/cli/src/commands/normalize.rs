//! `tripline normalize`: event logs to ECS NDJSON.

use std::io;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use ecs::{EventBatch, Projection};
use ingest::{ReadOptions, Reader, Report};

use crate::args::InputArgs;
use crate::console::Console;
use crate::destination::write_output;
use crate::exit::ExitStatus;
use crate::inputs::{self, show_read};
use crate::output::write_line;
use crate::progress::{Found, ProgressBar};
use crate::time::show_duration;

const EXAMPLES: &str = "\
Examples:
  tripline normalize Security.evtx > security.ndjson
  tripline normalize --source windows.sysmon_operational forwarded/ | jq .process.command_line";

/// Arguments of `normalize`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct NormalizeArgs {
    /// Write to a file instead of standard output; it appears when it is complete
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Keep each raw record as event.original, where it is text and no ECS document
    #[arg(long)]
    pub(crate) original: bool,
    /// Which events are read.
    #[command(flatten)]
    pub(crate) input: InputArgs,
}

/// Runs the command.
pub(crate) fn run(args: NormalizeArgs, console: &Console) -> anyhow::Result<ExitStatus> {
    let options = ReadOptions { keep_original: args.original, ..ReadOptions::default() };
    let inputs = inputs::open(&args.input, options)?;
    let total_bytes = inputs.total_bytes();
    let reader = Reader::new(inputs, Projection::new([])).checking_everything();
    let watch = ProgressBar::new(console).watch(total_bytes, reader.progress(), Found::default());
    let started = Instant::now();
    let mut report = Report::default();
    write_output(args.output.as_deref(), |out| {
        let mut written = Ok(());
        let lines_of = || |batch: EventBatch| lines(&batch);
        report = reader.run(args.input.thread_count(), lines_of, |lines: io::Result<Vec<u8>>| {
            written = lines.and_then(|lines| out.write_all(&lines));
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        written
    })?;
    drop(watch);
    inputs::note_skipped(&report, console);
    console.note(&format!("{}, {}", show_read(&report), show_duration(started.elapsed())));
    inputs::ensure_read(&args.input, &report)?;
    Ok(ExitStatus::Fine)
}

/// The documents of a batch, one a line. Made on the worker's thread, for it is most of the work.
fn lines(batch: &EventBatch) -> io::Result<Vec<u8>> {
    let mut lines = Vec::new();
    (0..batch.num_rows()).try_for_each(|row| write_line(&batch.document(row), &mut lines))?;
    Ok(lines)
}
