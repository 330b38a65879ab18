//! `threat_match`: an indicator of compromise seen in an event.

use ecs::FieldPath;
use serde::Serialize;
use serde_json::{Map, Value};

use super::super::decode::Fields;
use super::super::encode::{put, put_list};
use super::super::suppression::Suppression;
use super::{Language, SearchScope};

pub(super) const NOT_YET: &str = "joining events with indicators is not built yet";

/// An indicator match rule.
#[derive(Clone, PartialEq, Debug)]
pub struct ThreatMatchRule {
    /// KQL or Lucene.
    pub language: Language,
    /// Which events count.
    pub query: String,
    /// Where the events are.
    pub scope: SearchScope,
    /// The saved query it was made from.
    pub saved_id: Option<String>,
    /// Where the indicators are.
    pub threat_index: Vec<String>,
    /// Which indicators count.
    pub threat_query: String,
    /// The language of `threat_query`.
    pub threat_language: Option<Language>,
    /// Query DSL filters over the indicators.
    pub threat_filters: Vec<Value>,
    /// Which field of an event must equal which field of an indicator: any of these.
    pub threat_mapping: Vec<ThreatMapping>,
    /// Where in an indicator document the indicator is.
    pub threat_indicator_path: Option<String>,
    /// Elastic's tuning: searches at a time.
    pub concurrent_searches: Option<u64>,
    /// Elastic's tuning: indicators a search.
    pub items_per_search: Option<u64>,
    /// How alerts are folded.
    pub alert_suppression: Option<Suppression>,
}

/// All of these must be equal.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ThreatMapping {
    /// The pairs of fields.
    pub entries: Vec<ThreatMappingEntry>,
}

/// A field of the event that must equal a field of the indicator.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ThreatMappingEntry {
    /// The event's field.
    pub field: FieldPath,
    /// Always `mapping`.
    #[serde(rename = "type")]
    pub entry_type: String,
    /// The indicator's field.
    pub value: FieldPath,
    /// Whether equality must not hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub negate: Option<bool>,
}

impl ThreatMatchRule {
    pub(super) fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            language: Language::read(fields),
            query: fields.text("query").unwrap_or_default(),
            scope: SearchScope::read(fields),
            saved_id: fields.text("saved_id"),
            threat_index: fields.texts("threat_index"),
            threat_query: fields.text("threat_query").unwrap_or_default(),
            threat_language: fields.parse("threat_language"),
            threat_filters: fields.values("threat_filters"),
            threat_mapping: fields.objects("threat_mapping", |mapping| ThreatMapping {
                entries: mapping.objects("entries", |entry| ThreatMappingEntry {
                    field: entry.required_text("field", "name the event's field").into(),
                    entry_type: entry.text("type").unwrap_or_else(|| "mapping".into()),
                    value: entry.required_text("value", "name the indicator's field").into(),
                    negate: entry.boolean("negate"),
                }),
            }),
            threat_indicator_path: fields.text("threat_indicator_path"),
            concurrent_searches: fields.whole_number("concurrent_searches"),
            items_per_search: fields.whole_number("items_per_search"),
            alert_suppression: fields.object("alert_suppression", Suppression::read),
        }
    }

    pub(super) fn write(&self, api: &mut Map<String, Value>) {
        put(api, "language", self.language);
        put(api, "query", &self.query);
        self.scope.write(api);
        put(api, "saved_id", &self.saved_id);
        put_list(api, "threat_index", &self.threat_index);
        put(api, "threat_query", &self.threat_query);
        put(api, "threat_language", self.threat_language);
        put_list(api, "threat_filters", &self.threat_filters);
        put_list(api, "threat_mapping", &self.threat_mapping);
        put(api, "threat_indicator_path", &self.threat_indicator_path);
        put(api, "concurrent_searches", self.concurrent_searches);
        put(api, "items_per_search", self.items_per_search);
        put(api, "alert_suppression", &self.alert_suppression);
    }
}
