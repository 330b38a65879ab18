//! Opens what a command reads, and says afterwards what could not be read.

use anyhow::{bail, ensure};
use ingest::{Inputs, ProblemKind, ReadOptions, Report};

use crate::args::InputArgs;
use crate::console::{Console, Style};
use crate::numbers::{counted, show_bytes, show_count};
use crate::text::clean;

/// Examples of each kind of problem that are shown without `-v`.
const SAMPLES: usize = 2;

/// Opens the inputs. One that is not there is an error before anything is read.
pub(crate) fn open(args: &InputArgs, options: ReadOptions) -> anyhow::Result<Inputs> {
    let source = match &args.source {
        None => None,
        Some(name) => match ingest::source(name) {
            Some(source) => Some(source),
            None => bail!("no source is called `{name}`; `tripline sources` lists those there are"),
        },
    };
    for path in &args.inputs {
        let is_stdin = path.as_os_str() == "-";
        ensure!(is_stdin || path.exists(), "no such file or folder: {}", path.display());
    }
    let inputs = Inputs::open(&args.inputs, ReadOptions { source, strict_ecs: args.strict_ecs, ..options });
    let given = || args.inputs.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
    ensure!(!inputs.is_empty(), "no file to read in {}", given());
    Ok(inputs)
}

/// An error where an input that was named could not be read, or nothing could. Said after the output: what could be
/// read is worth having.
pub(crate) fn ensure_read(args: &InputArgs, report: &Report) -> anyhow::Result<()> {
    let named = |input: &str| args.inputs.iter().any(|path| path.display().to_string() == input);
    let mut unreadable =
        report.problems.get(&ProblemKind::Unreadable).into_iter().flat_map(|count| &count.samples);
    if let Some(problem) = unreadable.find(|problem| named(&problem.input)) {
        bail!(clean(&problem.to_string()).into_owned());
    }
    if report.events > 0 || report.problems.is_empty() {
        return Ok(());
    }
    let first = report.problems.values().flat_map(|count| &count.samples).next();
    let first = first.map(|problem| clean(&problem.to_string()).into_owned()).unwrap_or_default();
    bail!("nothing could be read: {first}")
}

/// What records were read as, with `-v`; and where they would have fitted another source, always.
fn note_sources(report: &Report, console: &Console) {
    let label = console.err.paint(Style::Bold, "Source ");
    if console.is_verbose() {
        for (source, events) in &report.events_by_source {
            console.note(&format!("{label}  {source}: {}", counted(*events, "event")));
        }
    }
    for (chosen, other) in &report.also_fits {
        console.note(&format!("{label}  read as {chosen}; some fit {other}, too: --source chooses"));
    }
}

/// What was skipped and why, with examples. `-v` shows all examples that were kept.
pub(crate) fn note_skipped(report: &Report, console: &Console) {
    note_sources(report, console);
    for (kind, count) in &report.problems {
        let shown = if console.is_verbose() { count.samples.len() } else { SAMPLES.min(count.samples.len()) };
        let label = console.err.paint(Style::Yellow, if kind.skips() { "Skipped" } else { "Mended " });
        console.note(&format!("{label}  {}: {kind}", counted(count.count, noun(kind))));
        for problem in count.samples.iter().take(shown) {
            // A folder of logs may hold other files: their names say enough.
            let is_other_file = *kind == ProblemKind::Unrecognised && !console.is_verbose();
            let text = if is_other_file { problem.input.clone() } else { problem.to_string() };
            console.note(&format!("           {}", clean(&text)));
        }
        if count.count > shown as u64 {
            console.note(&format!("           and {} more", show_count(count.count - shown as u64)));
        }
    }
    if report.dropped_values > 0 {
        let values = counted(report.dropped_values, "value");
        console.note(&format!("Dropped  {values} that did not fit their field's type or were over a limit"));
    }
}

/// What a kind of problem is counted in.
fn noun(kind: &ProblemKind) -> &'static str {
    match kind {
        ProblemKind::Unreadable | ProblemKind::Unrecognised | ProblemKind::BrokenContainer => "file",
        ProblemKind::BrokenChunk => "chunk",
        ProblemKind::BrokenRecord | ProblemKind::Record(_) | ProblemKind::MendedText => "record",
    }
}

/// `277 files, 8,255 events, 12.3 MB`
pub(crate) fn show_read(report: &Report) -> String {
    format!(
        "{}, {}, {}",
        counted(report.files, "file"),
        counted(report.events, "event"),
        show_bytes(report.bytes)
    )
}
