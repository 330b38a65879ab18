//! What a hunt says about itself, on stderr and in the page.

use std::time::Duration;

use super::{HuntReport, Tally};
use crate::console::{Console, Style};
use crate::inputs::{note_skipped, show_read};
use crate::numbers::{counted, show_bytes, show_count};
use crate::severity::Severity;
use crate::text::clean;
use crate::time::show_duration;

/// Rules with surplus that are named without `-v`.
const NAMED_SURPLUS: usize = 3;

/// Writes the summary.
pub(crate) fn write(report: &HuntReport, tally: Tally, elapsed: Duration, console: &Console) {
    write_warnings(report, console);
    let rate = report.read.events as f64 / elapsed.as_secs_f64().max(0.001);
    line(
        console,
        "Read",
        &format!(
            "{} in {}, {} events/s",
            show_read(&report.read),
            show_duration(elapsed),
            show_count(rate as u64)
        ),
    );
    note_skipped(&report.read, console);
    line(console, "Rules", &show_rules(report));
    line(console, "Alerts", &show_alerts(tally, console));
    write_surplus(report, console);
    if report.dropped > 0 {
        let hits = counted(report.dropped, "hit");
        console.warn(&format!(
            "{hits} of sequences or samples given up, for too many keys were pending at once"
        ));
    }
}

/// The same for a page, without what differs from run to run.
pub(crate) fn facts(report: &HuntReport) -> Vec<(String, String)> {
    let mut facts = vec![
        ("Files".to_owned(), show_count(report.read.files)),
        ("Events".to_owned(), show_count(report.read.events)),
        ("Read".to_owned(), show_bytes(report.read.bytes)),
        ("Records skipped".to_owned(), show_count(report.read.skipped())),
        ("Rules run".to_owned(), show_count(report.rules.run as u64)),
    ];
    let surplus: u64 = report.surplus.iter().map(|surplus| surplus.alerts).sum();
    if surplus > 0 {
        facts.push(("Alerts over max_signals, left out".to_owned(), show_count(surplus)));
    }
    facts
}

fn line(console: &Console, label: &str, text: &str) {
    console.note(&format!("{}{text}", console.err.paint(Style::Bold, &format!("{label:<9}"))));
}

fn write_warnings(report: &HuntReport, console: &Console) {
    if console.is_verbose() {
        report.do_not_run.iter().for_each(|reason| console.warn(&clean(reason)));
        report.warnings.iter().for_each(|warning| console.warn(&clean(warning)));
    } else if !report.warnings.is_empty() {
        let warnings = counted(report.warnings.len() as u64, "warning");
        console.warn(&format!("{warnings} on rules; -v shows them, `tripline rules check` with their place"));
    }
}

fn show_rules(report: &HuntReport) -> String {
    let counts = report.rules;
    let mut parts = vec![format!("{} run", show_count(counts.run as u64))];
    if counts.not_yet > 0 {
        parts.push(format!("{} not supported yet", show_count(counts.not_yet as u64)));
    }
    if counts.invalid > 0 {
        parts.push(format!("{} invalid", show_count(counts.invalid as u64)));
    }
    parts.join(", ")
}

/// `41: 2 critical, 12 high`
fn show_alerts(tally: Tally, console: &Console) -> String {
    let parts: Vec<String> = Severity::WORST_FIRST
        .into_iter()
        .filter(|severity| tally.of(*severity) > 0)
        .map(|severity| {
            let shown = format!("{} {}", show_count(tally.of(severity)), severity.name());
            console.err.paint(severity.style(), &shown)
        })
        .collect();
    match parts.as_slice() {
        [] => "none".to_owned(),
        parts => format!("{}: {}", show_count(tally.total()), parts.join(", ")),
    }
}

fn write_surplus(report: &HuntReport, console: &Console) {
    let total: u64 = report.surplus.iter().map(|surplus| surplus.alerts).sum();
    if total == 0 {
        return;
    }
    let mut by_size: Vec<_> = report.surplus.iter().collect();
    by_size.sort_by(|a, b| b.alerts.cmp(&a.alerts).then_with(|| a.rule.cmp(&b.rule)));
    let named = if console.is_verbose() { by_size.len() } else { NAMED_SURPLUS.min(by_size.len()) };
    let names: Vec<String> = by_size
        .iter()
        .take(named)
        .map(|surplus| format!("{} {}", clean(&surplus.rule), show_count(surplus.alerts)))
        .collect();
    let more = match by_size.len() - named {
        0 => String::new(),
        more => format!(", and {}", counted(more as u64, "more rule")),
    };
    let total = counted(total, "alert");
    let text = format!("{total} over max_signals left out; --all keeps them: {}{more}", names.join(", "));
    line(console, "Surplus", &text);
}
