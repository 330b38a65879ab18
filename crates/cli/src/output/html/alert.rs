//! One alert: a row that unfolds to everything its events say.

use std::io;

use detect::alert::Alert;
use detect::guide::{GapEffect, Guide, PivotContext, PivotGap};
use ecs::Timestamp;
use serde_json::Value;

use super::overview::write_badge;
use super::page::Page;
use super::rule::RuleView;
use crate::alerts::{Entry, EventSummary, display, find, rule_name, text};
use crate::numbers::counted;
use crate::time::show_time;

/// Characters of one value that are shown; a longer one (a script) is cut and says so.
const MOST_CHARACTERS: usize = 16_000;
/// Fields of one event that are shown.
const MOST_FIELDS: usize = 400;
/// What an analyst looks at first, for rules that do not say so themselves.
const HIGHLIGHTS: &[&str] = &[
    "host.name",
    "user.name",
    "process.executable",
    "process.command_line",
    "process.pid",
    "process.entity_id",
    "process.parent.executable",
    "process.parent.command_line",
    "file.path",
    "registry.path",
    "dns.question.name",
    "source.ip",
    "destination.ip",
];

/// Where an alert stands in the page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// Its number in the page.
    pub(super) number: usize,
    /// Its rule's number.
    pub(super) rule: usize,
    /// Whether its events are shown field by field.
    pub(super) details: bool,
}

/// Writes an alert.
pub(super) fn write(
    page: &mut Page<'_>,
    entry: &Entry<'_>,
    place: Place,
    rule: &RuleView<'_>,
) -> io::Result<()> {
    let first = entry.blocks.first().copied().unwrap_or(entry.alert);
    let summary = EventSummary::of(first);
    page.raw("<details class=\"alert\" id=\"alert-")?;
    page.number(place.number)?;
    page.raw("\" data-rule=\"")?;
    page.number(place.rule)?;
    page.raw("\" data-severity=\"")?;
    page.raw(entry.severity().name())?;
    page.raw("\"")?;
    page.attribute("data-host", &summary.host)?;
    page.raw("><summary>\n<span class=\"row\">")?;
    write_row(page, entry, &summary)?;
    page.raw("</span>\n")?;
    for event in entry.events() {
        write_subject(page, &EventSummary::of(event), !entry.blocks.is_empty())?;
    }
    page.raw("</summary>\n")?;
    if place.details {
        write_details(page, entry, rule)?;
    }
    page.raw("</details>\n")
}

fn write_row(page: &mut Page<'_>, entry: &Entry<'_>, summary: &EventSummary) -> io::Result<()> {
    page.raw("<time>")?;
    page.text(&show_time(&summary.time))?;
    page.raw("</time> ")?;
    write_badge(page, entry.severity())?;
    page.raw(" <span class=\"rule\">")?;
    page.text(&rule_name(entry.alert))?;
    page.raw("</span> ")?;
    for (class, value) in [("host", &summary.host), ("user", &summary.user), ("process", &summary.process)] {
        if !value.is_empty() {
            page.raw("<span")?;
            page.attribute("class", class)?;
            page.attribute("title", class)?;
            page.raw(">")?;
            page.text(value)?;
            page.raw("</span> ")?;
        }
    }
    if !entry.blocks.is_empty() {
        page.raw("<span class=\"sequence\">sequence of ")?;
        page.text(&counted(entry.blocks.len() as u64, "event"))?;
        page.raw("</span>")?;
    }
    Ok(())
}

fn write_subject(page: &mut Page<'_>, summary: &EventSummary, in_sequence: bool) -> io::Result<()> {
    page.raw("<code class=\"subject\">")?;
    if in_sequence {
        page.raw("<time>")?;
        page.text(show_time(&summary.time).get(11..).unwrap_or_default())?;
        page.raw("</time> ")?;
        if !summary.is_command_line {
            page.text(&summary.process)?;
            page.raw(" ")?;
        }
    }
    page.text(&shortened(&summary.subject))?;
    page.raw("</code>\n")
}

fn write_details(page: &mut Page<'_>, entry: &Entry<'_>, rule: &RuleView<'_>) -> io::Result<()> {
    page.raw("<div class=\"details\">\n")?;
    let reason = text(entry.alert, "kibana.alert.reason");
    if !reason.is_empty() {
        page.raw("<p class=\"reason\">")?;
        page.text(&reason)?;
        page.raw("</p>\n")?;
    }
    let events = entry.events();
    for (index, event) in events.iter().enumerate() {
        if events.len() > 1 {
            page.raw("<h4>Event ")?;
            page.number(index + 1)?;
            page.raw(" of ")?;
            page.number(events.len())?;
            page.raw("</h4>\n")?;
        }
        write_event(page, event, &rule.highlights)?;
    }
    write_pivots(page, entry, &rule.guide)?;
    page.raw("<p class=\"id\">alert <code>")?;
    page.text(&text(entry.alert, "kibana.alert.uuid"))?;
    page.raw("</code></p>\n</div>\n")
}

