//! `docs/sources.md` says what products do not record; that it is true is what the other tests show.
//!
//! `UPDATE_GOLDEN=1` writes the table anew.

use testkit::scenario::{DIALECTS, Dialect, EventKind, Extent};

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/sources.md");
const FROM: &str = "<!-- what products record: begin -->\n";
const TO: &str = "<!-- what products record: end -->\n";

#[test]
fn the_documented_table_is_the_tested_one() {
    let document = std::fs::read_to_string(DOCUMENT).unwrap();
    let (before, rest) = document.split_once(FROM).expect("the table's beginning");
    let (held, after) = rest.split_once(TO).expect("the table's end");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(DOCUMENT, format!("{before}{FROM}{}{TO}{after}", table())).unwrap();
        return;
    }
    assert!(held == table(), "the table is stale; UPDATE_GOLDEN=1 writes it anew");
}

/// A row a dialect, a column a kind of event, and the reasons below.
fn table() -> String {
    let mut notes = Vec::new();
    let mut table = String::from("| telemetry |");
    EventKind::ALL.iter().for_each(|kind| table.push_str(&format!(" {} |", kind.title())));
    table.push_str("\n|---|");
    table.push_str(&"---|".repeat(EventKind::ALL.len()));
    for dialect in DIALECTS {
        table.push_str(&format!("\n| {} |", dialect.title));
        for kind in EventKind::ALL {
            let mark = match dialect.extent(kind) {
                Extent::Recorded => "yes",
                Extent::Apart => "apart",
                Extent::Absent => "no",
            };
            table.push_str(&format!(" {mark}{} |", note(&mut notes, reason(dialect, kind))));
        }
    }
    table.push_str("\n\n");
    for (number, note) in notes.iter().enumerate() {
        table.push_str(&format!("{}. {note}.\n", number + 1));
    }
    table
}

fn reason(dialect: &Dialect, kind: EventKind) -> Option<&'static str> {
    let gap = dialect.gaps.iter().find(|gap| gap.kind == kind).map(|gap| gap.reason);
    let is_beside = matches!(kind, EventKind::Logon | EventKind::ExplicitLogon | EventKind::Task);
    gap.or(dialect.beside.filter(|_| is_beside))
}

/// The number of a note, as it stands behind the mark that it explains.
fn note(notes: &mut Vec<&'static str>, reason: Option<&'static str>) -> String {
    let Some(reason) = reason else { return String::new() };
    let known = notes.iter().position(|note| *note == reason);
    let position = known.unwrap_or_else(|| {
        notes.push(reason);
        notes.len() - 1
    });
    format!(" ({})", position + 1)
}
