//! The suites of the corpus: `eql/*.ndjson`, one case a line, with the data in files of the same folder.
//!
//! What the fields are is not said in the files but in notes beside them; [`SETTINGS`] has it.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result};
use ecs::Document;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Case, Dataset, Suite};

/// How many results a case asks for unless it says so.
const SIZE: u64 = 50;

/// What is known of a set of data.
struct Settings {
    data: &'static str,
    id_field: &'static str,
    tiebreaker_field: &'static str,
    /// Fields whose type cannot be seen from their values.
    mapping: fn() -> Value,
}

const SETTINGS: &[Settings] = &[
    Settings {
        data: "endgame",
        id_field: "serial_event_id",
        tiebreaker_field: "event.sequence",
        mapping: endgame,
    },
    Settings { data: "extra", id_field: "sequence", tiebreaker_field: "event.sequence", mapping: extra },
    Settings { data: "missing-events", id_field: "sequence", tiebreaker_field: "sequence", mapping: missing },
    Settings { data: "sample", id_field: "id", tiebreaker_field: "id", mapping: samples },
];

fn endgame() -> Value {
    let with_keyword = json!({"type": "text", "fields": {"keyword": {"type": "keyword"}}});
    json!({
        "@timestamp": {"type": "date"}, "timestamp": {"type": "date"},
        "pid": {"type": "long"}, "ppid": {"type": "long"}, "opcode": {"type": "long"},
        "serial_event_id": {"type": "long"}, "exit_code": {"type": "long"},
        "source_address": {"type": "ip"}, "hostname": with_keyword, "file_name": with_keyword,
        "event": {"properties": {
            "category": {"type": "alias", "path": "event_type"},
            "sequence": {"type": "alias", "path": "serial_event_id"},
        }},
    })
}

fn extra() -> Value {
    json!({
        "@timestamp": {"type": "date"}, "date_tags": {"type": "date"}, "transID": {"type": "long"},
        "version": {"type": "version"}, "optional_field_mapping_only": {"type": "keyword"},
        "optional_field_default_null": {"type": "keyword", "null_value": "NULL"},
        "event": {"properties": {
            "category": {"type": "alias", "path": "event_type"},
            "sequence": {"type": "alias", "path": "sequence"},
        }},
    })
}

fn missing() -> Value {
    json!({
        "@timestamp": {"type": "date"}, "sequence": {"type": "long"},
        "event": {"properties": {"category": {"type": "alias", "path": "event_type"}}},
    })
}

fn samples() -> Value {
    json!({
        "@timestamp": {"type": "date"},
        "@timestamp_pretty": {"type": "date", "format": "dd-MM-yyyy||yyyy-MM-dd"},
        "date": {"type": "date", "format": "epoch_millis"},
        "ip": {"type": "ip"}, "host_ip": {"type": "ip"}, "version": {"type": "version"},
        "bool": {"type": "boolean"}, "missing_keyword": {"type": "keyword"},
        "event": {"properties": {"category": {"type": "alias", "path": "event_type"}}},
    })
}

/// A case as the files have it.
#[derive(Deserialize)]
struct Line {
    name: String,
    query: String,
    data: String,
    expected_event_ids: Value,
    join_keys: Option<Vec<String>>,
    size: Option<u64>,
}

/// All suites of a folder, one for each set of data.
///
/// # Errors
/// When a file cannot be read or is not what it should be.
pub fn corpus_suites(folder: &Path) -> Result<Vec<Suite>> {
    let mut by_data: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    let mut files: Vec<_> = std::fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    files.retain(|file| file.path().extension().is_some_and(|extension| extension == "ndjson"));
    files.sort_by_key(std::fs::DirEntry::file_name);
    for file in files {
        for value in read_ndjson(&file.path())?.into_iter().filter(|value| value.get("query").is_some()) {
            let line: Line = serde_json::from_value(value).with_context(|| format!("{:?}", file.path()))?;
            by_data.entry(line.data.clone()).or_default().push(case(line)?);
        }
    }
    by_data.into_iter().map(|(data, cases)| suite(folder, data, cases)).collect()
}

fn case(line: Line) -> Result<Case> {
    let alternatives = match &line.expected_event_ids {
        Value::Array(ids) if ids.first().is_some_and(Value::is_array) => ids.clone(),
        ids => vec![ids.clone()],
    };
    let expected = alternatives.into_iter().map(serde_json::from_value).collect::<Result<_, _>>();
    Ok(Case {
        expected: expected.with_context(|| line.name.clone())?,
        name: line.name,
        query: line.query,
        size: line.size.unwrap_or(SIZE),
        join_keys: line.join_keys,
        error: None,
    })
}

fn suite(folder: &Path, data: String, cases: Vec<Case>) -> Result<Suite> {
    let settings = SETTINGS.iter().find(|settings| data.starts_with(settings.data));
    let settings = settings.with_context(|| format!("nothing is known of the data `{data}`"))?;
    let mut documents: Vec<Document> = Vec::new();
    for name in data.split(',') {
        let values = read_ndjson(&folder.join(format!("{name}.ndjson")))?;
        documents.extend(values.into_iter().filter_map(|value| match value {
            Value::Object(document) => Some(document),
            _ => None,
        }));
    }
    let known = (settings.mapping)();
    let mapping = dynamic_mapping(&documents, known.as_object().unwrap_or(&Map::new()));
    let data_set = Dataset {
        documents,
        mapping,
        id_field: settings.id_field.to_owned(),
        timestamp_field: "@timestamp".to_owned(),
        event_category_field: "event.category".to_owned(),
        tiebreaker_field: Some(settings.tiebreaker_field.to_owned()),
    };
    Ok(Suite { name: data, data: data_set, cases })
}

fn read_ndjson(path: &Path) -> Result<Vec<Value>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{path:?}"))?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| serde_json::from_str(line).with_context(|| format!("{path:?}: {line}"))).collect()
}

/// A mapping of the known fields and of those that the documents have besides, with the types their values show.
pub fn dynamic_mapping(documents: &[Document], known: &Map<String, Value>) -> Value {
    let mut properties = known.clone();
    for (name, value) in documents.iter().flatten() {
        add_value(&mut properties, name, value);
    }
    json!({"properties": properties})
}

/// Adds a field where it is not known; dots in its name make objects.
fn add_value(properties: &mut Map<String, Value>, name: &str, value: &Value) {
    let (object, rest) = name.split_once('.').map_or((name, None), |(object, rest)| (object, Some(rest)));
    let shown = match value {
        _ if rest.is_some() => None,
        Value::Array(elements) => {
            return elements.iter().for_each(|element| add_value(properties, name, element));
        }
        Value::String(_) => Some("keyword"),
        Value::Bool(_) => Some("boolean"),
        Value::Number(number) if number.is_i64() || number.is_u64() => Some("long"),
        Value::Number(_) => Some("double"),
        Value::Object(_) => None,
        Value::Null => return,
    };
    if let Some(shown) = shown {
        properties.entry(name).or_insert_with(|| json!({"type": shown}));
        return;
    }
    let inner = properties.entry(object).or_insert_with(|| json!({"properties": {}}));
    let Some(Value::Object(inner)) = inner.get_mut("properties") else { return };
    match (rest, value) {
        (Some(rest), value) => add_value(inner, rest, value),
        (None, Value::Object(members)) => {
            members.iter().for_each(|(name, member)| add_value(inner, name, member));
        }
        (None, _) => {}
    }
}
