//! A spreadsheet (RFC 4180): one row an alert, building blocks included.

use std::io;

use csv::{QuoteStyle, Terminator, WriterBuilder};
use detect::alert::Alert;

use crate::alerts::{EventSummary, techniques, text};

/// Columns and the fields they hold; empty where the column is computed.
const COLUMNS: &[(&str, &str)] = &[
    ("time", ""),
    ("severity", "kibana.alert.severity"),
    ("risk_score", "kibana.alert.risk_score"),
    ("rule", "kibana.alert.rule.name"),
    ("rule_id", "kibana.alert.rule.rule_id"),
    ("techniques", ""),
    ("host", ""),
    ("user", ""),
    ("process", ""),
    ("process_id", "process.pid"),
    ("executable", "process.executable"),
    ("subject", ""),
    ("command_line", "process.command_line"),
    ("parent_process", "process.parent.name"),
    ("parent_command_line", "process.parent.command_line"),
    ("source_ip", "source.ip"),
    ("destination_ip", "destination.ip"),
    ("event_id", "event.id"),
    ("event_code", "event.code"),
    ("group_id", "kibana.alert.group.id"),
    ("group_index", "kibana.alert.group.index"),
    ("alert_id", "kibana.alert.uuid"),
    ("reason", "kibana.alert.reason"),
];

/// The first row.
pub(super) fn heading() -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    rows(&mut text, [COLUMNS.iter().map(|(name, _)| *name)])?;
    Ok(text)
}

pub(super) fn render(alerts: &[Alert], out: &mut Vec<u8>) -> io::Result<()> {
    rows(out, alerts.iter().map(|alert| cells(alert).into_iter().map(guard)))
}

fn cells(alert: &Alert) -> Vec<String> {
    let summary = EventSummary::of(alert);
    let cell = |&(name, field): &(&str, &str)| match name {
        "time" => summary.time.clone(),
        "techniques" => techniques(alert).join(" "),
        "host" => summary.host.clone(),
        "user" => summary.user.clone(),
        "process" => summary.process.clone(),
        "subject" => summary.subject.clone(),
        _ => text(alert, field),
    };
    COLUMNS.iter().map(cell).collect()
}

/// Appends rows with the line ends and quotes of RFC 4180.
pub(super) fn rows<R: IntoIterator<Item: AsRef<[u8]>>>(
    out: &mut Vec<u8>,
    rows: impl IntoIterator<Item = R>,
) -> io::Result<()> {
    let mut writer =
        WriterBuilder::new().terminator(Terminator::CRLF).quote_style(QuoteStyle::Necessary).from_writer(out);
    for row in rows {
        writer.write_record(row)?;
    }
    writer.flush()
}

/// A cell that a spreadsheet program does not take for a formula: these programs run what begins with one of
/// these characters, quoted or not. The full-width forms count too where the locale is Japanese.
pub(super) fn guard(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{cell}")
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cell: &str, expected: &str) {
        let mut out = Vec::new();
        rows(&mut out, [[guard(cell.to_owned()), "x".to_owned()]]).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), format!("{expected},x\r\n"));
    }

    #[test]
    fn cells_are_quoted_and_no_formula() {
        check("plain", "plain");
        check("a,b", "\"a,b\"");
        check("say \"hi\"", "\"say \"\"hi\"\"\"");
        check("two\nlines", "\"two\nlines\"");
        check("=cmd|'/c calc'!A1", "'=cmd|'/c calc'!A1");
        check("-enc AAAA", "'-enc AAAA");
        check("+1", "'+1");
        check("@SUM(A1)", "'@SUM(A1)");
        check("\t=1", "'\t=1");
        check("\r=1", "\"'\r=1\"");
        check("a=1", "a=1");
    }
}