/// The queries that the guide suggests, with this alert's values in place.
fn write_pivots(page: &mut Page<'_>, entry: &Entry<'_>, guide: &Guide) -> io::Result<()> {
    if guide.investigations().next().is_none() {
        return Ok(());
    }
    let alert = entry.blocks.first().copied().unwrap_or(entry.alert).to_document();
    // An alert is made at the time of the newest event: a page that is made again must come out the same.
    let now =
        find(&alert, "@timestamp").and_then(Value::as_str).and_then(Timestamp::parse).unwrap_or_default();
    page.raw("<details class=\"fold\"><summary>Follow-up queries</summary>\n<dl class=\"pivots\">\n")?;
    for investigation in guide.investigations() {
        let pivot = investigation.pivot(PivotContext { alert: &alert, now });
        page.raw("<dt>")?;
        page.text(&pivot.label)?;
        page.raw("</dt>\n")?;
        match pivot.to_eql() {
            Some(query) => {
                page.raw("<dd><code>")?;
                page.text(&query)?;
                page.raw("</code></dd>\n")?;
            }
            None => page.raw("<dd>The event lacks the fields that this needs.</dd>\n")?,
        }
        for gap in &pivot.gaps {
            write_gap(page, gap)?;
        }
    }
    page.raw("</dl></details>\n")
}

fn write_gap(page: &mut Page<'_>, gap: &PivotGap) -> io::Result<()> {
    page.raw("<dd class=\"gap\">no ")?;
    page.text(gap.missing.as_str())?;
    match &gap.effect {
        GapEffect::Replaced { by } => {
            page.raw(": asks by ")?;
            page.text(by.as_str())?;
        }
        GapEffect::LeftOut => page.raw(": that part is left out")?,
    }
    page.raw("</dd>\n")
}

/// The fields to look at first, then all.
fn write_event(page: &mut Page<'_>, event: &Alert, wanted: &[&str]) -> io::Result<()> {
    let wanted = if wanted.is_empty() { HIGHLIGHTS } else { wanted };
    let mut highlights: Vec<(String, String)> =
        wanted.iter().map(|path| ((*path).to_owned(), value_of(event, path))).collect();
    highlights.retain(|(_, value)| !value.is_empty());
    if !highlights.is_empty() {
        write_fields(page, &highlights)?;
    }
    let mut fields = Vec::new();
    for (name, value) in event.event_members() {
        flatten(name, &value, &mut fields);
    }
    if let Some((name, value)) = fields.iter_mut().find(|(name, _)| name == "@timestamp") {
        *value = value_of(event, name);
    }
    fields.sort();
    page.raw("<details class=\"fold\"><summary>All ")?;
    page.text(&counted(fields.len() as u64, "field"))?;
    page.raw("</summary>\n")?;
    let left_out = fields.len().saturating_sub(MOST_FIELDS);
    fields.truncate(MOST_FIELDS);
    write_fields(page, &fields)?;
    if left_out > 0 {
        page.raw("<p>and ")?;
        page.number(left_out)?;
        page.raw(" more</p>\n")?;
    }
    page.raw("</details>\n")
}

/// A field of the event. The alert has a time of its own where the event's was.
fn value_of(event: &Alert, path: &str) -> String {
    match (path, text(event, "kibana.alert.original_time")) {
        ("@timestamp", time) if !time.is_empty() => time,
        _ => text(event, path),
    }
}

fn write_fields(page: &mut Page<'_>, fields: &[(String, String)]) -> io::Result<()> {
    page.raw("<table class=\"fields\"><tbody>\n")?;
    for (name, value) in fields {
        page.raw("<tr><th scope=\"row\">")?;
        page.text(name)?;
        page.raw("</th><td>")?;
        page.text(&shortened(value))?;
        page.raw("</td></tr>\n")?;
    }
    page.raw("</tbody></table>\n")
}

/// Objects become dotted names; lists and scalars are values.
fn flatten(path: String, value: &Value, into: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, value) in members {
                flatten(format!("{path}.{name}"), value, into);
            }
        }
        value => into.push((path, display(value))),
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => {
            let kept = text.get(..end).unwrap_or_default();
            format!("{kept}… ({} more bytes)", text.len() - end)
        }
        None => text.to_owned(),
    }
}
