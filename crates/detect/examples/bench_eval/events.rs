//! The events to evaluate.

use std::path::Path;

use ecs::Document;
use serde_json::Value;

/// Sources of the corpus whose expected documents are used.
const SOURCES: &[&str] =
    &["windows.sysmon_operational", "winlogbeat.sysmon", "winlogbeat.security", "system.security"];
/// How many events there are at least; fewer are repeated with other numbers in them.
const EVENTS: usize = 32 << 10;

/// Events of an ECS NDJSON file, or of the corpus.
pub(crate) fn events(file: Option<&Path>, corpus: &Path) -> Vec<Document> {
    let templates = match file {
        Some(file) => documents(file, |line| line),
        None => SOURCES.iter().flat_map(|source| expected(corpus, source)).collect(),
    };
    let count = std::env::var("EVENTS").map_or(EVENTS, |count| count.parse().expect("EVENTS"));
    let mut random = Random(0x7219_11FE);
    let mut events = Vec::with_capacity(count);
    while events.len() < count && !templates.is_empty() {
        let mut event = Value::Object(templates[events.len() % templates.len()].clone());
        if events.len() >= templates.len() {
            jitter(&mut event, &mut random);
        }
        if let Value::Object(event) = event {
            events.push(event);
        }
    }
    events
}

fn expected(corpus: &Path, source: &str) -> Vec<Document> {
    let file = corpus.join(format!("sources/{source}.ndjson"));
    let mut events = documents(&file, |mut line| line["expected"].take());
    for event in &mut events {
        event.insert("host.os.type".to_owned(), Value::from("windows"));
        event.insert("event.dataset".to_owned(), Value::from(source));
    }
    events
}

fn documents(file: &Path, event_of: impl Fn(Value) -> Value) -> Vec<Document> {
    let text = std::fs::read_to_string(file).expect("a readable file");
    let lines = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines
        .filter_map(|line| match event_of(line) {
            Value::Object(event) => Some(event),
            _ => None,
        })
        .collect()
}

struct Random(u64);

impl Random {
    fn digit(&mut self) -> char {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        char::from(b'0' + (self.0 % 10) as u8)
    }
}

/// Gives every longer run of digits other digits, so that ids and ports are not all alike.
fn jitter(value: &mut Value, random: &mut Random) {
    const SAYS_WHICH: usize = 3;
    const KEPT: &[&str] = &["code", "event_id", "dataset", "version", "ecs"];
    match value {
        Value::Object(members) => {
            let changed = members.iter_mut().filter(|(name, _)| !KEPT.contains(&name.as_str()));
            changed.for_each(|(_, member)| jitter(member, random));
        }
        Value::Array(elements) => elements.iter_mut().for_each(|element| jitter(element, random)),
        Value::String(text) => {
            let digits = text.split(|c: char| !c.is_ascii_digit());
            if digits.map(str::len).max() < Some(SAYS_WHICH) {
                return;
            }
            let mut rest = text.as_str();
            let mut changed = String::with_capacity(rest.len());
            while !rest.is_empty() {
                let run = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
                if run < SAYS_WHICH {
                    changed.push_str(&rest[..run]);
                } else {
                    changed.extend((0..run).map(|_| random.digit()));
                }
                let after = &rest[run..];
                let other = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
                changed.push_str(&after[..other]);
                rest = &after[other..];
            }
            *text = changed;
        }
        Value::Number(_) | Value::Null | Value::Bool(_) => {}
    }
}
