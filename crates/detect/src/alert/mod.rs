//! Alerts as documents, with the field names of Elastic's alert index.
//!
//! A match of one event gives one alert. A match of several (a sequence, a sample) gives a *building block* for each
//! event and one *shell* alert that holds them together by `kibana.alert.group.id`. The source event's fields are kept
//! as they are; what the alert adds is under dotted names that begin with `kibana.alert.`. `docs/alerts.md` lists the
//! fields. The same rule, events and context always give the same documents, ids included.
//!
//! **What is absent.** No clock and no random number: the time of creation comes from the caller.

mod ancestors;
mod context;
mod id;
pub(crate) mod lookup;
mod overrides;
mod reason;
mod shell;
mod snapshot;
mod source;

use ecs::{Document, Timestamp};
use serde_json::{Value, json};

use crate::rule::Rule;
use ancestors::Ancestor;
pub use context::{AlertContext, ExecutionType, SpaceId};
use overrides::Overrides;
use snapshot::RuleSnapshot;

/// An event that a rule matched, as far as its alert needs it.
#[derive(Clone, PartialEq, Debug)]
pub struct MatchedEvent {
    /// The whole normalised document.
    pub document: Document,
    /// What identifies the event (`_id`).
    pub id: String,
    /// The index or data stream it is in, or would be (`_index`).
    pub index: String,
    /// When it happened.
    pub time: Timestamp,
}

/// What a rule matched.
#[derive(Clone, PartialEq, Debug)]
pub enum Matched {
    /// One event.
    Event(MatchedEvent),
    /// The events of a sequence or sample, one a stage in order; `None` where a stage's event must not occur.
    Group(Vec<Option<MatchedEvent>>),
}

/// Makes the alerts of one rule. Building it once and using it for all matches of the rule saves work.
#[derive(Debug)]
pub struct AlertBuilder<'r> {
    rule: &'r Rule,
    snapshot: RuleSnapshot,
    created: Timestamp,
    space: SpaceId,
}

/// The alerts of one match: one document, or the building blocks and the shell, which comes last. None where the match
/// has no event, or goes back to an alert of the same rule.
pub fn alert_documents(rule: &Rule, matched: &Matched, context: &AlertContext) -> Vec<Document> {
    AlertBuilder::new(rule, context).alerts(matched)
}

impl<'r> AlertBuilder<'r> {
    /// Prepares the alerts of a rule.
    pub fn new(rule: &'r Rule, context: &AlertContext) -> Self {
        Self {
            rule,
            snapshot: RuleSnapshot::of(rule, context),
            created: context.created,
            space: context.space.clone(),
        }
    }

    /// The alerts of one match, as [`alert_documents`] gives them.
    pub fn alerts(&self, matched: &Matched) -> Vec<Document> {
        match matched {
            Matched::Event(event) => self.single(event).into_iter().collect(),
            Matched::Group(stages) => self.group(stages),
        }
    }

    fn single(&self, event: &MatchedEvent) -> Option<Document> {
        let ancestors = ancestors::of(event);
        if self.descends_from_itself(&ancestors) {
            return None;
        }
        let uuid = id::of_event(&event.index, &event.id, &self.space, &self.snapshot.uuid);
        let overrides = Overrides::of(self.rule, &[&event.document]);
        let mut alert = source::kept(&event.document);
        self.add_fields(&mut alert, &event.document, event.time, &ancestors, &overrides);
        if let Some(kind) = &self.rule.building_block_type {
            set(&mut alert, "kibana.alert.building_block_type", kind.as_str());
        }
        set(&mut alert, "kibana.alert.uuid", uuid);
        Some(alert)
    }

