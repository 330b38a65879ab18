//! `tripline hunt`: rules over event logs.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::thread;
use std::time::Instant;

use anyhow::ensure;
use clap::Args;
use detect::alert::Alert;
use detect::rule::LoadedRules;
use ingest::{Inputs, ReadOptions};

use crate::alerts::severity;
use crate::args::InputArgs;
use crate::console::Console;
use crate::destination::write_output;
use crate::exit::ExitStatus;
use crate::hunt::{HuntOptions, HuntOutcome, Tally, run_hunt, summary};
use crate::inputs;
use crate::output::{AlertFormat, OutputContext};
use crate::progress::ProgressBar;
use crate::rules::load_some;
use crate::severity::Severity;
use crate::text::clean;

const EXAMPLES: &str = "\
Examples:
  tripline hunt C:\\cases\\ws-0142\\
      The shipped rules over every log in a folder, as a table
  tripline hunt --rules detection-rules/rules/windows --format html --output report.html logs.zip
      A folder of rules over a zip of logs, as one page to send
  tripline hunt --fail-on high --format ndjson --output alerts.ndjson logs/
      For scripts: exit code 1 if there is an alert of severity high or critical
  zcat events.ndjson.gz | tripline hunt --from 2026-05-01 --to 2026-05-08 -
      One week of events from standard input";

/// Arguments of `hunt`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, long_about = "Run rules over event logs and print the alerts.

Rules see the events of their index patterns: a log file counts as every data stream that its records could have been \
shipped to (see `tripline sources`). Alerts are limited to each rule's max_signals per interval of event time, as in \
Elastic; what was over is counted in the summary.")]
pub(crate) struct HuntArgs {
    /// A rule file, an export or a folder of them; may be given more than once [default: the shipped rules]
    #[arg(long, value_name = "PATH")]
    pub(crate) rules: Vec<PathBuf>,
    /// How alerts are written
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub(crate) format: AlertFormat,
    /// Write to a file instead of standard output; it appears when it is complete
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Let every rule see every event, whatever its index patterns
    #[arg(long)]
    pub(crate) any_index: bool,
    /// Keep every alert, also beyond max_signals
    #[arg(long)]
    pub(crate) all: bool,
    /// Leave out events before this time: ISO 8601, milliseconds since 1970, or relative as now-7d
    #[arg(long, value_name = "T", value_parser = crate::time::parse_time)]
    pub(crate) from: Option<ecs::Timestamp>,
    /// Leave out events after this time
    #[arg(long, value_name = "T", value_parser = crate::time::parse_time)]
    pub(crate) to: Option<ecs::Timestamp>,
    /// Leave out alerts below this severity: low, medium, high or critical
    #[arg(long, value_enum, value_name = "SEVERITY", hide_possible_values = true)]
    pub(crate) min_severity: Option<Severity>,
    /// Exit with code 1 if there is an alert of this severity or higher
    #[arg(long, value_enum, value_name = "SEVERITY", hide_possible_values = true)]
    pub(crate) fail_on: Option<Severity>,
    /// Which events are read.
    #[command(flatten)]
    pub(crate) input: InputArgs,
}

/// Runs the command.
pub(crate) fn run(args: HuntArgs, console: &Console) -> anyhow::Result<ExitStatus> {
    if let (Some(from), Some(to)) = (args.from, args.to) {
        ensure!(from <= to, "--from {from} is after --to {to}");
    }
    let threads = args.input.thread_count();
    let (rules, inputs) = open_all(&args)?;
    for problem in &rules.problems {
        problem.to_string().lines().for_each(|line| console.warn(&clean(line)));
    }
    let options = HuntOptions {
        rules,
        inputs,
        any_index: args.any_index,
        keep_surplus: args.all,
        from: args.from,
        to: args.to,
        threads,
    };
    let started = Instant::now();
    let outcome = run_hunt(options, ProgressBar::new(console))?;
    let facts = summary::facts(&outcome.report);
    let context = OutputContext { screen: console.out, path: args.output.as_deref(), facts: &facts };
    let mut tally = Tally::default();
    write_output(args.output.as_deref(), |out| write_alerts(&args, &outcome, context, out, &mut tally))?;
    if console.out.width.is_some() && args.output.is_none() {
        // The summary follows the table on the same screen.
        console.note("");
    }
    summary::write(&outcome.report, tally, started.elapsed(), console);
    inputs::ensure_read(&args.input, &outcome.report.read)?;
    // The process ends: what it holds need not be given back piece by piece, which takes its time with many rules.
    std::mem::forget(outcome);
    let failed = args.fail_on.is_some_and(|least| tally.any_from(least));
    Ok(if failed { ExitStatus::Found } else { ExitStatus::Fine })
}

/// The rules, and the files there are to read: many take as long to list as all rules to load, so both go on at once where
/// there are threads.
fn open_all(args: &HuntArgs) -> anyhow::Result<(LoadedRules, Inputs)> {
    let threads = args.input.thread_count();
    let load = || load_some(&args.rules, threads);
    let open = || inputs::open(&args.input, ReadOptions::default());
    if threads == NonZeroUsize::MIN {
        return Ok((load()?, open()?));
    }
    thread::scope(|scope| {
        let opening = scope.spawn(open);
        let rules = load();
        let inputs = opening.join().unwrap_or_else(|panic| resume_unwind(panic));
        Ok((rules?, inputs?))
    })
}

/// Writes the alerts and counts them.
fn write_alerts(
    args: &HuntArgs,
    outcome: &HuntOutcome,
    context: OutputContext<'_>,
    out: &mut dyn Write,
    tally: &mut Tally,
) -> io::Result<()> {
    let render = |alerts: Vec<Alert>| {
        // Building blocks go with their shell, which comes last, whatever severity they have themselves.
        let severity = alerts.last().map_or(Severity::Low, severity);
        let is_wanted = args.min_severity.is_none_or(|least| severity >= least);
        is_wanted.then(|| (severity, args.format.render(alerts, &context)))
    };
    let mut writer = args.format.writer(context, out)?;
    let mut reader_left = false;
    outcome.emit(render, |rendered| {
        let Some((severity, rendered)) = rendered else { return Ok(()) };
        tally.add(severity);
        if reader_left {
            return Ok(());
        }
        // Whoever reads may leave early; the exit code is about all alerts nevertheless.
        match rendered.and_then(|rendered| writer.alert(rendered)) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => reader_left = true,
            written => written?,
        }
        Ok(())
    })?;
    if reader_left { Ok(()) } else { writer.finish() }
}
