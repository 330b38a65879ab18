//! `tripline query`: one EQL query over event logs.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::args::InputArgs;
use crate::console::Console;
use crate::exit::ExitStatus;

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
pub(crate) fn run(_args: QueryArgs, _console: &Console) -> anyhow::Result<ExitStatus> {
    anyhow::bail!("query is not built yet")
}
