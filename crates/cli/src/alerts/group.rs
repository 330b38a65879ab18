//! Which alerts belong together: the building blocks of a sequence to its shell, alerts to their rule.

use std::collections::HashMap;

use detect::alert::Alert;
use serde_json::Value;

use super::field::{find, text};
use super::summary::{rule_name, severity};
use crate::severity::Severity;

/// One alert as a person counts: an alert on an event, or a sequence's shell with the alerts on its events.
#[derive(Clone, Debug)]
pub(crate) struct Entry<'a> {
    /// The alert.
    pub(crate) alert: &'a Alert,
    /// Its building blocks, in the order of the sequence; empty for an alert on one event.
    pub(crate) blocks: Vec<&'a Alert>,
}

impl Entry<'_> {
    /// Severity of the alert.
    pub(crate) fn severity(&self) -> Severity {
        severity(self.alert)
    }

    /// The events it is about: its own, or those of its building blocks.
    pub(crate) fn events(&self) -> Vec<&Alert> {
        if self.blocks.is_empty() { vec![self.alert] } else { self.blocks.clone() }
    }
}

/// All entries of one rule.
#[derive(Clone, Debug)]
pub(crate) struct RuleGroup<'a> {
    /// The rule's name.
    pub(crate) name: String,
    /// The worst severity of its alerts.
    pub(crate) severity: Severity,
    /// The highest risk score of its alerts.
    pub(crate) risk_score: f64,
    /// Its alerts, in the order of time.
    pub(crate) entries: Vec<Entry<'a>>,
}

/// Puts building blocks below their shells; everything keeps its order. Blocks whose shell is not there stand alone.
fn entries(alerts: &[Alert]) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let mut shells: HashMap<&str, usize> = HashMap::new();
    for alert in alerts.iter().filter(|alert| !is_block(alert)) {
        if let Some(group) = group_id(alert) {
            shells.insert(group, entries.len());
        }
        entries.push(Entry { alert, blocks: Vec::new() });
    }
    for block in alerts.iter().filter(|alert| is_block(alert)) {
        let shell = group_id(block).and_then(|group| shells.get(group)).and_then(|&at| entries.get_mut(at));
        match shell {
            Some(entry) => entry.blocks.push(block),
            None => entries.push(Entry { alert: block, blocks: Vec::new() }),
        }
    }
    for entry in &mut entries {
        entry.blocks.sort_by_key(|block| find(*block, "kibana.alert.group.index").and_then(Value::as_u64));
    }
    entries
}

fn group_id(alert: &Alert) -> Option<&str> {
    find(alert, "kibana.alert.group.id")?.as_str()
}

/// Shells have a group but no place in it.
fn is_block(alert: &Alert) -> bool {
    group_id(alert).is_some() && find(alert, "kibana.alert.group.index").is_some()
}

/// Entries by rule: the worst severity first, then the highest risk, then by name.
pub(crate) fn rule_groups(alerts: &[Alert]) -> Vec<RuleGroup<'_>> {
    let mut groups: Vec<RuleGroup<'_>> = Vec::new();
    let mut by_rule: HashMap<String, usize> = HashMap::new();
    for entry in entries(alerts) {
        let name = rule_name(entry.alert);
        let key = format!("{}\0{name}", text(entry.alert, "kibana.alert.rule.rule_id"));
        let risk_score = find(entry.alert, "kibana.alert.risk_score").and_then(Value::as_f64).unwrap_or(0.0);
        let at = *by_rule.entry(key).or_insert_with(|| {
            groups.push(RuleGroup { name, severity: entry.severity(), risk_score, entries: Vec::new() });
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(at) {
            group.severity = group.severity.max(entry.severity());
            group.risk_score = group.risk_score.max(risk_score);
            group.entries.push(entry);
        }
    }
    for group in &mut groups {
        group.entries.sort_by_cached_key(|entry| time(entry.alert));
    }
    groups.sort_by(|a, b| {
        let worse = b.severity.cmp(&a.severity).then(b.risk_score.total_cmp(&a.risk_score));
        worse.then_with(|| a.name.cmp(&b.name))
    });
    groups
}

/// When it happened; what has no readable time comes first.
fn time(alert: &Alert) -> Option<ecs::Timestamp> {
    let value = find(alert, "kibana.alert.original_time").or_else(|| find(alert, "@timestamp"))?;
    ecs::Timestamp::parse(value.as_str()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alert(rule: &str, severity: &str, time: &str, group: Option<(&str, Option<u64>)>) -> Alert {
        let mut alert = serde_json::json!({
            "kibana.alert.rule.name": rule, "kibana.alert.severity": severity, "kibana.alert.original_time": time,
        });
        if let Some((id, index)) = group {
            alert["kibana.alert.group.id"] = id.into();
            if let Some(index) = index {
                alert["kibana.alert.group.index"] = index.into();
            }
        }
        alert.as_object().unwrap().clone().into()
    }

    #[test]
    fn blocks_go_below_their_shell() {
        let alerts = [
            alert("seq", "low", "2026-01-01T00:00:02Z", Some(("g", Some(1)))),
            alert("seq", "low", "2026-01-01T00:00:01Z", Some(("g", Some(0)))),
            alert("seq", "low", "2026-01-01T00:00:01Z", Some(("g", None))),
            alert("seq", "low", "2026-01-01T00:00:03Z", Some(("lost", Some(0)))),
            alert("one", "high", "2026-01-01T00:00:01Z", None),
        ];
        let groups = rule_groups(&alerts);
        let shape: Vec<(&str, Vec<usize>)> = groups
            .iter()
            .map(|group| {
                (group.name.as_str(), group.entries.iter().map(|entry| entry.blocks.len()).collect())
            })
            .collect();
        assert_eq!(shape, [("one", vec![0]), ("seq", vec![2, 0])]);
        let first = groups[1].entries[0].blocks[0];
        assert_eq!(text(first, "kibana.alert.group.index"), "0");
    }
}
