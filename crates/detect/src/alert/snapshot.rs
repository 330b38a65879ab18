//! The rule as it was when it made the alert (`kibana.alert.rule.*`).

use std::ops::Range;

use ecs::Document;
use serde::Serialize;
use serde_json::Value;

use super::context::{execution_uuid, rule_uuid};
use super::json::{put_member, put_text, put_value};
use super::{AlertContext, milliseconds};
use crate::rule::Rule;

/// The field that an event may override.
const NAME: &str = "kibana.alert.rule.name";

/// The fields that all alerts of a rule have in common, made once.
#[derive(Debug)]
pub(super) struct RuleSnapshot {
    pub(super) uuid: String,
    /// When the alerts are made, as they write it.
    pub(super) created: Value,
    /// The same as JSON.
    pub(super) created_json: Vec<u8>,
    fields: Document,
    /// The fields as members of a JSON object, without braces.
    json: Vec<u8>,
    /// Where in `json` the rule's name is.
    name_json: Range<usize>,
}

impl RuleSnapshot {
    pub(super) fn of(rule: &Rule, context: &AlertContext) -> Self {
        let uuid = rule_uuid(&rule.id);
        let mut writer = Writer(Document::new());
        writer.put("uuid", &uuid);
        writer.put("rule_id", &rule.id);
        writer.put("name", &rule.name);
        writer.put("type", rule.rule_type.name());
        writer.put("category", rule.rule_type.category());
        writer.put("rule_type_id", rule.rule_type.framework_id());
        writer.put("consumer", "siem");
        writer.put("producer", "siem");
        writer.put("execution.uuid", execution_uuid(&uuid, context.run));
        writer.put("execution.timestamp", milliseconds(context.created));
        writer.put("execution.type", context.execution_type.as_str());
        writer.put("description", &rule.description);
        writer.put("severity", rule.severity);
        writer.put("severity_mapping", &rule.severity_mapping);
        writer.put("risk_score", rule.risk_score);
        writer.put("risk_score_mapping", &rule.risk_score_mapping);
        writer.put("rule_name_override", &rule.rule_name_override);
        writer.put("author", &rule.author);
        writer.put("license", &rule.license);
        writer.put("tags", &rule.tags);
        writer.put("threat", &rule.threat);
        writer.put("note", &rule.note);
        writer.put("references", &rule.references);
        writer.put("false_positives", &rule.false_positives);
        writer.put("version", rule.version.get());
        writer.put("revision", rule.revision.unwrap_or_default());
        writer.put("enabled", rule.enabled.unwrap_or(true));
        writer.put("immutable", rule.immutable.unwrap_or(false));
        writer.put("interval", rule.interval.as_str());
        writer.put("from", rule.from.as_str());
        writer.put("to", rule.to.as_str());
        writer.put("max_signals", rule.max_signals.get());
        writer.put("indices", rule.index());
        writer.put("timestamp_override", &rule.timestamp_override);
        writer.put("building_block_type", &rule.building_block_type);
        writer.put("exceptions_list", &rule.exceptions_list);
        writer.put("actions", &rule.actions);
        writer.put("throttle", &rule.throttle);
        writer.put("timeline_id", &rule.timeline_id);
        writer.put("timeline_title", &rule.timeline_title);
        writer.put("namespace", &rule.namespace);
        writer.put("created_at", &rule.created.at);
        writer.put("created_by", &rule.created.by);
        writer.put("updated_at", &rule.updated.at);
        writer.put("updated_by", &rule.updated.by);
        if let Some(Value::Object(meta)) = &rule.meta {
            meta.iter().for_each(|(name, value)| writer.put(&format!("meta.{name}"), value));
        }
        writer.put("parameters", rule.parameters());
        Self::made_of(uuid, writer.0, milliseconds(context.created))
    }

    fn made_of(uuid: String, fields: Document, created: String) -> Self {
        let (mut json, mut name_json) = (Vec::new(), 0..0);
        for (name, value) in &fields {
            put_member(&mut json, name, value);
            if name == NAME {
                let mut value_json = Vec::new();
                put_value(&mut value_json, value);
                name_json = json.len() - value_json.len()..json.len();
            }
        }
        let mut created_json = Vec::new();
        put_text(&mut created_json, &created);
        Self { uuid, created: created.into(), created_json, fields, json, name_json }
    }

    /// The fields, the rule's own name among them.
    pub(super) fn fields(&self) -> &Document {
        &self.fields
    }

    /// How long the fields are as JSON.
    pub(super) fn json_length(&self) -> usize {
        self.json.len()
    }

    /// Writes the fields as members of a JSON object, with this name if any instead of the rule's own.
    pub(super) fn write_json(&self, name: Option<&Value>, out: &mut Vec<u8>) {
        let Some(name) = name else {
            out.extend_from_slice(&self.json);
            return;
        };
        out.extend_from_slice(self.json.get(..self.name_json.start).unwrap_or_default());
        put_value(out, name);
        out.extend_from_slice(self.json.get(self.name_json.end..).unwrap_or_default());
    }
}

/// Writes members below `kibana.alert.rule.`, leaving out what is not set.
struct Writer(Document);

impl Writer {
    fn put(&mut self, name: &str, value: impl Serialize) {
        if let Ok(value) = serde_json::to_value(value)
            && !value.is_null()
        {
            self.0.insert(format!("kibana.alert.rule.{name}"), value);
        }
    }
}
