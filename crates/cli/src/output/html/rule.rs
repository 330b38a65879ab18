//! The part of the page about one rule: what it looks for, its guide, and the place of its alerts.

use std::io;

use detect::alert::Alert;
use detect::guide::Guide;
use serde_json::Value;

use super::overview::write_badge;
use super::page::Page;
use crate::alerts::{RuleGroup, display, find, text};
use crate::numbers::counted;

/// What all alerts of a rule share.
#[derive(Debug, Default)]
pub(super) struct RuleView<'a> {
    /// Its guide; empty where it has none.
    pub(super) guide: Guide,
    /// The fields that its author wants looked at first; empty where nobody said.
    pub(super) highlights: Vec<&'a str>,
}

impl<'a> RuleView<'a> {
    /// As the group's first alert says.
    pub(super) fn of(group: &RuleGroup<'a>) -> Self {
        let Some(first) = group.entries.first() else { return Self::default() };
        let highlights = list(first.alert, "kibana.alert.rule.parameters.investigation_fields.field_names");
        Self {
            guide: Guide::parse(&text(first.alert, "kibana.alert.rule.note")),
            highlights: highlights.iter().filter_map(Value::as_str).collect(),
        }
    }

    /// Opens the section of the rule up to where its alerts go.
    pub(super) fn write_open(
        &self,
        page: &mut Page<'_>,
        index: usize,
        group: &RuleGroup<'_>,
    ) -> io::Result<()> {
        page.raw("<section class=\"group\" id=\"rule-")?;
        page.number(index)?;
        page.raw("\">\n<h3>")?;
        write_badge(page, group.severity)?;
        page.raw(" <span class=\"title\">")?;
        page.text(&group.name)?;
        page.raw("</span> <span class=\"count\">")?;
        page.text(&counted(group.entries.len() as u64, "alert"))?;
        page.raw("</span></h3>\n")?;
        if let Some(entry) = group.entries.first() {
            write_about(page, entry.alert, group.risk_score, &self.guide)?;
        }
        page.raw("<div class=\"alerts\">\n")
    }
}

fn write_about(page: &mut Page<'_>, alert: &Alert, risk_score: f64, guide: &Guide) -> io::Result<()> {
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
    write_guide(page, guide)?;
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

fn write_guide(page: &mut Page<'_>, guide: &Guide) -> io::Result<()> {
    if guide.is_empty() {
        return Ok(());
    }
    page.raw("<details class=\"fold\"><summary>Investigation guide</summary>\n<div class=\"prose\">\n")?;
    page.guide(guide)?;
    page.raw("</div></details>\n")
}

fn write_query(page: &mut Page<'_>, alert: &Alert) -> io::Result<()> {
    let query = text(alert, "kibana.alert.rule.parameters.query");
    if query.trim().is_empty() {
        return Ok(());
    }
    page.raw("<details class=\"fold\"><summary>Query</summary>\n<pre><code>")?;
    page.text(query.trim())?;
    page.raw("</code></pre></details>\n")
}

fn write_false_positives(page: &mut Page<'_>, alert: &Alert) -> io::Result<()> {
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

fn write_references(page: &mut Page<'_>, alert: &Alert) -> io::Result<()> {
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

fn list<'a>(alert: &'a Alert, path: &str) -> &'a [Value] {
    members(find(alert, path))
}

fn members(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
