//! Events as they arrive, matched live and, to compare, by a hunt over all that have arrived.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use detect::alert::Alert;
use detect::detector::{DetectOptions, Detector, MatchOptions, Matcher, RuleSet, RuleStatus, TimeRange};
use detect::live::{LiveDetector, LiveMatch, LiveOptions};
use detect::rule::load_rules;
use ecs::catalogue::EcsCatalogue;
use ecs::{Document, Timestamp};
use serde_json::Value;

use crate::events::{self, Events};

/// A match: the numbers of its events, by stage.
pub(crate) type Slots = Vec<Option<u64>>;

/// One rule with the events that have arrived.
pub(crate) struct World {
    pub(crate) set: Arc<RuleSet>,
    matcher: Matcher,
    pub(crate) live: LiveDetector,
    options: LiveOptions,
    pub(crate) now: i64,
    pub(crate) events: Vec<Document>,
}

/// A rule set of rules with these queries and, for each, further lines of the rule's file.
pub(crate) fn compile(rules: &[(&str, &str)]) -> Arc<RuleSet> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut paths = Vec::new();
    for (number, (query, more)) in rules.iter().enumerate() {
        let path = folder.path().join(format!("rule{number}.toml"));
        let rule = format!(
            "[rule]\nname = \"Rule {number}\"\ndescription = \"A rule.\"\n\
             rule_id = \"00000000-0000-4000-8000-00000000000{number}\"\nrisk_score = 47\nseverity = \"medium\"\n\
             type = \"eql\"\nlanguage = \"eql\"\nauthor = [\"Tripline\"]\n{more}\nquery = '''{query}'''\n"
        );
        std::fs::write(&path, rule).expect("the rule is written");
        paths.push(path);
    }
    let loaded = load_rules(&paths);
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    let (set, outcomes) = RuleSet::compile(loaded.rules, &EcsCatalogue);
    for outcome in &outcomes {
        assert_eq!(outcome.status, RuleStatus::Runs, "{rules:?}: {:?}", outcome.diagnostics);
    }
    Arc::new(set)
}

pub(crate) fn time(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis).expect("a time")
}

impl World {
    pub(crate) fn new(set: Arc<RuleSet>, options: LiveOptions, now: i64) -> Self {
        let matcher = Matcher::new(Arc::clone(&set), MatchOptions::default());
        let live = LiveDetector::new(Arc::clone(&set), options);
        Self { set, matcher, live, options, now, events: Vec::new() }
    }

    /// Events arrive, with the times at which they happened.
    pub(crate) fn arrive(&mut self, events: Vec<(i64, Value)>) -> Vec<LiveMatch> {
        let first = self.events.len();
        for (at, document) in events {
            let Value::Object(mut document) = document else { panic!("no document") };
            document.insert("@timestamp".into(), time(at).to_string().into());
            document.insert("labels".into(), serde_json::json!({"number": self.events.len().to_string()}));
            self.events.push(document);
        }
        let rows: Vec<usize> = (first..self.events.len()).collect();
        let events = Arc::new(Events(self.events.clone()));
        let batch = events::batch(&events, &rows, self.set.projection());
        self.live.add(self.matcher.match_batch(&batch), time(self.now))
    }

    pub(crate) fn tick(&mut self) -> Vec<LiveMatch> {
        self.live.tick(time(self.now))
    }

    pub(crate) fn restart(&mut self) {
        let bytes = self.live.snapshot();
        let mut live = LiveDetector::new(Arc::clone(&self.set), self.options);
        let restored = live.restore(&bytes).expect("a snapshot is read again");
        assert_eq!(restored.rules.len(), self.set.rules().len());
        self.live = live;
    }

    /// What a hunt finds in all events that have arrived and happened in these milliseconds; for every rule.
    pub(crate) fn hunt(&self, from: Option<i64>, to: Option<i64>) -> BTreeSet<(String, Slots)> {
        let events = Arc::new(Events(self.events.clone()));
        let rows: Vec<usize> = (0..self.events.len()).collect();
        let range = TimeRange { from: from.map(time), to: to.map(time) };
        let options = MatchOptions { time: range, ..MatchOptions::default() };
        let mut matcher = Matcher::new(Arc::clone(&self.set), options);
        let options = DetectOptions { keep_surplus: true, ..DetectOptions::default() };
        let mut detector = Detector::new(Arc::clone(&self.set), options);
        let batch = events::batch(&events, &rows, self.set.projection());
        detector.add(matcher.match_batch(&batch)).expect("hits are logged");
        let detections = detector.finish().expect("hits are read");
        let mut found = BTreeSet::new();
        let consume = |alert: (String, Slots)| {
            found.insert(alert);
            Ok(())
        };
        let threads = NonZeroUsize::MIN;
        detections.emit(events.as_ref(), threads, |alerts| slots(&alerts), consume).expect("alerts are made");
        found
    }

    /// When the first and the last event of a match happened.
    pub(crate) fn span(&self, slots: &Slots) -> (i64, i64) {
        let times = || {
            slots.iter().flatten().map(|event| {
                let time = self.events[*event as usize].get("@timestamp").and_then(Value::as_str);
                time.and_then(Timestamp::parse).expect("a time").millis()
            })
        };
        (times().min().expect("an event"), times().max().expect("an event"))
    }
}

/// The rule of a match, and its events without the missing stages at the end.
fn slots(alerts: &[Alert]) -> (String, Slots) {
    let text =
        |alert: &Alert, name: &str| alert.get(name).and_then(|value| value.as_str().map(str::to_owned));
    let mut by_stage: BTreeMap<u64, u64> = BTreeMap::new();
    for (number, alert) in alerts.iter().enumerate() {
        let stage = alert.get("kibana.alert.group.index").and_then(|value| value.as_u64());
        let is_shell = alerts.len() > 1 && number + 1 == alerts.len();
        let event = alert.get("labels").and_then(|labels| labels["number"].as_str().map(str::to_owned));
        if let (false, Some(event)) = (is_shell, event) {
            by_stage.insert(stage.unwrap_or_default(), event.parse().expect("a number"));
        }
    }
    let stages = by_stage.last_key_value().map_or(0, |(last, _)| last + 1);
    let slots = (0..stages).map(|stage| by_stage.get(&stage).copied()).collect();
    (text(&alerts[0], "kibana.alert.rule.name").expect("a name"), slots)
}

/// The same of a live match.
pub(crate) fn trimmed(mut slots: Slots) -> Slots {
    while slots.last() == Some(&None) {
        slots.pop();
    }
    slots
}

/// Limits that nothing here reaches.
pub(crate) fn options() -> LiveOptions {
    LiveOptions {
        lateness: Duration::from_secs(10),
        absence_delay: Duration::from_secs(2),
        span_without_maxspan: Duration::from_secs(100_000),
        ..LiveOptions::default()
    }
}
