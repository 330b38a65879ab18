//! Makes alert documents small enough to hold many of them, for formats that have to see all before they write one.

use std::collections::HashSet;

use ecs::Document;
use serde_json::Value;

use super::field::{find, text};

/// Fields that are the same in every alert of a rule, and make up most of an alert: the guide, the query, the mapping.
const OF_RULE: &[&str] = &[
    "kibana.alert.rule.note",
    "kibana.alert.rule.setup",
    "kibana.alert.rule.parameters",
    "kibana.alert.rule.description",
    "kibana.alert.rule.references",
    "kibana.alert.rule.false_positives",
    "kibana.alert.rule.threat",
    "kibana.alert.rule.tags",
    "kibana.alert.rule.author",
    "kibana.alert.rule.license",
    "kibana.alert.rule.indices",
    "kibana.alert.rule.exceptions_list",
];
/// Fields of the alert itself that a table shows or sorts by.
const OF_ALERT: &[&str] = &[
    "kibana.alert.severity",
    "kibana.alert.risk_score",
    "kibana.alert.original_time",
    "kibana.alert.rule.name",
    "kibana.alert.rule.rule_id",
    "kibana.alert.rule.threat",
    "kibana.alert.group.id",
    "kibana.alert.group.index",
];

/// What of the events is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keep {
    /// Every field.
    Everything,
    /// What [`super::EventSummary`] reads.
    Summary,
}

/// Makes one alert after the other smaller. The first alert of a rule keeps what is said about the rule.
#[derive(Debug)]
pub(crate) struct Slimmer {
    keep: Keep,
    rules: HashSet<String>,
}

impl Slimmer {
    /// One that keeps so much.
    pub(crate) fn new(keep: Keep) -> Self {
        Self { keep, rules: HashSet::new() }
    }

    /// The documents of one alert, its shell last, smaller.
    pub(crate) fn slim(&mut self, documents: Vec<Document>) -> Vec<Document> {
        let rule = documents.last().map(|alert| text(alert, "kibana.alert.rule.rule_id")).unwrap_or_default();
        let is_first = self.rules.insert(rule);
        let last = documents.len().saturating_sub(1);
        let slim = |(index, mut document): (usize, Document)| {
            if !(is_first && index == last) {
                OF_RULE.iter().for_each(|field| {
                    document.shift_remove(*field);
                });
            }
            if self.keep == Keep::Summary { summary_of(&document) } else { document }
        };
        documents.into_iter().enumerate().map(slim).collect()
    }
}

fn summary_of(document: &Document) -> Document {
    let fields = OF_ALERT.iter().chain(super::summary::FIELDS);
    let kept = fields.filter_map(|field| Some(((*field).to_owned(), find(document, field)?.clone())));
    kept.filter(|(_, value): &(String, Value)| !value.is_null()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::EventSummary;

    #[test]
    fn the_rule_is_kept_once_and_the_summary_whole() {
        let alert = serde_json::json!({
            "kibana.alert.rule.rule_id": "r", "kibana.alert.rule.note": "guide", "kibana.alert.severity": "high",
            "host": {"name": "h", "os": {"type": "windows"}}, "process": {"command_line": "a", "name": "p", "pid": 1},
        });
        let alert = alert.as_object().unwrap().clone();
        let mut all = Slimmer::new(Keep::Everything);
        assert_eq!(all.slim(vec![alert.clone()]), std::slice::from_ref(&alert));
        let second = all.slim(vec![alert.clone()]).remove(0);
        assert!(!second.contains_key("kibana.alert.rule.note") && find(&second, "process.pid").is_some());
        let summary = Slimmer::new(Keep::Summary).slim(vec![alert.clone()]).remove(0);
        assert!(find(&summary, "process.pid").is_none());
        assert_eq!(EventSummary::of(&summary), EventSummary::of(&alert));
    }
}