    fn group(&self, stages: &[Option<MatchedEvent>]) -> Vec<Document> {
        let events: Vec<&MatchedEvent> = stages.iter().flatten().collect();
        let Some(first) = events.first() else { return Vec::new() };
        let ancestors: Vec<Vec<Ancestor>> =
            stages.iter().map(|stage| stage.as_ref().map(ancestors::of).unwrap_or_default()).collect();
        if ancestors.iter().any(|ancestors| self.descends_from_itself(ancestors)) {
            return Vec::new();
        }
        let block_ids = id::of_blocks(&ancestors, &self.snapshot.uuid);
        let shell_ancestors = ancestors::of_shell(&ancestors, &block_ids, &self.snapshot.uuid);
        let shell_id = id::of_shell(&shell_ancestors, &self.snapshot.uuid);

        let mut alerts = Vec::with_capacity(events.len() + 1);
        for (position, stage) in stages.iter().enumerate() {
            let (Some(event), Some(ancestors), Some(block_id)) =
                (stage, ancestors.get(position), block_ids.get(position))
            else {
                continue;
            };
            let overrides = Overrides::of(self.rule, &[&event.document]);
            let mut block = source::kept(&event.document);
            self.add_fields(&mut block, &event.document, event.time, ancestors, &overrides);
            set(&mut block, "kibana.alert.building_block_type", "default");
            set(&mut block, "kibana.alert.group.id", shell_id.as_str());
            set(&mut block, "kibana.alert.group.index", position);
            set(&mut block, "kibana.alert.uuid", block_id.as_str());
            alerts.push(block);
        }

        let documents: Vec<&Document> = events.iter().map(|event| &event.document).collect();
        let common = shell::intersection(&documents);
        let overrides = Overrides::of(self.rule, &documents);
        let mut shell = source::kept(&common);
        self.add_fields(&mut shell, &common, first.time, &shell_ancestors, &overrides);
        if let Some(kind) = &self.rule.building_block_type {
            set(&mut shell, "kibana.alert.building_block_type", kind.as_str());
        }
        set(&mut shell, "kibana.alert.group.id", shell_id.as_str());
        set(&mut shell, "kibana.alert.uuid", shell_id.as_str());
        alerts.push(shell);
        alerts
    }

    fn descends_from_itself(&self, ancestors: &[Ancestor]) -> bool {
        ancestors.iter().any(|ancestor| ancestor.rule.as_deref() == Some(&self.snapshot.uuid))
    }

    /// What every alert has, single, block or shell.
    fn add_fields(
        &self,
        alert: &mut Document,
        source: &Document,
        event_time: Timestamp,
        ancestors: &[Ancestor],
        overrides: &Overrides,
    ) {
        let created = milliseconds(self.created);
        let depth = ancestors.iter().map(|ancestor| ancestor.depth).max().unwrap_or_default() + 1;
        let name = overrides.name.as_deref().unwrap_or(&self.rule.name);
        set(alert, "@timestamp", created.as_str());
        set(alert, "event.kind", "signal");
        source::copy_originals(source, alert);
        set(alert, "kibana.space_ids", json!([self.space.as_str()]));
        set(alert, "kibana.alert.ancestors", ancestors.iter().map(Ancestor::to_json).collect::<Vec<_>>());
        set(alert, "kibana.alert.depth", depth);
        set(alert, "kibana.alert.intended_timestamp", created.as_str());
        set(alert, "kibana.alert.last_detected", created.as_str());
        set(alert, "kibana.alert.original_time", milliseconds(event_time));
        set(alert, "kibana.alert.reason", reason::sentence(source, overrides.severity, name));
        set(alert, "kibana.alert.risk_score", overrides.risk_score.to_json());
        set(alert, "kibana.alert.severity", overrides.severity.as_str());
        set(alert, "kibana.alert.start", created.as_str());
        set(alert, "kibana.alert.status", "active");
        set(alert, "kibana.alert.workflow_assignee_ids", json!([]));
        set(alert, "kibana.alert.workflow_status", "open");
        set(alert, "kibana.alert.workflow_tags", json!([]));
        self.snapshot.add_to(alert);
        set(alert, "kibana.alert.rule.name", name);
    }
}

fn set(alert: &mut Document, name: &str, value: impl Into<Value>) {
    alert.insert(name.to_owned(), value.into());
}

/// A time as Elastic's documents write it, to the millisecond.
fn milliseconds(time: Timestamp) -> String {
    Timestamp::from_millis(time.millis()).unwrap_or(time).to_string()
}

#[cfg(test)]
mod tests;
