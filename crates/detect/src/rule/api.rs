//! From a [`Rule`] back to the form of Elastic's API.

use serde_json::{Map, Value, json};

use super::Rule;
use super::encode::{put, put_list};

impl Rule {
    /// The rule as Elastic's API writes it. Members that are empty or not set are left out; [`Rule::from_api`] reads it
    /// back to an equal rule, but for [`Rule::metadata`], which the API does not have.
    pub fn to_api(&self) -> Map<String, Value> {
        let mut api = Map::new();
        put(&mut api, "id", &self.saved_object_id);
        put(&mut api, "name", &self.name);
        put_list(&mut api, "tags", &self.tags);
        put(&mut api, "interval", self.interval.as_str());
        put(&mut api, "enabled", self.enabled);
        put(&mut api, "revision", self.revision);
        put_list(&mut api, "actions", &self.actions);
        put(&mut api, "throttle", &self.throttle);
        put(&mut api, "output_index", &self.output_index);
        put(&mut api, "created_at", &self.created.at);
        put(&mut api, "created_by", &self.created.by);
        put(&mut api, "updated_at", &self.updated.at);
        put(&mut api, "updated_by", &self.updated.by);
        api.extend(self.parameters());
        for (key, value) in &self.unknown {
            api.entry(key).or_insert_with(|| value.clone());
        }
        api
    }

    /// The parameters of the rule: what an alert keeps of it under `kibana.alert.rule.parameters`. That is everything
    /// but its name, tags, schedule, actions and who changed it when.
    pub fn parameters(&self) -> Map<String, Value> {
        let mut api = Map::new();
        put(&mut api, "rule_id", &self.id);
        put(&mut api, "description", &self.description);
        put(&mut api, "type", self.rule_type.name());
        self.rule_type.write(&mut api);
        put(&mut api, "severity", self.severity);
        put_list(&mut api, "severity_mapping", &self.severity_mapping);
        put(&mut api, "risk_score", self.risk_score);
        put_list(&mut api, "risk_score_mapping", &self.risk_score_mapping);
        put(&mut api, "rule_name_override", &self.rule_name_override);
        put_list(&mut api, "author", &self.author);
        put(&mut api, "license", &self.license);
        put(&mut api, "version", self.version.get());
        put(&mut api, "from", self.from.as_str());
        put(&mut api, "to", self.to.as_str());
        put(&mut api, "max_signals", self.max_signals.get());
        put(&mut api, "timestamp_override", &self.timestamp_override);
        put(&mut api, "timestamp_override_fallback_disabled", self.timestamp_override_fallback_disabled);
        put(&mut api, "building_block_type", &self.building_block_type);
        put(&mut api, "note", &self.note);
        put(&mut api, "setup", &self.setup);
        put_list(&mut api, "false_positives", &self.false_positives);
        put_list(&mut api, "references", &self.references);
        put_list(&mut api, "threat", &self.threat);
        put_list(&mut api, "related_integrations", &self.related_integrations);
        put_list(&mut api, "required_fields", &self.required_fields);
        if !self.investigation_fields.is_empty() {
            put(&mut api, "investigation_fields", json!({"field_names": self.investigation_fields}));
        }
        put_list(&mut api, "exceptions_list", &self.exceptions_list);
        put_list(&mut api, "response_actions", &self.response_actions);
        put(&mut api, "timeline_id", &self.timeline_id);
        put(&mut api, "timeline_title", &self.timeline_title);
        put(&mut api, "meta", &self.meta);
        put(&mut api, "namespace", &self.namespace);
        put(&mut api, "immutable", self.immutable);
        put(&mut api, "rule_source", &self.rule_source);
        api
    }
}
