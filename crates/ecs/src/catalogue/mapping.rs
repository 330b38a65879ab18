//! A catalogue made of an Elasticsearch mapping.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::{Catalogue, FieldInfo};
use crate::{DateFormat, FieldType};

mod indexed;

/// The deepest that objects may nest; Elasticsearch itself stops at 20.
const MAX_DEPTH: usize = 64;
/// The most fields; Elasticsearch itself stops at 1,000 unless told otherwise.
const MAX_FIELDS: usize = 60_000;

/// Knows the fields of an Elasticsearch mapping, as `GET index/_mapping` answers it: types, aliases, multi-fields,
/// `null_value`, date formats, constants and runtime fields.
///
/// - A `text` field with a keyword subfield is searched through that, so it counts as a keyword.
/// - A runtime field is taken to read the document; its script, if any, is not run.
/// - Members of a `flattened` object are keywords.
/// - Of several indices the first that names a field says what it is; [`Self::conflicts`] lists where others disagree.
///   A date that they write differently is read in any of their formats.
#[derive(Clone, Debug, Default)]
pub struct MappingCatalogue {
    fields: BTreeMap<String, FieldInfo>,
    flattened: Vec<String>,
    conflicts: Vec<String>,
}

/// Why a mapping cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// Nowhere in the JSON is a `properties` object where a mapping has it.
    #[error("no mapping: neither `properties` nor `mappings` nor an index with `mappings`")]
    NotAMapping,
    /// An alias names no field of the mapping.
    #[error("the alias `{alias}` points to `{target}`, which is no field of the mapping")]
    AliasWithoutTarget {
        /// The alias.
        alias: String,
        /// What it points to.
        target: String,
    },
    /// A date field's format is not known.
    #[error("`{field}` has the unknown date format `{format}`")]
    DateFormat {
        /// The field.
        field: String,
        /// The part of the format that is not known.
        format: String,
    },
    /// Objects nest deeper than any index has them.
    #[error("objects nest deeper than {MAX_DEPTH}")]
    TooDeep,
    /// More fields than any index has.
    #[error("more than {MAX_FIELDS} fields")]
    TooManyFields,
}

impl MappingCatalogue {
    /// Reads a mapping: `{"properties": …}`, `{"mappings": {"properties": …}}`, or an object of indices with those.
    ///
    /// # Errors
    /// When it is no mapping, or one that cannot be honoured; see [`MappingError`].
    pub fn from_mapping(mapping: &Value) -> Result<Self, MappingError> {
        let mut reader = Reader::default();
        for body in bodies(mapping).ok_or(MappingError::NotAMapping)? {
            if let Some(runtime) = body.get("runtime").and_then(Value::as_object) {
                reader.read_properties("", runtime, 0)?;
            }
            if let Some(properties) = body.get("properties").and_then(Value::as_object) {
                reader.read_properties("", properties, 0)?;
            }
        }
        reader.finish()
    }

    /// Fields that several indices give different types; the first one's holds.
    pub fn conflicts(&self) -> &[String] {
        &self.conflicts
    }
}

impl Catalogue for MappingCatalogue {
    fn field(&self, path: &str) -> Option<FieldInfo> {
        if let Some(info) = self.fields.get(path) {
            return Some(info.clone());
        }
        let is_member =
            |object: &String| path.strip_prefix(object.as_str()).is_some_and(|rest| rest.starts_with('.'));
        self.flattened.iter().any(is_member).then(|| FieldInfo::new(path, FieldType::Keyword))
    }

    fn paths(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        Box::new(self.fields.keys().map(String::as_str))
    }
}

/// The objects with `properties` or `runtime` in them, one an index.
fn bodies(mapping: &Value) -> Option<Vec<&Map<String, Value>>> {
    fn body(value: &Value) -> Option<&Map<String, Value>> {
        let object = value.as_object()?;
        let is_body = |object: &&Map<String, Value>| {
            ["properties", "runtime"].iter().any(|name| object.get(*name).is_some_and(Value::is_object))
        };
        is_body(&object).then_some(object)
    }
    fn index_body(value: &Value) -> Option<&Map<String, Value>> {
        value.get("mappings").and_then(body)
    }
    if let Some(object) = index_body(mapping).or_else(|| body(mapping)) {
        return Some(vec![object]);
    }
    let found: Vec<_> = mapping.as_object()?.values().filter_map(index_body).collect();
    (!found.is_empty()).then_some(found)
}

#[derive(Default)]
struct Reader {
    catalogue: MappingCatalogue,
    aliases: BTreeMap<String, String>,
}

impl Reader {
    fn read_properties(
        &mut self,
        parent: &str,
        properties: &Map<String, Value>,
        depth: usize,
    ) -> Result<(), MappingError> {
        if depth > MAX_DEPTH {
            return Err(MappingError::TooDeep);
        }
        for (name, body) in properties {
            let path = if parent.is_empty() { name.clone() } else { format!("{parent}.{name}") };
            self.read_field(path, body, depth)?;
        }
        Ok(())
    }

