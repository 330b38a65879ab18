//! `tripline query`: one EQL query over event logs.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use detect::query::{Query, QueryError, QueryHits, QueryOptions, QueryResult};
use ecs::catalogue::{EcsCatalogue, MappingCatalogue};
use ecs::{Catalogue, EventBatch};
use ingest::{DocumentStore, ReadOptions, Reader, Report};
use lang::Diagnostic;
use serde_json::Value;

use crate::args::InputArgs;
use crate::console::Console;
use crate::destination::write_output;
use crate::exit::ExitStatus;
use crate::inputs::{self, show_read};
use crate::numbers::counted;
use crate::output::results;
use crate::progress::{Found, ProgressBar};
use crate::time::show_duration;

const EXAMPLES: &str = "\
Examples:
  tripline query 'process where process.name : \"ssh.exe\"' logs/
      Every start and end of an ssh process, one document a line
  tripline query --format table 'sequence by host.id with maxspan=1m
      [process where process.name : \"winword.exe\"] [network where true]' logs/
      Network connections after Word was started, on the same host within a minute
  tripline query --event-category-field event_type --mapping mapping.json 'REQUEST where transID == 1' own.ndjson
      Events of one's own shape";

/// How results are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum QueryFormat {
    /// One result a line: a document or, for sequences and samples, an object with join_keys and events
    #[default]
    Ndjson,
    /// A table for reading
    Table,
}

/// Arguments of `query`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct QueryArgs {
    /// How results are written
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub(crate) format: QueryFormat,
    /// Write to a file instead of standard output; it appears when it is complete
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// The field by whose time events are ordered
    #[arg(long, value_name = "F", default_value = "@timestamp")]
    pub(crate) timestamp_field: String,
    /// The field that `process where` and the like ask
    #[arg(long, value_name = "F", default_value = "event.category")]
    pub(crate) event_category_field: String,
    /// A field that orders events of the same time
    #[arg(long, value_name = "F")]
    pub(crate) tiebreaker_field: Option<String>,
    /// The most results to print [default: all]
    #[arg(long, value_name = "N")]
    pub(crate) size: Option<u64>,
    /// An Elasticsearch mapping that says the types of fields
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: Option<PathBuf>,
    /// The query
    #[arg(value_name = "EQL")]
    pub(crate) query: String,
    /// Which events are read.
    #[command(flatten)]
    pub(crate) input: InputArgs,
}

/// Runs the command.
pub(crate) fn run(args: QueryArgs, console: &Console) -> anyhow::Result<ExitStatus> {
    let query = compile(&args, console)?;
    let options = ReadOptions {
        timestamp_field: args.timestamp_field.clone(),
        any_document: true,
        ..ReadOptions::default()
    };
    let inputs = inputs::open(&args.input, options)?;
    let total_bytes = inputs.total_bytes();
    let reader = Reader::new(inputs, Arc::clone(query.projection()));
    let store = reader.store();
    let matches = Arc::new(AtomicU64::new(0));
    let started = Instant::now();
    let watch =
        ProgressBar::new(console).watch(total_bytes, reader.progress(), Found::counter("matches", &matches));
    let mut collector = query.collector();
    let mut failed = Ok(());
    let make_worker = || {
        let mut worker = query.worker();
        move |batch: EventBatch| worker.evaluate(&batch)
    };
    let report = reader.run(args.input.thread_count(), make_worker, |hits: QueryHits| {
        matches.fetch_add(hits.matched(), Ordering::Relaxed);
        match collector.add(hits) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Err(error);
                ControlFlow::Break(())
            }
        }
    });
    drop(watch);
    failed.context("cannot keep what was found")?;
    let result = collector.finish().context("cannot read again what was kept")?;
    write_output(args.output.as_deref(), |out| write(&result, &store, args.format, console, out))?;
    summarise(&result, &report, started, console);
    inputs::ensure_read(&args.input, &report)?;
    Ok(ExitStatus::Fine)
}

fn compile(args: &QueryArgs, console: &Console) -> anyhow::Result<Query> {
    let catalogue = catalogue(args.mapping.as_deref())?;
    let options = QueryOptions {
        timestamp_field: args.timestamp_field.clone(),
        event_category_field: args.event_category_field.clone(),
        tiebreaker_field: args.tiebreaker_field.clone(),
        size: args.size.unwrap_or(u64::MAX),
        ..QueryOptions::default()
    };
    let show = |diagnostic: &Diagnostic| diagnostic.render("query", &args.query, console.err.colors);
    match Query::compile(&args.query, catalogue.as_ref(), &options) {
        Ok(query) => {
            query.warnings().iter().for_each(|warning| console.note(show(warning).trim_end()));
            Ok(query)
        }
        Err(QueryError::Invalid(diagnostics)) => {
            let shown: Vec<String> = diagnostics.iter().map(show).collect();
            bail!("the query has errors\n{}", shown.join("\n").trim_end())
        }
        Err(error) => Err(error.into()),
    }
}

fn catalogue(mapping: Option<&Path>) -> anyhow::Result<Box<dyn Catalogue>> {
    let Some(path) = mapping else { return Ok(Box::new(EcsCatalogue)) };
    let unusable = || format!("cannot use the mapping {}", path.display());
    let text = std::fs::read_to_string(path).with_context(unusable)?;
    let mapping: Value = serde_json::from_str(&text).with_context(unusable)?;
    Ok(Box::new(MappingCatalogue::from_mapping(&mapping).with_context(unusable)?))
}

fn write(
    result: &QueryResult,
    store: &DocumentStore,
    format: QueryFormat,
    console: &Console,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        QueryFormat::Ndjson => {
            for line in result.lines(store) {
                serde_json::to_writer(&mut *out, &line.map_err(unreadable)?)?;
                out.write_all(b"\n")?;
            }
            Ok(())
        }
        QueryFormat::Table => {
            results::write(result.lines(store).map(|line| line.map_err(unreadable)), console.out, out)
        }
    }
}

fn unreadable(error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("an event cannot be read again: {error}"))
}

fn summarise(result: &QueryResult, report: &Report, started: Instant, console: &Console) {
    inputs::note_skipped(report, console);
    let statistics = result.statistics;
    if statistics.without_time > 0 {
        let events = counted(statistics.without_time, "event");
        console.warn(&format!("{events} of a sequence had no time and were left out"));
    }
    if statistics.dropped > 0 {
        console.warn(&format!(
            "{} given up, for there were too many keys at once",
            counted(statistics.dropped, "hit")
        ));
    }
    let (found, read) = (counted(result.len() as u64, "result"), show_read(report));
    console.note(&format!("{found} in {read}, {}", show_duration(started.elapsed())));
}
