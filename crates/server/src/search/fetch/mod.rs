//! Hits as answers show them.

mod fields;
mod read;
mod source_filter;

use ecs::Catalogue;
use serde_json::{Map, Value, json};

use super::SearchError;
use super::hit::Hit;
use super::sort::{SortSpec, SortValue};
pub(super) use fields::{FieldsSpec, collect_names};
pub(super) use read::Reader;
pub(super) use source_filter::{SourceFilter, token};

/// What of each hit is shown.
#[derive(Clone, Debug, Default)]
pub(super) struct Shown {
    pub(super) source: SourceFilter,
    pub(super) fields: Option<FieldsSpec>,
    /// Whether each hit says its version, and its place in the order of writes.
    pub(super) version: bool,
    pub(super) seq_no: bool,
}

impl Shown {
    /// Reads `_source`, `fields` and `docvalue_fields` of a body.
    pub(super) fn read(body: &Map<String, Value>) -> Result<Self, SearchError> {
        let flag = |name: &str| body.get(name) == Some(&Value::Bool(true));
        Ok(Self {
            source: SourceFilter::read(body.get("_source"))?,
            fields: FieldsSpec::read(body.get("fields"), body.get("docvalue_fields"))?,
            version: flag("version"),
            seq_no: flag("seq_no_primary_term"),
        })
    }

    /// A hit as an answer has it.
    pub(super) fn hit(
        &self,
        hit: Hit,
        catalogue: &dyn Catalogue,
        seq: u64,
        sorted: Option<(&[SortSpec], &[SortValue])>,
    ) -> Value {
        let mut shown = Map::new();
        shown.insert("_index".to_owned(), hit.index.clone().into());
        shown.insert("_id".to_owned(), hit.id.clone().into());
        if self.version {
            shown.insert("_version".to_owned(), 1.into());
        }
        if self.seq_no {
            shown.insert("_seq_no".to_owned(), seq.into());
            shown.insert("_primary_term".to_owned(), 1.into());
        }
        let is_scored = sorted.is_none_or(|(sort, _)| sort.iter().any(SortSpec::is_score));
        shown.insert("_score".to_owned(), if is_scored { json!(1.0) } else { Value::Null });
        if let Some(fields) = &self.fields {
            let values = fields.of(&hit, catalogue);
            if !values.is_empty() {
                shown.insert("fields".to_owned(), Value::Object(values));
            }
        }
        if let Some(source) = self.source.apply(hit.source) {
            shown.insert("_source".to_owned(), Value::Object(source));
        }
        if let Some((sort, values)) = sorted {
            let values = sort.iter().zip(values).map(|(spec, value)| spec.shown(value)).collect();
            shown.insert("sort".to_owned(), Value::Array(values));
        }
        Value::Object(shown)
    }
}
