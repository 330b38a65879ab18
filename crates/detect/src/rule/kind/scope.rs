//! What data a rule reads.

use serde_json::{Map, Value};

use super::super::decode::Fields;
use super::super::encode::{put, put_list};

/// The data a rule reads, and the filters laid over it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct SearchScope {
    /// Index patterns; empty means the default ones of an installation, here: any.
    pub index: Vec<String>,
    /// A data view of Kibana instead of patterns. Kept; Tripline has no data views.
    pub data_view_id: Option<String>,
    /// Query DSL filters as Kibana's filter bar makes them.
    pub filters: Vec<Value>,
}

impl SearchScope {
    pub(super) fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            index: fields.texts("index"),
            data_view_id: fields.text("data_view_id"),
            filters: fields.values("filters"),
        }
    }

    pub(super) fn write(&self, api: &mut Map<String, Value>) {
        put_list(api, "index", &self.index);
        put(api, "data_view_id", &self.data_view_id);
        put_list(api, "filters", &self.filters);
    }
}
