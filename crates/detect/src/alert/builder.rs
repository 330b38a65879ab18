//! From a match to its alerts.

use std::sync::Arc;

use ecs::Document;
use serde_json::{Value, json};

use super::ancestors::{self, Ancestor};
use super::document::{OwnFields, Shared};
use super::overrides::Overrides;
use super::snapshot::RuleSnapshot;
use super::{Alert, AlertContext, Matched, MatchedEvent, SpaceId, id, milliseconds, reason, shell};
use crate::rule::Rule;

/// Makes the alerts of one rule. Building it once and using it for all matches of the rule saves work.
#[derive(Debug)]
pub struct AlertBuilder<'r> {
    rule: &'r Rule,
    snapshot: Arc<RuleSnapshot>,
    space: SpaceId,
}

impl<'r> AlertBuilder<'r> {
    /// Prepares the alerts of a rule.
    pub fn new(rule: &'r Rule, context: &AlertContext) -> Self {
        let snapshot = Arc::new(RuleSnapshot::of(rule, context));
        Self { rule, snapshot, space: context.space.clone() }
    }

    /// The alerts of one match, as [`super::alert_documents`] gives them.
    pub fn alerts(&self, matched: &Matched) -> Vec<Alert> {
        match matched {
            Matched::Event(event) => self.single(event).into_iter().collect(),
            Matched::Group(stages) => self.group(stages),
        }
    }

    fn single(&self, event: &Arc<MatchedEvent>) -> Option<Alert> {
        let ancestors = ancestors::of(event);
        if self.descends_from_itself(&ancestors) {
            return None;
        }
        let uuid = id::of_event(event.index(), event.id(), &self.space, &self.snapshot.uuid);
        let overrides = Overrides::of(self.rule, &[event.document()]);
        let mut rest = self.building_block_type();
        rest.push(("kibana.alert.uuid", uuid.into()));
        Some(self.alert(Arc::clone(event), &ancestors, overrides, rest))
    }

    fn group(&self, stages: &[Option<Arc<MatchedEvent>>]) -> Vec<Alert> {
        let events: Vec<&Arc<MatchedEvent>> = stages.iter().flatten().collect();
        let Some(first) = events.first() else { return Vec::new() };
        let ancestors: Vec<Vec<Ancestor>> = stages
            .iter()
            .map(|stage| stage.as_ref().map(|event| ancestors::of(event)).unwrap_or_default())
            .collect();
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
            let overrides = Overrides::of(self.rule, &[event.document()]);
            let rest: OwnFields = vec![
                ("kibana.alert.building_block_type", "default".into()),
                ("kibana.alert.group.id", shell_id.as_str().into()),
                ("kibana.alert.group.index", position.into()),
                ("kibana.alert.uuid", block_id.as_str().into()),
            ];
            alerts.push(self.alert(Arc::clone(event), ancestors, overrides, rest));
        }

        let documents: Vec<&Document> = events.iter().map(|event| event.document()).collect();
        let common = shell::intersection(&documents);
        let common = MatchedEvent::new(common, String::new(), String::new(), first.time());
        let overrides = Overrides::of(self.rule, &documents);
        let mut rest = self.building_block_type();
        rest.push(("kibana.alert.group.id", shell_id.as_str().into()));
        rest.push(("kibana.alert.uuid", shell_id.into()));
        alerts.push(self.alert(Arc::new(common), &shell_ancestors, overrides, rest));
        alerts
    }

    fn building_block_type(&self) -> OwnFields {
        let kind = self.rule.building_block_type.iter();
        kind.map(|kind| ("kibana.alert.building_block_type", kind.as_str().into())).collect()
    }

    fn descends_from_itself(&self, ancestors: &[Ancestor]) -> bool {
        ancestors.iter().any(|ancestor| ancestor.rule.as_deref() == Some(&self.snapshot.uuid))
    }

    /// An alert with what every alert has, single, block or shell, and the rest that only some have.
    fn alert(
        &self,
        event: Arc<MatchedEvent>,
        ancestors: &[Ancestor],
        overrides: Overrides,
        rest: OwnFields,
    ) -> Alert {
        let created = &self.snapshot.created;
        let depth = ancestors.iter().map(|ancestor| ancestor.depth).max().unwrap_or_default() + 1;
        let name = overrides.name.as_deref().unwrap_or(&self.rule.name);
        let ancestors: Vec<Value> = ancestors.iter().map(Ancestor::to_json).collect();
        let reason = reason::sentence(event.document(), overrides.severity, name);
        let own: OwnFields = vec![
            ("kibana.space_ids", json!([self.space.as_str()])),
            ("kibana.alert.ancestors", ancestors.into()),
            ("kibana.alert.depth", depth.into()),
            ("kibana.alert.intended_timestamp", created.clone()),
            ("kibana.alert.last_detected", created.clone()),
            ("kibana.alert.original_time", milliseconds(event.time()).into()),
            ("kibana.alert.reason", reason.into()),
            ("kibana.alert.risk_score", overrides.risk_score.to_json()),
            ("kibana.alert.severity", overrides.severity.as_str().into()),
            ("kibana.alert.start", created.clone()),
            ("kibana.alert.status", "active".into()),
            ("kibana.alert.workflow_assignee_ids", json!([])),
            ("kibana.alert.workflow_status", "open".into()),
            ("kibana.alert.workflow_tags", json!([])),
        ];
        let rule = Arc::clone(&self.snapshot);
        Shared { event, own, rule, rule_name: overrides.name.map(Value::from), rest }.into()
    }
}
