//! A store, rules and events.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use detect::rule::load_rules;
use serde_json::{Value, json};
use server::detection::{Detection, DetectionOptions, RuleSource};
use store::{AlertPage, NewEvent, Store, StoreOptions, StoredAlert};
use tempfile::TempDir;

/// A folder with a store and one with rules.
pub(crate) struct World {
    pub(crate) folder: TempDir,
    pub(crate) store: Arc<Store>,
}

/// The time of every event is near this.
pub(crate) fn now_millis() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a time");
    i64::try_from(since.as_millis()).expect("a time")
}

impl World {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&folder.path().join("data"), StoreOptions::default()).expect("a store");
        std::fs::create_dir(folder.path().join("rules")).expect("a folder");
        Self { folder, store: Arc::new(store) }
    }

    pub(crate) fn rules(&self) -> PathBuf {
        self.folder.path().join("rules")
    }

    /// Writes a rule file.
    pub(crate) fn rule(&self, number: u32, query: &str, more: &str) {
        let text = rule_text(number, query, more);
        std::fs::write(self.rules().join(format!("{number}.toml")), text).expect("a rule file");
    }

    /// Stores events as one batch; each its number and document.
    pub(crate) fn append(&self, events: impl IntoIterator<Item = (usize, Value)>) {
        let new = |(number, document): (usize, Value)| NewEvent {
            index: "logs-endpoint.events.process-default".to_owned(),
            id: Some(format!("event-{number}")),
            source: document.to_string(),
        };
        self.store.append(events.into_iter().map(new).collect()).expect("events are stored");
    }

    pub(crate) fn start(&self, options: DetectionOptions) -> Detection {
        let source = RuleSource::Fixed(load_rules(&[self.rules()]).rules);
        Detection::start(Arc::clone(&self.store), source, options).expect("detection starts")
    }

    pub(crate) fn start_watched(&self) -> Detection {
        let options = DetectionOptions { watch_rules: Duration::from_millis(20), ..options() };
        let source = RuleSource::Watched(vec![self.rules()]);
        Detection::start(Arc::clone(&self.store), source, options).expect("detection starts")
    }

    pub(crate) fn alerts(&self) -> Vec<StoredAlert> {
        let mut alerts = self.store.state().alerts(&AlertPage::default()).expect("alerts");
        alerts.reverse();
        alerts
    }

    /// For every alert document that is no building block, by id: its rule, and the events it is about.
    pub(crate) fn found(&self) -> BTreeMap<String, String> {
        let found = self.alerts().into_iter().filter_map(|alert| {
            let document: Value = serde_json::from_str(&alert.document).expect("a document");
            let ancestors = document["kibana.alert.ancestors"].as_array().expect("ancestors").iter();
            let events: Vec<&str> = ancestors
                .filter(|ancestor| ancestor["type"] == "event")
                .filter_map(|ancestor| ancestor["id"].as_str())
                .collect();
            let is_block = document.get("kibana.alert.group.index").is_some();
            let name = document["kibana.alert.rule.name"].as_str().expect("a name");
            (!is_block).then(|| (alert.id, format!("{name}: {}", events.join(" "))))
        });
        found.collect()
    }

    /// The same without ids, sorted.
    pub(crate) fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.found().into_values().collect();
        lines.sort();
        lines
    }

    /// Waits until everything that is stored was evaluated and committed.
    pub(crate) fn settle(&self) {
        until("all events are evaluated", || {
            self.store.state().checkpoint().expect("a checkpoint") == self.store.next_seq()
        });
    }
}

/// Fast, for tests.
pub(crate) fn options() -> DetectionOptions {
    DetectionOptions {
        idle: Duration::from_millis(5),
        checkpoint: Duration::from_millis(5),
        ..DetectionOptions::default()
    }
}

#[track_caller]
pub(crate) fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < Duration::from_secs(30), "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

pub(crate) fn rule_text(number: u32, query: &str, more: &str) -> String {
    format!(
        "[rule]\nname = \"Rule {number}\"\ndescription = \"A rule.\"\n\
         rule_id = \"00000000-0000-4000-8000-0000000000{number:02}\"\nrisk_score = 47\nseverity = \"medium\"\n\
         type = \"eql\"\nlanguage = \"eql\"\nauthor = [\"Tripline\"]\n{more}\nquery = '''{query}'''\n"
    )
}

/// An event of a process that happened so many milliseconds after another.
pub(crate) fn event(start: i64, after: i64, name: &str, host: usize) -> Value {
    let time = ecs::Timestamp::from_millis(start + after).expect("a time").to_string();
    json!({
        "@timestamp": time,
        "event": {"category": ["process"], "type": ["start"], "kind": "event"},
        "process": {"name": name},
        "host": {"id": format!("host-{host}")},
    })
}

#[allow(dead_code)]
pub(crate) fn write(path: &Path, text: &str) {
    std::fs::write(path, text).expect("a file");
}
