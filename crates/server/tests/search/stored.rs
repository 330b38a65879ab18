//! A store as what is searched.

use std::sync::Arc;

use ecs::Timestamp;
use serde_json::{Value, json};
use server::search::{Parameters, Search, SearchOptions, StoreSource};
use store::{Detection, NewAlert, NewEvent, Store, StoreOptions};

fn ids(answer: &Value) -> Vec<&str> {
    let hits = answer["hits"]["hits"].as_array().expect("hits");
    hits.iter().filter_map(|hit| hit["_id"].as_str()).collect()
}

#[test]
fn events_and_alerts_of_a_store_are_found_together() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Arc::new(Store::open(folder.path(), StoreOptions::default()).expect("a store"));
    let event = |minute: u32| NewEvent {
        index: "logs-x-default".to_owned(),
        id: Some(format!("e{minute}")),
        source: format!(r#"{{"@timestamp":"2026-05-15T10:{minute:02}:00Z","host":{{"name":"alpha"}}}}"#),
    };
    for minute in 0..5 {
        store.append(vec![event(2 * minute), event(2 * minute + 1)]).expect("stored");
    }
    let alert = |number: u64| NewAlert {
        id: format!("a{number}"),
        index: ".internal.alerts-security.alerts-default-000001".to_owned(),
        rule_id: "rule".to_owned(),
        time: Timestamp::parse("2026-05-15T10:03:30Z").expect("a time"),
        document: r#"{"@timestamp":"2026-05-15T10:03:30Z","host":{"name":"alpha"},"event.kind":"signal"}"#
            .to_owned(),
    };
    let alerts = (0..3).map(alert).collect();
    store
        .state()
        .commit(&Detection { checkpoint: 10, folds: None, alerts, runs: Vec::new() })
        .expect("committed");
    let source = StoreSource::new(Arc::clone(&store), || vec!["logs-x-default".to_owned()]);
    let search = Search::new(Arc::new(source), SearchOptions::default());
    let ask = |index: &str, body: Value| {
        search.search(Some(index), &Parameters::default(), &body).expect("an answer")
    };
    let newest =
        json!({"size": 6, "sort": [{"@timestamp": "desc"}], "query": {"term": {"host.name": "alpha"}}});
    assert_eq!(ids(&ask("logs-*", newest.clone())), ["e9", "e8", "e7", "e6", "e5", "e4"]);
    let both = ask("logs-*,.alerts-security.alerts-default", newest);
    assert_eq!(both["hits"]["total"]["value"], 13);
    assert_eq!(ids(&both), ["e9", "e8", "e7", "e6", "e5", "e4"]);
    let middle = json!({"query": {"range": {"@timestamp": {"gte": "2026-05-15T10:03:00Z", "lte": "2026-05-15T10:03:40Z"}}}});
    assert_eq!(ids(&ask("*,.alerts-*", middle)), ["e3", "a0", "a1", "a2"]);
    // What is changed is found as it is now.
    store.state().update_alert("a1", r#"{"host":{"name":"beta"}}"#).expect("updated");
    assert_eq!(ids(&ask(".alerts-*", json!({"query": {"term": {"host.name": "beta"}}}))), ["a1"]);
    assert_eq!(search.count(Some("*"), &Parameters::default(), &Value::Null).expect("a count")["count"], 10);
}
