//! Both engines on the same queries: made of what sample events have, they must find the same.

use std::path::Path;

use serde_json::{Value, json};
use server::search::{Engine, Parameters};

/// How many queries: as many as a test has time for, the naive engine being what it is.
const QUERIES: usize = 60;

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }

    fn of<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[self.below(list.len())]
    }
}

fn samples() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    let files = [
        ("one-attack/elastic-defend.ndjson", "logs-endpoint.events-default"),
        ("one-attack/winlogbeat.ndjson", "winlogbeat-8.15.3"),
    ];
    let lines = files.iter().flat_map(|(file, index)| {
        let text = std::fs::read_to_string(folder.join(file)).expect(file);
        let hit = |(number, line): (usize, &str)| {
            format!(r#"{{"_index":"{index}","_id":"{index}-{number}","_source":{line}}}"#)
        };
        text.lines().enumerate().map(hit).collect::<Vec<_>>()
    });
    lines.collect()
}

/// The fields of a document with one of their values.
fn leaves(value: &Value, path: &str, into: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(object) => object.iter().for_each(|(name, value)| {
            leaves(value, &if path.is_empty() { name.clone() } else { format!("{path}.{name}") }, into);
        }),
        Value::Array(elements) => elements.iter().for_each(|element| leaves(element, path, into)),
        Value::Null => {}
        scalar => into.push((path.to_owned(), scalar.clone())),
    }
}

fn clause(numbers: &mut Numbers, fields: &[(String, Value)]) -> Value {
    let (field, value) = numbers.of(fields);
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let start: String = text.chars().take(4).collect();
    let insensitive = numbers.below(2) == 0;
    match numbers.below(12) {
        0 | 1 => json!({"term": {field: value}}),
        2 => json!({"terms": {field: [value, numbers.of(fields).1]}}),
        3 => json!({"exists": {"field": field}}),
        4 => json!({"prefix": {field: {"value": start, "case_insensitive": insensitive}}}),
        5 => {
            json!({"wildcard": {field: {"value": format!("*{}?*", start.replace('\\', "\\\\")), "case_insensitive": insensitive}}})
        }
        6 => {
            json!({"regexp": {field: {"value": ".*[a-m]+\\.(exe|dll|com).*", "case_insensitive": insensitive}}})
        }
        7 => json!({"range": {field: {"gte": value, "lt": numbers.of(fields).1}}}),
        8 => json!({"range": {"@timestamp": {"gte": "2026-11-12T05:45:00Z", "lte": "2026-11-12||/d"}}}),
        9 => json!({"match": {field: {"query": text, "operator": "and"}}}),
        10 => json!({"match_phrase": {"message": start}}),
        _ => json!({"simple_query_string": {"query": start, "fields": [field]}}),
    }
}

fn query(numbers: &mut Numbers, fields: &[(String, Value)], depth: usize) -> Value {
    if depth == 0 || numbers.below(3) == 0 {
        return clause(numbers, fields);
    }
    let clauses = |numbers: &mut Numbers, most| -> Vec<Value> {
        (0..numbers.below(most)).map(|_| query(numbers, fields, depth - 1)).collect()
    };
    json!({"bool": {
        "filter": clauses(numbers, 2),
        "should": clauses(numbers, 4),
        "must_not": clauses(numbers, 2),
    }})
}

#[test]
fn both_engines_find_the_same() {
    let documents = samples();
    let mut fields = Vec::new();
    for line in &documents {
        let hit: Value = serde_json::from_str(line).expect("a hit");
        leaves(&hit["_source"], "", &mut fields);
    }
    let columns = crate::search(&documents, 100, Engine::Columns);
    let naive = crate::search(&documents, 100, Engine::Documents);
    let mut numbers = Numbers(42);
    let (mut asked, mut found) = (0, 0);
    for _ in 0..QUERIES {
        let body = json!({
            "query": query(&mut numbers, &fields, 3),
            "size": 50,
            "_source": false,
            "track_total_hits": true,
            "sort": [{numbers.of(&fields).0.clone(): {"order": "desc", "missing": "_first"}}, "_doc"],
            "aggs": {"values": {"terms": {"field": numbers.of(&fields).0}}},
        });
        let run = |search: &server::search::Search| {
            search.search(None, &Parameters::default(), &body).map(|mut answer| {
                answer.as_object_mut().expect("an object").remove("took");
                answer
            })
        };
        let (one, other) = (run(&columns), run(&naive));
        assert_eq!(one, other, "{body}");
        asked += usize::from(one.is_ok());
        let total = one.ok().and_then(|answer| answer["hits"]["total"]["value"].as_u64());
        found += usize::from(total.is_some_and(|total| total > 0));
    }
    assert!(asked > QUERIES / 3 && found > QUERIES / 6, "{asked} asked, {found} found something");
}
