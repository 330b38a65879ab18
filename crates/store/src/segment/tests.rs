//! Segments against the naive interpreter.

use std::sync::Arc;
use std::time::Duration;

use detect::eval::naive;
use ecs::catalogue::EcsCatalogue;
use ecs::{EventBatch, Projection, Timestamp};
use ingest::StoredEvents;
use lang::ir::{Filter, Plan};
use lang::{EqlOptions, compile_eql};
use object_store::ObjectStore;
use object_store::memory::InMemory;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{DecodeEvents, EventDecoders, Found, Order, Scan, Segment, SegmentWriter, Segments};

struct Reader(StoredEvents);

impl DecodeEvents for Reader {
    fn decode(&mut self, first: u64, lines: Vec<u8>) -> Result<Option<EventBatch>, String> {
        self.0.decode(first, lines)
    }
}

fn decoders() -> EventDecoders {
    Arc::new(|projection: Arc<Projection>| Box::new(Reader(StoredEvents::new(projection))))
}

/// An event of the store: its index, and its document.
type Event = (&'static str, Value);

/// A store of these events, whose log files had so many each.
struct Past {
    events: Vec<Event>,
    segments: Vec<Segment>,
    store: Arc<dyn ObjectStore>,
}

impl Past {
    async fn of(events: Vec<Event>, in_a_file: usize) -> Self {
        let store: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
        let mut segments = Vec::new();
        for (number, file) in events.chunks(in_a_file).enumerate() {
            let mut writer = SegmentWriter::new(&decoders());
            for (block, chunk) in file.chunks(7).enumerate() {
                let first = number * in_a_file + block * 7;
                writer.add(first as u64, &lines(first, chunk)).expect("columns");
            }
            segments.extend(writer.finish(&store).await.expect("segments"));
        }
        Self { events, segments, store }
    }

    async fn find(&self, scan: &Scan) -> Vec<Found> {
        let segments = Segments::new(Arc::clone(&self.store), decoders()).expect("an engine");
        let found = segments.find(&self.segments, scan).await.expect("a search");
        assert_eq!(
            segments.count(&self.segments, scan).await.expect("a count"),
            self.naive(scan).len() as u64
        );
        found
    }

    /// The numbers of the events that a scan asks for, in order of arrival.
    fn naive(&self, scan: &Scan) -> Vec<u64> {
        let passes = |(_, document): &Event| {
            let time = document["@timestamp"].as_str().and_then(Timestamp::parse);
            scan.time.0.is_none_or(|from| time.is_some_and(|time| time >= from))
                && scan.time.1.is_none_or(|to| time.is_some_and(|time| time <= to))
                && naive::matches(&scan.filter, document.as_object().expect("an object"))
        };
        (0..).zip(&self.events).filter(|(_, event)| passes(event)).map(|(number, _)| number).collect()
    }
}

fn lines(first: usize, events: &[Event]) -> Vec<u8> {
    let mut lines = Vec::new();
    for (number, (index, document)) in (first..).zip(events) {
        crate::hit::write_line(&mut lines, index, &format!("id \"{number}\""), &document.to_string());
    }
    lines
}

fn filter(query: &str) -> Filter {
    match compile_eql(query, &EcsCatalogue, &EqlOptions::default()).plan {
        Some(Plan::Events { filter, .. }) => filter,
        other => panic!("{query}: {other:?}"),
    }
}

fn scan(query: &str) -> Scan {
    Scan {
        filter: filter(query),
        time: (None, None),
        order: Order::Arrival,
        limit: None,
        timeout: Duration::from_secs(60),
    }
}

fn event(number: usize) -> Event {
    let index = ["logs-endpoint.events.process-default", "winlogbeat-8.17.0"][number % 2];
    let hour = number % 60;
    let mut document = json!({"event": {"category": ["process"], "code": (number % 3).to_string()},
        "process": {"pid": number % 5, "entity_id": format!("E{}", number % 11), "name": "ssh.exe"},
        "host": {"id": if number.is_multiple_of(2) { "a" } else { "b" }}, "message": "\n\"odd\"\u{0}ä"});
    if !number.is_multiple_of(13) {
        document["@timestamp"] = json!(format!("2026-01-{:02}T{:02}:00:00Z", 1 + hour / 24, hour % 24));
    }
    if number.is_multiple_of(10) {
        document["process"]["entity_id"] = json!(["E1", "E7"]);
    }
    (index, document)
}

const QUERIES: &[&str] = &[
    "any where true",
    "any where false",
    r#"process where process.entity_id == "E7""#,
    r#"process where process.entity_id == "E7" and process.pid == 2"#,
    r#"process where process.entity_id : "e7""#,
    r#"process where process.entity_id in ("E1", "E2", "nobody")"#,
    r#"process where process.entity_id == "E7" or process.pid == 2"#,
    r#"process where not process.entity_id == "E7""#,
    r#"process where process.entity_id == "nobody" and host.id == "a""#,
    r#"any where event.code == "1" and host.id != "a""#,
    r#"any where process.name : "SSH*""#,
];

#[tokio::test]
async fn searches_find_what_the_naive_interpreter_finds() {
    let past = Past::of((0..300).map(event).collect(), 100).await;
    assert!(past.segments.len() > 12, "indices, days and files have segments of their own");
    for query in QUERIES {
        let scan = scan(query);
        let found = past.find(&scan).await;
        let numbers: Vec<u64> = found.iter().map(|found| found.number).collect();
        assert_eq!(numbers, past.naive(&scan), "{query}");
        for found in &found {
            let (index, document) = &past.events[found.number as usize];
            assert_eq!((&found.index[..], &found.source), (*index, &document.to_string()), "{query}");
            assert_eq!(found.id, format!("id \"{}\"", found.number));
        }
    }
}

#[tokio::test]
async fn order_limit_and_time_range() {
    let past = Past::of((0..300).map(event).collect(), 150).await;
    let time = |text: &str| Timestamp::parse(text);
    let newest = Scan {
        time: (time("2026-01-01T05:00:00Z"), time("2026-01-02T05:00:00Z")),
        order: Order::NewestFirst,
        limit: Some(10),
        ..scan(r#"process where host.id == "a""#)
    };
    let found = past.find(&newest).await;
    assert_eq!(found.len(), 10);
    assert!(found.windows(2).all(|pair| (pair[1].time, pair[0].number) <= (pair[0].time, pair[1].number)));
    assert_eq!(found[0].time, time("2026-01-02T04:00:00Z"));
    let oldest = past.find(&Scan { order: Order::OldestFirst, ..newest.clone() }).await;
    assert_eq!(oldest[0].time, time("2026-01-01T06:00:00Z"));
    let nothing = Scan { time: (time("2030-01-01T00:00:00Z"), None), ..newest };
    assert_eq!(past.find(&nothing).await, []);
}

#[test]
fn only_what_every_match_satisfies_is_implied() {
    let implied = |query: &str| super::prune::implied(&filter(query)).map(|condition| condition.to_string());
    assert_eq!(implied(r#"any where process.entity_id : "e7""#), None);
    assert_eq!(implied(r#"any where not host.id == "1""#), None);
    assert_eq!(implied(r#"any where host.id == "1" or process.command_line == "x""#), None);
    let both = implied(r#"any where host.id == "1" and process.command_line == "x""#).expect("a condition");
    assert!(both.contains("host.id = ") && both.contains("host.id (several) IS NOT NULL"), "{both}");
    assert!(implied(r#"any where cidrMatch(source.ip, "10.0.0.1/32")"#).is_some());
    assert_eq!(implied(r#"any where cidrMatch(source.ip, "10.0.0.0/8")"#), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn any_events_in_any_files(
        numbers in prop::collection::vec(0usize..500, 1..120),
        in_a_file in 1usize..60,
        query in 0..QUERIES.len(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        runtime.block_on(async {
            let past = Past::of(numbers.into_iter().map(event).collect(), in_a_file).await;
            let scan = scan(QUERIES[query]);
            let found: Vec<u64> = past.find(&scan).await.into_iter().map(|found| found.number).collect();
            assert_eq!(found, past.naive(&scan), "{}", QUERIES[query]);
        });
    }
}
