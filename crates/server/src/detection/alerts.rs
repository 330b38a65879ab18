//! From matches to alert documents.

use std::sync::Arc;

use detect::alert::{Alert, AlertBuilder, AlertContext, Matched, MatchedEvent};
use detect::detector::RuleSet;
use detect::live::LiveMatch;
use ecs::{Document, Timestamp};
use foldhash::{HashMap, HashMapExt as _};
use lang::ir::Plan;
use serde_json::Value;
use store::{NewAlert, Store};

/// The index that alerts are in, as Elastic's first backing index is called. Its alias is
/// `.alerts-security.alerts-default`.
pub const ALERTS_INDEX: &str = ".internal.alerts-security.alerts-default-000001";

/// Makes the alerts of one batch: events and rules that come again are made ready once.
#[derive(Debug)]
pub(super) struct AlertMaker<'s> {
    store: &'s Store,
    set: &'s RuleSet,
    now: Timestamp,
    events: HashMap<u64, Arc<MatchedEvent>>,
    builders: HashMap<u32, AlertBuilder<'s>>,
}

impl<'s> AlertMaker<'s> {
    /// For alerts that are made now.
    pub(super) fn new(store: &'s Store, set: &'s RuleSet, now: Timestamp) -> Self {
        Self { store, set, now, events: HashMap::new(), builders: HashMap::new() }
    }

    /// The alerts of a match of a rule whose current run began at `run`: of one event one, of several the building blocks
    /// and the shell. The reason where an event can no longer be read.
    pub(super) fn alerts(&mut self, found: &LiveMatch, run: Timestamp) -> Result<Vec<NewAlert>, String> {
        let Some(compiled) = self.set.rules().get(found.rule as usize) else { return Ok(Vec::new()) };
        let mut stages = Vec::with_capacity(found.events.len());
        for event in &found.events {
            stages.push(event.map(|seq| self.event(seq)).transpose()?);
        }
        let matched = match (&compiled.plan, stages.as_mut_slice()) {
            (Plan::Events { .. }, [event]) => event.take().map(Matched::Event),
            _ => Some(Matched::Group(stages)),
        };
        let Some(matched) = matched else { return Ok(Vec::new()) };
        let (rule, context) = (&compiled.rule, AlertContext::scheduled(self.now, run));
        let builder = self.builders.entry(found.rule).or_insert_with(|| AlertBuilder::new(rule, &context));
        let alerts = builder.alerts(&matched);
        Ok(alerts.iter().filter_map(|alert| self.new_alert(alert, rule.id.as_str())).collect())
    }

    fn new_alert(&self, alert: &Alert, rule_id: &str) -> Option<NewAlert> {
        let id = alert.get("kibana.alert.uuid")?.as_str()?.to_owned();
        let mut document = Vec::new();
        alert.write_json(&mut document);
        let document = String::from_utf8(document).ok()?;
        let (index, rule_id) = (ALERTS_INDEX.to_owned(), rule_id.to_owned());
        Some(NewAlert { id, index, rule_id, time: self.now, document })
    }

    fn event(&mut self, seq: u64) -> Result<Arc<MatchedEvent>, String> {
        if let Some(event) = self.events.get(&seq) {
            return Ok(Arc::clone(event));
        }
        let hit = match self.store.event(seq) {
            Ok(Some(hit)) => hit,
            Ok(None) => return Err(format!("event {seq} of a match is no longer stored")),
            Err(error) => return Err(format!("event {seq} of a match cannot be read: {error}")),
        };
        let document: Document = serde_json::from_str(&hit.source)
            .map_err(|error| format!("event {seq} of a match is no document: {error}"))?;
        let time = document.get("@timestamp").and_then(Value::as_str).and_then(Timestamp::parse);
        let event = MatchedEvent::new(document, hit.id, hit.index, time.unwrap_or_default());
        let event = Arc::new(event);
        self.events.insert(seq, Arc::clone(&event));
        Ok(event)
    }
}
