//! `_field_caps` and `_mapping`: which fields there are.

use std::collections::BTreeMap;

use lang::ir::Case;
use lang::wildcard_match;
use serde_json::{Map, Value, json};

use super::execute::object;
use super::{Parameters, Search, SearchError};

impl Search {
    /// `GET {index}/_field_caps?fields=…`.
    ///
    /// # Errors
    /// When no fields are named, or an index does not exist.
    pub fn field_caps(
        &self,
        index: Option<&str>,
        parameters: &Parameters,
        body: &Value,
    ) -> Result<Value, SearchError> {
        let body = object(body)?;
        let patterns: Vec<String> = match (body.get("fields"), parameters.text("fields")) {
            (Some(Value::Array(patterns)), _) => {
                patterns.iter().filter_map(Value::as_str).map(str::to_owned).collect()
            }
            (Some(Value::String(pattern)), _) => vec![pattern.clone()],
            (_, Some(list)) => list.split(',').map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        if patterns.is_empty() {
            let reason = "Validation Failed: 1: no fields specified;";
            return Err(SearchError::new(400, "action_request_validation_exception", reason));
        }
        let mut selection = self.selection(index, parameters.index_options()?)?;
        let observed = self.observed_fields(&mut selection)?;
        let mut fields: BTreeMap<&str, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
        for (index, names) in &observed {
            for (name, field_type) in names {
                if patterns.iter().any(|pattern| wildcard_match(pattern, name, Case::Sensitive)) {
                    fields.entry(name).or_default().entry(field_type).or_default().push(index);
                }
            }
        }
        let mut shown: Map<String, Value> =
            fields.into_iter().map(|(name, types)| (name.to_owned(), capabilities(types))).collect();
        for (name, field_type) in [("_id", "_id"), ("_index", "_index")] {
            if patterns.iter().any(|pattern| wildcard_match(pattern, name, Case::Sensitive)) {
                let capability = json!({"type": field_type, "metadata_field": true, "searchable": true,
                    "aggregatable": name == "_index"});
                shown.insert(name.to_owned(), json!({field_type: capability}));
            }
        }
        let indices: Vec<String> = selection.of(self.source.indices()?);
        Ok(json!({"indices": indices, "fields": shown}))
    }

    /// `GET {index}/_mapping`.
    ///
    /// # Errors
    /// When an index does not exist.
    pub fn mapping(&self, index: Option<&str>, parameters: &Parameters) -> Result<Value, SearchError> {
        let mut selection = self.selection(index, parameters.index_options()?)?;
        let observed = self.observed_fields(&mut selection)?;
        let mapping = |(index, fields): (String, BTreeMap<String, &'static str>)| {
            let mut properties = Map::new();
            for (name, field_type) in fields {
                insert(&mut properties, &name, field_type, 0);
            }
            (index, json!({"mappings": {"properties": properties}}))
        };
        Ok(Value::Object(observed.into_iter().map(mapping).collect()))
    }
}

/// What can be done with a field of these types. Each type says which indices it is of where there are several.
fn capabilities(types: BTreeMap<&str, Vec<&str>>) -> Value {
    let is_one = types.len() == 1;
    let capability = |(field_type, indices): (&str, Vec<&str>)| {
        let mut capability = Map::from_iter([
            ("type".to_owned(), Value::from(field_type)),
            ("metadata_field".to_owned(), false.into()),
            ("searchable".to_owned(), true.into()),
            ("aggregatable".to_owned(), (field_type != "text").into()),
        ]);
        if !is_one {
            capability.insert("indices".to_owned(), indices.into());
        }
        (field_type.to_owned(), Value::Object(capability))
    };
    Value::Object(types.into_iter().map(capability).collect())
}

/// Puts a field into a tree of properties.
fn insert(properties: &mut Map<String, Value>, name: &str, field_type: &str, depth: usize) {
    const MAX_DEPTH: usize = 64;
    let Some((first, rest)) = name.split_once('.').filter(|_| depth < MAX_DEPTH) else {
        properties.entry(name).or_insert_with(|| json!({"type": field_type}));
        return;
    };
    let below = properties.entry(first).or_insert_with(|| json!({"properties": {}}));
    let Value::Object(below) = below else { return };
    let inner = below.entry("properties").or_insert_with(|| json!({}));
    if let Value::Object(inner) = inner {
        insert(inner, rest, field_type, depth + 1);
    }
}
