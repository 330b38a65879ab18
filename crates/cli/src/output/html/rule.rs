//! The part of the page about one rule: what it looks for, its guide, and the place of its alerts.

use std::io;

use ecs::Document;
use serde_json::Value;

use super::guide;
use super::overview::{counted, write_badge};
use super::page::Page;
use crate::alerts::{RuleGroup, display, find, text};

/// Opens the section of a rule up to where its alerts go.
pub(super) fn write_open(page: &mut Page<'_>, index: usize, group: &RuleGroup<'_>) -> io::Result<()> {
    page.raw("<section class=\"group\" id=\"rule-")?;
    page.number(index)?;
    page.raw("\">\n<h3>")?;
    write_badge(page, group.severity)?;
    page.raw(" <span class=\"title\">")?;
    page.text(&group.name)?;
    page.raw("</span> <span class=\"count\">")?;
    page.text(&counted(group.entries.len(), "alert"))?;
    page.raw("</span></h3>\n")?;
    if let Some(entry) = group.entries.first() {
        write_about(page, entry.alert, group.risk_score)?;
    }
    page.raw("<div class=\"alerts\">\n")
}

/// Closes what [`write_open`] opened.
pub(super) fn write_close(page: &mut Page<'_>) -> io::Result<()> {
    page.raw("</div>\n</section>\n")
}

fn write_about(page: &mut Page<'_>, alert: &Document, risk_score: f64) -> io::Result<()> {
    page.raw("<div class=\"about\">\n<p class=\"meta\">risk ")?;
    page.number(risk_score)?;
    for threat in list(alert, "kibana.alert.rule.threat") {
        write_threat(page, threat)?;
    }
    page.raw("</p>\n")?;
    let description = text(alert, "kibana.alert.rule.description");
    if !description.trim().is_empty() {
        page.raw("<p>")?;
        page.text(description.trim())?;
        page.raw("</p>\n")?;
    }
    write_folded_guide(page, alert)?;
    write_query(page, alert)?;
    write_false_positives(page, alert)?;
    write_references(page, alert)?;
    page.raw("</div>\n")
}

/// ` · Defense Evasion: T1202 Indirect Command Execution`, linked.
fn write_threat(page: &mut Page<'_>, threat: &Value) -> io::Result<()> {
    let tactic = threat.get("tactic");
    page.raw(" · ")?;
    write_named(page, tactic, false)?;
    for (index, technique) in members(threat.get("technique")).iter().enumerate() {
        page.raw(if index == 0 { ": " } else { ", " })?;
        let subtechniques = members(technique.get("subtechnique"));
        match subtechniques {
            [] => write_named(page, Some(technique), true)?,
            _ => {
                for (index, subtechnique) in subtechniques.iter().enumerate() {
                    page.raw(if index == 0 { "" } else { ", " })?;
                    write_named(page, Some(subtechnique), true)?;
                }
            }
        }
    }
    Ok(())
}

fn write_named(page: &mut Page<'_>, item: Option<&Value>, with_id: bool) -> io::Result<()> {
    let member = |name| item.and_then(|item| item.get(name)).and_then(Value::as_str).unwrap_or_default();
    let shown =
        if with_id { format!("{} {}", member("id"), member("name")) } else { member("name").to_owned() };
    page.link(member("reference"), shown.trim())
}

fn write_folded_guide(page: &mut Page<'_>, alert: &Document) -> io::Result<()> {
    let note = text(alert, "kibana.alert.rule.note");
    if note.trim().is_empty() {
        return Ok(());
    }
    page.raw(
        "<details class=\"fold guide\"><summary>Investigation guide</summary>\n<div class=\"prose\">\n",
    )?;
    guide::write(page, &note)?;
    page.raw("</div></details>\n")
}

fn write_query(page: &mut Page<'_>, alert: &Document) -> io::Result<()> {
    let query = text(alert, "kibana.alert.rule.parameters.query");
    if query.trim().is_empty() {
        return Ok(());
    }
    page.raw("<details class=\"fold\"><summary>Query</summary>\n<pre><code>")?;
    page.text(query.trim())?;
    page.raw("</code></pre></details>\n")
}

fn write_false_positives(page: &mut Page<'_>, alert: &Document) -> io::Result<()> {
    let false_positives = list(alert, "kibana.alert.rule.false_positives");
    if false_positives.is_empty() {
        return Ok(());
    }
    page.raw("<details class=\"fold\"><summary>False positives</summary>\n<ul>")?;
    for item in false_positives {
        page.raw("<li>")?;
        page.text(display(item).trim())?;
        page.raw("</li>")?;
    }
    page.raw("</ul></details>\n")
}

fn write_references(page: &mut Page<'_>, alert: &Document) -> io::Result<()> {
    let references = list(alert, "kibana.alert.rule.references");
    if references.is_empty() {
        return Ok(());
    }
    page.raw("<details class=\"fold\"><summary>References</summary>\n<ul>")?;
    for item in references {
        let address = display(item);
        page.raw("<li>")?;
        page.link(&address, &address)?;
        page.raw("</li>")?;
    }
    page.raw("</ul></details>\n")
}

fn list<'a>(alert: &'a Document, path: &str) -> &'a [Value] {
    members(find(alert, path))
}

fn members(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
