//! How alerts are written: one file a format.

mod csv;
pub(crate) mod explanation;
mod html;
mod ndjson;
pub(crate) mod results;
mod table;
mod timesketch;

use std::io::{self, Write};
use std::path::Path;

use clap::ValueEnum;
use ecs::Document;

pub(crate) use self::ndjson::write_line;
use crate::alerts::{Keep, Slimmer};
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

/// Takes one alert after the other and writes them, at once or at the end.
pub(crate) trait AlertWriter {
    /// Takes the documents of one alert: one, or building blocks and then their shell.
    fn alert(&mut self, documents: Vec<Document>) -> io::Result<()>;

    /// Writes what is still to be written.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

impl AlertFormat {
    /// A writer of this format.
    pub(crate) fn writer<'o>(
        self,
        context: OutputContext<'o>,
        out: &'o mut dyn Write,
    ) -> Box<dyn AlertWriter + 'o> {
        match self {
            Self::Ndjson => Box::new(ndjson::Writer::new(out)),
            Self::Csv => Box::new(csv::Writer::new(out)),
            Self::Timesketch => timesketch::writer(context, out),
            Self::Table => Box::new(Collector {
                alerts: Vec::new(),
                slimmer: Slimmer::new(Keep::Summary),
                context,
                out,
                write: table::write,
            }),
            Self::Html => Box::new(Collector {
                alerts: Vec::new(),
                slimmer: Slimmer::new(Keep::Everything),
                context,
                out,
                write: html::write,
            }),
        }
    }
}

type WriteAll = fn(&[Document], &OutputContext<'_>, &mut dyn Write) -> io::Result<()>;

/// For formats that sort or group: holds all alerts, and writes them at the end.
struct Collector<'o> {
    alerts: Vec<Document>,
    slimmer: Slimmer,
    context: OutputContext<'o>,
    out: &'o mut dyn Write,
    write: WriteAll,
}

impl AlertWriter for Collector<'_> {
    fn alert(&mut self, documents: Vec<Document>) -> io::Result<()> {
        self.alerts.extend(self.slimmer.slim(documents));
        Ok(())
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        (self.write)(&self.alerts, &self.context, self.out)
    }
}

#[cfg(test)]
mod tests;
