//! A table for reading on a terminal: alerts by rule, the worst first.

use std::io::{self, Write};

use detect::alert::Alert;

use super::OutputContext;
use crate::alerts::{Entry, EventSummary, RuleGroup, rule_groups, techniques};
use crate::console::{Screen, Style};
use crate::numbers::counted;
use crate::text::{clean, cut, cut_command_line, pad, width};
use crate::time::show_time;

/// The widest a column may be before the subject gets what is left.
const WIDE: Widths = Widths { time: 23, host: 24, user: 26, process: 22 };
/// The same where the subject has a line of its own, so that the rest fits into 80 columns.
const NARROW: Widths = Widths { time: 19, host: 15, user: 16, process: 14 };
/// From so many columns on, the subject stands in the same line as the rest.
const LEAST_WIDE: usize = 132;
/// Columns of severity: `critical`.
const SEVERITY: usize = 8;
/// The subject gets at least so many columns, also on a very narrow terminal.
const LEAST_SUBJECT: usize = 24;
/// Between columns.
const GAP: usize = 2;

pub(super) fn write(alerts: &[Alert], context: &OutputContext<'_>, out: &mut dyn Write) -> io::Result<()> {
    let groups = rule_groups(alerts);
    let widths = Widths::of(&groups, context.screen);
    let table = Table { widths, screen: context.screen };
    for (index, group) in groups.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        table.group(group, out)?;
    }
    Ok(())
}

/// Columns of a row besides severity and subject.
#[derive(Clone, Copy, Debug)]
struct Widths {
    time: usize,
    host: usize,
    user: usize,
    process: usize,
}

impl Widths {
    /// What the rows need, within limits that leave room for the subject.
    fn of(groups: &[RuleGroup<'_>], screen: Screen) -> Self {
        let mut need = Self { time: 4, host: 4, user: 4, process: 7 };
        let events = groups.iter().flat_map(|group| &group.entries).flat_map(Entry::events);
        for summary in events.map(EventSummary::of) {
            need.time = need.time.max(width(&clean(&show_time(&summary.time))));
            need.host = need.host.max(width(&clean(&summary.host)));
            need.user = need.user.max(width(&clean(&summary.user)));
            need.process = need.process.max(width(&clean(&summary.process)));
        }
        let widest = match screen.width {
            None => return need,
            Some(columns) if columns < LEAST_WIDE => NARROW,
            Some(_) => WIDE,
        };
        Self {
            time: need.time.min(widest.time),
            host: need.host.min(widest.host),
            user: need.user.min(widest.user),
            process: need.process.min(widest.process),
        }
    }
}

struct Table {
    widths: Widths,
    screen: Screen,
}

impl Table {
    fn group(&self, group: &RuleGroup<'_>, out: &mut dyn Write) -> io::Result<()> {
        let name = clean(&group.name).into_owned();
        let style = group.severity.style();
        let mut facts = vec![format!("risk {}", group.risk_score)];
        facts.extend(group.entries.first().map(|entry| techniques(entry.alert)).unwrap_or_default());
        facts.push(counted(group.entries.len() as u64, "alert"));
        let facts = clean(&facts.join(" · ")).into_owned();
        writeln!(
            out,
            "{}  {}  {}",
            self.screen.paint(style, &group.severity.name().to_uppercase()),
            self.screen.paint(Style::Bold, &name),
            self.screen.paint(Style::Dim, &facts),
        )?;
        self.heading(out)?;
        for entry in &group.entries {
            self.entry(entry, out)?;
        }
        Ok(())
    }

    /// Whether the subject stands in a line of its own.
    fn is_narrow(&self) -> bool {
        self.screen.width.is_some_and(|columns| columns < LEAST_WIDE)
    }

    fn heading(&self, out: &mut dyn Write) -> io::Result<()> {
        let Widths { time, host, user, process } = self.widths;
        let mut heading = format!(
            "  {}  {}  {}  {}  {}",
            pad("TIME", time),
            pad("SEVERITY", SEVERITY),
            pad("HOST", host),
            pad("USER", user),
            pad("PROCESS", process),
        );
        if !self.is_narrow() {
            heading.push_str("  COMMAND LINE OR OBJECT");
        }
        writeln!(out, "{}", self.screen.paint(Style::Dim, heading.trim_end()))
    }

    /// An alert on one event is a row. A sequence is a row that says so, with its events below.
    fn entry(&self, entry: &Entry<'_>, out: &mut dyn Write) -> io::Result<()> {
        if entry.blocks.is_empty() {
            return self.row(&EventSummary::of(entry.alert), Some(entry), "", out);
        }
        let mut shell = EventSummary::of(entry.alert);
        if let Some(first) = entry.blocks.first().map(|block| EventSummary::of(*block)) {
            shell.time = first.time;
        }
        shell.subject = format!("sequence of {}", counted(entry.blocks.len() as u64, "event"));
        shell.is_command_line = false;
        self.row(&shell, Some(entry), "", out)?;
        for (index, block) in entry.blocks.iter().enumerate() {
            let branch = if index + 1 == entry.blocks.len() { "└ " } else { "├ " };
            self.row(&EventSummary::of(*block), None, branch, out)?;
        }
        Ok(())
    }

    fn row(
        &self,
        summary: &EventSummary,
        entry: Option<&Entry<'_>>,
        branch: &str,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let Widths { time, host, user, process } = self.widths;
        let severity = match entry {
            Some(entry) => {
                self.screen.paint(entry.severity().style(), &pad(entry.severity().name(), SEVERITY))
            }
            None => pad("", SEVERITY),
        };
        let row = format!(
            "  {}  {severity}  {}  {}  {}",
            self.time(&summary.time),
            pad(&clean(&summary.host), host),
            pad(&without_domain(&clean(&summary.user), user), user),
            pad(&clean(&summary.process), process),
        );
        let indent = if self.is_narrow() { 4 } else { 2 + time + SEVERITY + host + user + process + 5 * GAP };
        let subject = self.subject(summary, indent + width(branch));
        let subject = format!("{}{subject}", self.screen.paint(Style::Dim, branch));
        match (self.is_narrow(), summary.subject.is_empty()) {
            (false, _) => writeln!(out, "{row}  {subject}"),
            (true, true) => writeln!(out, "{}", row.trim_end()),
            (true, false) => writeln!(out, "{}\n{:indent$}{subject}", row.trim_end(), ""),
        }
    }

    /// Narrow rows have no room for fractions.
    fn time(&self, time: &str) -> String {
        let shown = show_time(time);
        let shown = clean(&shown);
        match shown.split_once('.') {
            Some((whole, _)) if self.is_narrow() => pad(whole, self.widths.time),
            _ => pad(&shown, self.widths.time),
        }
    }

    fn subject(&self, summary: &EventSummary, before: usize) -> String {
        let subject = clean(&summary.subject);
        let Some(columns) = self.screen.width else { return subject.into_owned() };
        let left = columns.saturating_sub(before).max(LEAST_SUBJECT);
        if summary.is_command_line { cut_command_line(&subject, left) } else { cut(&subject, left) }
    }
}

/// `CONTOSO\j.doe`, or `j.doe` where that does not fit: the name says more than the domain.
fn without_domain(user: &str, columns: usize) -> String {
    match user.split_once('\\') {
        Some((_, name)) if width(user) > columns => name.to_owned(),
        _ => user.to_owned(),
    }
}
