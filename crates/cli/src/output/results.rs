//! Results of a query as a table: a row an event, sequences and samples with their keys above.

use std::io::{self, Write};

use ecs::Document;
use serde_json::Value;

use crate::alerts::{EventSummary, display};
use crate::console::{Screen, Style};
use crate::text::{clean, cut, cut_command_line, pad, width};
use crate::time::show_time;

/// Columns before the subject, at their widest.
const WIDEST: [usize; 5] = [23, 14, 24, 26, 22];
const HEADINGS: [&str; 5] = ["TIME", "CATEGORY", "HOST", "USER", "PROCESS"];
/// The subject gets at least so many columns.
const LEAST_SUBJECT: usize = 40;
/// Rows whose widths decide the columns' widths: results are written as they come, and the first tell enough.
const LOOKED_AHEAD: usize = 200;

/// Writes the lines that a query gives.
pub(crate) fn write(
    lines: impl Iterator<Item = io::Result<Value>>,
    screen: Screen,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut lines = lines.peekable();
    if lines.peek().is_none() {
        return Ok(());
    }
    let mut ahead = Vec::new();
    for line in lines.by_ref().take(LOOKED_AHEAD) {
        ahead.push(line?);
    }
    let table = Table { widths: widths(&ahead, screen), screen };
    table.heading(out)?;
    for line in ahead.into_iter().map(Ok).chain(lines) {
        table.line(&line?, out)?;
    }
    Ok(())
}

fn widths(lines: &[Value], screen: Screen) -> [usize; 5] {
    let mut widths = HEADINGS.map(width);
    for document in lines.iter().flat_map(documents).flatten() {
        for (width_so_far, cell) in widths.iter_mut().zip(cells(document)) {
            *width_so_far = (*width_so_far).max(width(&cell));
        }
    }
    match screen.width {
        None => widths,
        Some(_) => std::array::from_fn(|column| widths[column].min(WIDEST[column])),
    }
}

/// The documents of a line; `None` for a missing event.
fn documents(line: &Value) -> Vec<Option<&Document>> {
    match line.get("events").and_then(Value::as_array).filter(|_| line.get("join_keys").is_some()) {
        Some(hits) => hits.iter().map(source_of).collect(),
        None => vec![line.as_object()],
    }
}

fn source_of(hit: &Value) -> Option<&Document> {
    if hit.get("missing").is_some() {
        return None;
    }
    hit.get("_source").and_then(Value::as_object)
}

fn cells(document: &Document) -> [String; 5] {
    let summary = EventSummary::of(document);
    let time = show_time(&summary.time);
    let category = crate::alerts::text(document, "event.category");
    [time, category, summary.host, summary.user, summary.process].map(|cell| clean(&cell).into_owned())
}

struct Table {
    widths: [usize; 5],
    screen: Screen,
}

impl Table {
    fn heading(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut cells: Vec<String> =
            HEADINGS.iter().zip(self.widths).map(|(name, columns)| pad(name, columns)).collect();
        cells.push("COMMAND LINE OR OBJECT".to_owned());
        writeln!(out, "{}", self.screen.paint(Style::Dim, &cells.join("  ")))
    }

    fn line(&self, line: &Value, out: &mut dyn Write) -> io::Result<()> {
        let Some(keys) =
            line.get("join_keys").and_then(Value::as_array).filter(|_| line.get("events").is_some())
        else {
            return documents(line).into_iter().try_for_each(|event| self.event(event, "", out));
        };
        let keys: Vec<String> = keys.iter().map(|key| clean(&display(key)).into_owned()).collect();
        let events = documents(line);
        let heading = match keys.join(", ") {
            keys if keys.is_empty() => format!("{} events", events.len()),
            keys => format!("{} events with {keys}", events.len()),
        };
        writeln!(out, "{}", self.screen.paint(Style::Bold, &heading))?;
        let last = events.len().saturating_sub(1);
        for (index, event) in events.into_iter().enumerate() {
            self.event(event, if index == last { "└ " } else { "├ " }, out)?;
        }
        Ok(())
    }

    /// Nothing is cut where the output is no terminal.
    fn fit(&self, cell: &str, columns: usize) -> String {
        pad(cell, if self.screen.width.is_some() { columns } else { columns.max(width(cell)) })
    }

    fn event(&self, event: Option<&Document>, branch: &str, out: &mut dyn Write) -> io::Result<()> {
        let branch_shown = self.screen.paint(Style::Dim, branch);
        let Some(event) = event else {
            return writeln!(out, "{branch_shown}{}", self.screen.paint(Style::Dim, "(no such event)"));
        };
        let cells: Vec<String> =
            cells(event).iter().zip(self.widths).map(|(cell, columns)| self.fit(cell, columns)).collect();
        let summary = EventSummary::of(event);
        let subject = clean(&summary.subject);
        let before = width(branch) + self.widths.iter().map(|columns| columns + 2).sum::<usize>();
        let shown = match self.screen.width.map(|columns| columns.saturating_sub(before).max(LEAST_SUBJECT)) {
            None => subject.into_owned(),
            Some(left) if summary.is_command_line => cut_command_line(&subject, left),
            Some(left) => cut(&subject, left),
        };
        writeln!(out, "{branch_shown}{}  {shown}", cells.join("  "))
    }
}
