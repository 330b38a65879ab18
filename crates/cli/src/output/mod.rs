//! How alerts are written: one file a format.

mod csv;
mod html;
mod ndjson;
pub(crate) mod results;
mod table;
mod timesketch;

use std::io::{self, Write};
use std::path::Path;

use clap::ValueEnum;
use ecs::Document;

use crate::console::Screen;

/// How alerts are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum AlertFormat {
    /// A table for reading, by rule
    #[default]
    Table,
    /// One alert document a line, with Elastic's field names
    Ndjson,
    /// A spreadsheet: one row an alert
    Csv,
    /// One self-contained page to read and to send
    Html,
    /// Events for Timesketch: JSONL, or CSV where the --output file ends in .csv
    Timesketch,
}

/// What a format has to know besides the alerts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OutputContext<'a> {
    /// Where the output is shown.
    pub(crate) screen: Screen,
    /// The file it goes to, if any.
    pub(crate) path: Option<&'a Path>,
    /// What the run read and found, for formats that show it.
    pub(crate) facts: &'a [(String, String)],
}

impl AlertFormat {
    /// Writes the alerts.
    pub(crate) fn write(
        self,
        alerts: &[Document],
        context: &OutputContext<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        match self {
            Self::Table => table::write(alerts, context, out),
            Self::Ndjson => ndjson::write(alerts, out),
            Self::Csv => csv::write(alerts, out),
            Self::Html => html::write(alerts, context, out),
            Self::Timesketch => timesketch::write(alerts, context, out),
        }
    }
}

#[cfg(test)]
mod tests;