    fn read_field(&mut self, path: String, body: &Value, depth: usize) -> Result<(), MappingError> {
        let inner = body.get("properties").and_then(Value::as_object);
        let mapping_type = body.get("type").and_then(Value::as_str).unwrap_or("object");
        if mapping_type == "alias" {
            let target = body.get("path").and_then(Value::as_str).unwrap_or_default();
            self.aliases.entry(path).or_insert_with(|| target.to_owned());
            return Ok(());
        }
        if mapping_type == "flattened" {
            self.catalogue.flattened.push(path.clone());
        }
        self.read_multi_fields(&path, body)?;
        let info = field_info(&path, mapping_type, body)?;
        if let Some(properties) = inner {
            self.read_properties(&path, properties, depth + 1)?;
        }
        self.add(path, info)
    }

    fn read_multi_fields(&mut self, path: &str, body: &Value) -> Result<(), MappingError> {
        for (name, body) in body.get("fields").and_then(Value::as_object).into_iter().flatten() {
            let mapping_type = body.get("type").and_then(Value::as_str).unwrap_or("keyword");
            let info = field_info(path, mapping_type, body)?;
            self.add(format!("{path}.{name}"), info)?;
        }
        Ok(())
    }

    fn add(&mut self, path: String, info: FieldInfo) -> Result<(), MappingError> {
        if self.catalogue.fields.len() >= MAX_FIELDS {
            return Err(MappingError::TooManyFields);
        }
        match self.catalogue.fields.get_mut(&path) {
            Some(known) if known.field_type != info.field_type => {
                if !self.catalogue.conflicts.contains(&path) {
                    self.catalogue.conflicts.push(path);
                }
            }
            Some(known) => known.date_format = either_format(known.date_format.take(), info.date_format),
            None => {
                self.catalogue.fields.insert(path, info);
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Result<MappingCatalogue, MappingError> {
        for (alias, target) in self.aliases {
            match self.catalogue.fields.get(&target).cloned() {
                Some(info) => {
                    self.catalogue.fields.entry(alias).or_insert(info);
                }
                None => return Err(MappingError::AliasWithoutTarget { alias, target }),
            }
        }
        Ok(self.catalogue)
    }
}

/// The field that `body` describes; its values lie at `path`.
fn field_info(path: &str, mapping_type: &str, body: &Value) -> Result<FieldInfo, MappingError> {
    let mut info = FieldInfo::new(path, field_type(mapping_type));
    if info.field_type == FieldType::Text && has_keyword_subfield(body) {
        info.field_type = FieldType::Keyword;
    }
    info.null_value = body.get("null_value").and_then(scalar_text);
    if mapping_type == "constant_keyword" {
        info.constant = body.get("value").and_then(scalar_text);
    }
    if let (FieldType::Date, Some(format)) = (info.field_type, body.get("format").and_then(Value::as_str)) {
        let unknown = |error: crate::UnknownDateFormat| MappingError::DateFormat {
            field: path.to_owned(),
            format: error.0,
        };
        info.date_format = Some(DateFormat::new(format).map_err(unknown)?);
    }
    Ok(info)
}

/// What reads dates that are written in one way or the other; a field without a format has Elasticsearch's default.
fn either_format(one: Option<DateFormat>, other: Option<DateFormat>) -> Option<DateFormat> {
    if one == other {
        return one;
    }
    let written = |format: &Option<DateFormat>| {
        let default = "strict_date_optional_time||epoch_millis";
        format.as_ref().map_or(default, DateFormat::as_str).to_owned()
    };
    // Both are known formats, so their alternatives are.
    DateFormat::new(&format!("{}||{}", written(&one), written(&other))).ok()
}

fn has_keyword_subfield(body: &Value) -> bool {
    let subfields = body.get("fields").and_then(Value::as_object).into_iter().flat_map(Map::values);
    let mut types = subfields.filter_map(|subfield| subfield.get("type").and_then(Value::as_str));
    types.any(|mapping_type| field_type(mapping_type) == FieldType::Keyword)
}

fn scalar_text(value: &Value) -> Option<Arc<str>> {
    match value {
        Value::String(text) => Some(text.as_str().into()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string().into()),
        _ => None,
    }
}

/// What holds values of a mapping type. A type that is not known here has no values that a query could compare.
fn field_type(mapping_type: &str) -> FieldType {
    match mapping_type {
        "keyword" | "constant_keyword" | "wildcard" => FieldType::Keyword,
        "text" | "match_only_text" | "search_as_you_type" => FieldType::Text,
        "ip" => FieldType::Ip,
        "long" | "integer" | "short" | "byte" | "unsigned_long" => FieldType::Long,
        "double" | "float" | "half_float" | "scaled_float" => FieldType::Double,
        "boolean" => FieldType::Boolean,
        "date" | "date_nanos" => FieldType::Date,
        "version" => FieldType::Version,
        _ => FieldType::Object,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn catalogue(mapping: &Value) -> MappingCatalogue {
        MappingCatalogue::from_mapping(mapping).unwrap()
    }

    #[test]
    fn every_wrapping_is_read() {
        let body = json!({"properties": {"process": {"properties": {"pid": {"type": "long"}}}}});
        for mapping in [body.clone(), json!({"mappings": body}), json!({"logs": {"mappings": body}})] {
            let catalogue = catalogue(&mapping);
            assert_eq!(catalogue.field("process.pid").unwrap().field_type, FieldType::Long, "{mapping}");
            assert_eq!(catalogue.field("process").unwrap().field_type, FieldType::Object);
        }
        for mapping in [json!({}), json!([]), json!({"properties": 1}), json!({"logs": {"settings": {}}})] {
            assert_eq!(MappingCatalogue::from_mapping(&mapping).unwrap_err(), MappingError::NotAMapping);
        }
    }

    #[test]
    fn aliases_and_multi_fields_lead_to_the_values() {
        let catalogue = catalogue(&json!({"properties": {
            "event_type": {"type": "keyword"},
            "event": {"properties": {"category": {"type": "alias", "path": "event_type"}}},
            "hostname": {"type": "text", "fields": {"keyword": {"type": "keyword"}}},
            "title": {"type": "text"},
        }}));
        let of = |path| catalogue.field(path).map(|info| (info.path.to_string(), info.field_type));
        assert_eq!(of("event.category"), Some(("event_type".into(), FieldType::Keyword)));
        assert_eq!(of("hostname"), Some(("hostname".into(), FieldType::Keyword)));
        assert_eq!(of("hostname.keyword"), Some(("hostname".into(), FieldType::Keyword)));
        assert_eq!(of("title"), Some(("title".into(), FieldType::Text)));
        assert_eq!(of("event.categorie"), None);
    }

    #[test]
    fn peculiarities_are_kept() {
        let catalogue = catalogue(&json!({
            "runtime": {"day": {"type": "date", "format": "dd-MM-yyyy"}},
            "properties": {
                "state": {"type": "keyword", "null_value": "NULL"},
                "count": {"type": "integer", "null_value": -1},
                "dataset": {"type": "constant_keyword", "value": "sysmon"},
                "labels": {"type": "flattened"},
            },
        }));
        assert_eq!(catalogue.field("state").unwrap().null_value.as_deref(), Some("NULL"));
        assert_eq!(catalogue.field("count").unwrap().null_value.as_deref(), Some("-1"));
        assert_eq!(catalogue.field("dataset").unwrap().constant.as_deref(), Some("sysmon"));
        assert_eq!(catalogue.field("labels.any.name").unwrap().field_type, FieldType::Keyword);
        let day = catalogue.field("day").unwrap().parse_date("12-12-2022");
        assert_eq!(day.map(|day| day.to_string()).as_deref(), Some("2022-12-12T00:00:00.000Z"));
    }

    #[test]
    fn indices_that_disagree_are_named() {
        let index = |mapping_type| json!({"mappings": {"properties": {"port": {"type": mapping_type}}}});
        let catalogue = catalogue(&json!({"a": index("long"), "b": index("keyword"), "c": index("integer")}));
        assert_eq!(catalogue.conflicts(), ["port"]);
        assert_eq!(catalogue.field("port").unwrap().field_type, FieldType::Long);
    }

    #[test]
    fn dates_are_read_as_any_index_writes_them() {
        let index = |body: Value| json!({"mappings": {"properties": {"day": body}}});
        let catalogue = catalogue(&json!({
            "a": index(json!({"type": "date", "format": "dd-MM-yyyy"})),
            "b": index(json!({"type": "date", "format": "yyyy/MM/dd"})),
            "c": index(json!({"type": "date"})),
        }));
        let day = catalogue.field("day").unwrap();
        for written in ["17-12-2022", "2022/12/17", "2022-12-17", "1671235200000"] {
            let read = day.parse_date(written).map(|day| day.to_string());
            assert_eq!(read.as_deref(), Some("2022-12-17T00:00:00.000Z"), "{written}");
        }
        assert_eq!(catalogue.conflicts(), [] as [&str; 0]);
    }

    #[test]
    fn what_cannot_be_honoured_is_an_error() {
        let error = |properties: Value| {
            MappingCatalogue::from_mapping(&json!({"properties": properties})).unwrap_err().to_string()
        };
        assert!(error(json!({"a": {"type": "alias", "path": "b"}})).contains("points to `b`"));
        assert!(error(json!({"a": {"type": "date", "format": "week 'of'"}})).contains("date format"));
        let mut deep = json!({"type": "keyword"});
        for _ in 0..100 {
            deep = json!({"properties": {"a": deep}});
        }
        assert_eq!(error(json!({"a": deep})), MappingError::TooDeep.to_string());
    }
}
