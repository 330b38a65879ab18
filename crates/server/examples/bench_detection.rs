//! How fast detection goes through a log, and what it keeps.
//!
//! `cargo run --release -p server --example bench_detection EVENTS.ndjson RULES [MOST] [BLOCK] [FOLDER]`: stores the
//! events (ECS documents, one a line) in blocks of so many, and then evaluates all rules of a folder on them. What comes
//! of it is left in the last folder, where one is given. Then it stores events at an even pace, for latencies.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use detect::rule::load_rules;
use server::detection::{Detection, DetectionOptions, RuleSource};
use store::{NewEvent, Store, StoreOptions};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(events), Some(rules)) = (arguments.next(), arguments.next()) else {
        eprintln!("give a file of events and a folder of rules");
        return;
    };
    let most: usize = arguments.next().map_or(200_000, |most| most.parse().expect("a number"));
    let block: usize = arguments.next().map_or(1_000, |block| block.parse().expect("a number"));
    let kept = arguments.next().map(PathBuf::from);
    let folder = tempfile::tempdir().expect("a folder");
    let store = Arc::new(
        Store::open(kept.as_deref().unwrap_or(folder.path()), StoreOptions::default()).expect("a store"),
    );
    let lines = BufReader::new(File::open(events).expect("the events")).lines().take(most);
    let lines: Vec<String> = lines.map(|line| line.expect("a line")).collect();
    let bytes: usize = lines.iter().map(String::len).sum();
    let started = Instant::now();
    for lines in lines.chunks(block) {
        let new = |line: &String| NewEvent { index: index_of(line), id: None, source: line.clone() };
        store.append(lines.iter().map(new).collect()).expect("events are stored");
    }
    report("stored", lines.len(), bytes, started.elapsed());

    let rules = load_rules(&[PathBuf::from(rules)]).rules;
    let source = RuleSource::Fixed(rules);
    let options = DetectionOptions { idle: Duration::from_millis(5), ..DetectionOptions::default() };
    let detection = Detection::start(Arc::clone(&store), source, options).expect("detection starts");
    while detection.statistics().events == 0 {
        std::thread::sleep(Duration::from_millis(1));
    }
    let (started, before) = (Instant::now(), detection.statistics().events);
    while detection.statistics().lag > 0 || detection.statistics().checkpoint < lines.len() as u64 {
        std::thread::sleep(Duration::from_millis(5));
    }
    let took = started.elapsed();
    let share = bytes as f64 * (1.0 - before as f64 / lines.len() as f64);
    report("evaluated", lines.len() - before as usize, share as usize, took);
    pace(&store, &lines, block);
    std::thread::sleep(Duration::from_secs(1));
    let started = Instant::now();
    detection.stop();
    eprintln!("stopped in {:?}", started.elapsed());
    eprintln!("{:#?}", detection.statistics());
}

/// Stores the events again, 20,000 a second for ten seconds, as alerts take then: the latencies are in the statistics.
fn pace(store: &Store, lines: &[String], block: usize) {
    let started = Instant::now();
    let pause = Duration::from_secs_f64(block as f64 / 20_000.0);
    for (number, lines) in (0_u32..).zip(lines.chunks(block).cycle()) {
        let due = pause * number;
        if due > Duration::from_secs(10) {
            return;
        }
        std::thread::sleep(due.saturating_sub(started.elapsed()));
        let new = |line: &String| NewEvent { index: index_of(line), id: None, source: line.clone() };
        store.append(lines.iter().map(new).collect()).expect("events are stored");
    }
}

/// The data stream that a document says it is of.
fn index_of(line: &str) -> String {
    let document: ecs::Document = serde_json::from_str(line).unwrap_or_default();
    ecs::data_stream(&document).unwrap_or_else(|| "logs-endpoint.events.process-default".to_owned())
}

fn report(what: &str, events: usize, bytes: usize, took: Duration) {
    let seconds = took.as_secs_f64().max(1e-9);
    eprintln!(
        "{what} {events} events in {took:?}: {:.0} events/s, {:.1} MB/s",
        events as f64 / seconds,
        bytes as f64 / seconds / 1e6
    );
}
