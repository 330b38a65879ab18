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
use detect::alert::Alert;

pub(crate) use self::ndjson::write_line;
use crate::alerts::summarised;
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

/// What a format makes of one alert: its documents rendered, or what it has to see all of before it writes any.
#[derive(Debug)]
pub(crate) enum Rendered {
    /// What is written, as it is.
    Text(Vec<u8>),
    /// One alert, or building blocks and then their shell.
    Alerts(Vec<Alert>),
}

/// Takes one rendered alert after the other and writes them, at once or at the end.
pub(crate) trait AlertWriter {
    /// Takes what [`AlertFormat::render`] made of an alert.
    fn alert(&mut self, rendered: Rendered) -> io::Result<()>;

    /// Writes what is still to be written.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

impl AlertFormat {
    /// Renders the documents of one alert: one, or building blocks and then their shell. This is most of the work, and
    /// does not depend on other alerts: several threads may do it at once.
    pub(crate) fn render(self, alerts: Vec<Alert>, context: &OutputContext<'_>) -> io::Result<Rendered> {
        let mut text = Vec::new();
        match self {
            Self::Ndjson => ndjson::render(&alerts, &mut text),
            Self::Csv => csv::render(&alerts, &mut text)?,
            Self::Timesketch => timesketch::render(&alerts, context, &mut text)?,
            Self::Table => return Ok(Rendered::Alerts(alerts.into_iter().map(summarised).collect())),
            Self::Html => return Ok(Rendered::Alerts(alerts)),
        }
        Ok(Rendered::Text(text))
    }

    /// A writer of this format.
    pub(crate) fn writer<'o>(
        self,
        context: OutputContext<'o>,
        out: &'o mut dyn Write,
    ) -> io::Result<Box<dyn AlertWriter + 'o>> {
        let heading = match self {
            Self::Ndjson => Vec::new(),
            Self::Csv => csv::heading()?,
            Self::Timesketch => timesketch::heading(&context)?,
            Self::Table => return Ok(Collector::boxed(context, out, table::write)),
            Self::Html => return Ok(Collector::boxed(context, out, html::write)),
        };
        Ok(Box::new(Passer { heading: Some(heading), out }))
    }
}

/// For formats that are written alert by alert.
struct Passer<'o> {
    /// What is written before the first alert, or alone where there is none.
    heading: Option<Vec<u8>>,
    out: &'o mut dyn Write,
}

impl Passer<'_> {
    fn ensure_heading(&mut self) -> io::Result<()> {
        self.heading.take().map_or(Ok(()), |heading| self.out.write_all(&heading))
    }
}

impl AlertWriter for Passer<'_> {
    fn alert(&mut self, rendered: Rendered) -> io::Result<()> {
        self.ensure_heading()?;
        match rendered {
            Rendered::Text(text) => self.out.write_all(&text),
            Rendered::Alerts(_) => Ok(()),
        }
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.ensure_heading()
    }
}

type WriteAll = fn(&[Alert], &OutputContext<'_>, &mut dyn Write) -> io::Result<()>;

/// For formats that sort or group: holds all alerts, and writes them at the end.
struct Collector<'o> {
    alerts: Vec<Alert>,
    context: OutputContext<'o>,
    out: &'o mut dyn Write,
    write: WriteAll,
}

impl<'o> Collector<'o> {
    fn boxed(
        context: OutputContext<'o>,
        out: &'o mut dyn Write,
        write: WriteAll,
    ) -> Box<dyn AlertWriter + 'o> {
        Box::new(Self { alerts: Vec::new(), context, out, write })
    }
}

impl AlertWriter for Collector<'_> {
    fn alert(&mut self, rendered: Rendered) -> io::Result<()> {
        if let Rendered::Alerts(alerts) = rendered {
            self.alerts.extend(alerts);
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        (self.write)(&self.alerts, &self.context, self.out)
    }
}

#[cfg(test)]
mod tests;
