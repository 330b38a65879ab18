//! What an alert descends from: events, and alerts of other rules.

use ecs::Document;
use serde_json::{Map, Value};

use super::MatchedEvent;
use super::lookup::first_value;

/// More than this in one document is no honest alert.
const MAX_ANCESTORS: usize = 1_000;

/// One ancestor of an alert.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Ancestor {
    pub(super) id: String,
    pub(super) kind: AncestorKind,
    pub(super) index: String,
    pub(super) depth: u64,
    /// The UUID of the rule that made it, where it is an alert.
    pub(super) rule: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum AncestorKind {
    Event,
    Signal,
}

impl Ancestor {
    pub(super) fn to_json(&self) -> Value {
        let mut object = Map::new();
        object.insert("id".into(), self.id.as_str().into());
        let kind = match self.kind {
            AncestorKind::Event => "event",
            AncestorKind::Signal => "signal",
        };
        object.insert("type".into(), kind.into());
        object.insert("index".into(), self.index.as_str().into());
        object.insert("depth".into(), self.depth.into());
        if let Some(rule) = &self.rule {
            object.insert("rule".into(), rule.as_str().into());
        }
        Value::Object(object)
    }

    fn from_json(value: &Value) -> Option<Self> {
        let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        Some(Self {
            id: text("id")?,
            kind: if text("type")? == "signal" { AncestorKind::Signal } else { AncestorKind::Event },
            index: text("index").unwrap_or_default(),
            depth: value.get("depth").and_then(Value::as_u64).unwrap_or_default(),
            rule: text("rule"),
        })
    }
}

/// The ancestors of an alert on this event, oldest first: those of the event, where it is an alert itself, and the
/// event.
pub(super) fn of(event: &MatchedEvent) -> Vec<Ancestor> {
    let mut ancestors = inherited(event.document());
    let rule = first_value(event.document(), "kibana.alert.rule.uuid").and_then(Value::as_str);
    let depth = first_value(event.document(), "kibana.alert.depth").and_then(Value::as_u64);
    ancestors.push(Ancestor {
        id: event.id().to_owned(),
        kind: if rule.is_some() { AncestorKind::Signal } else { AncestorKind::Event },
        index: event.index().to_owned(),
        depth: if rule.is_some() { depth.unwrap_or(1) } else { 0 },
        rule: rule.map(str::to_owned),
    });
    ancestors
}

fn inherited(document: &Document) -> Vec<Ancestor> {
    match document.get("kibana.alert.ancestors") {
        Some(Value::Array(ancestors)) => {
            ancestors.iter().take(MAX_ANCESTORS).filter_map(Ancestor::from_json).collect()
        }
        _ => Vec::new(),
    }
}

/// The ancestors of a shell: of each block its own ancestors, then the block. Blocks are in no index yet.
pub(super) fn of_shell(stages: &[Vec<Ancestor>], block_ids: &[String], rule_uuid: &str) -> Vec<Ancestor> {
    let mut all = Vec::new();
    for (ancestors, block_id) in stages.iter().zip(block_ids) {
        let Some(deepest) = ancestors.iter().map(|ancestor| ancestor.depth).max() else { continue };
        all.extend(ancestors.iter().cloned());
        all.push(Ancestor {
            id: block_id.clone(),
            kind: AncestorKind::Signal,
            index: String::new(),
            depth: deepest + 1,
            rule: Some(rule_uuid.to_owned()),
        });
    }
    all
}
