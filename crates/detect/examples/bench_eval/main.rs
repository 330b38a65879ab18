//! How long evaluating takes, without reading and decoding.
//!
//! `cargo run --release -p detect --example bench_eval [EVENTS.ndjson] [ROWS] [RULES]` with `TRIPLINE_CORPUS` set: its
//! EQL rules, over ECS events from a file (one that `cargo xtask bench` has made, say), or over the documents that the
//! corpus expects of its Windows sources. Each count of rules is spread over the whole list. The floor is `sonic-rs`
//! parsing the same events.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use arrow::buffer::Buffer;
use detect::eval::{FilterSet, FilterSetBuilder};
use detect::rule::{Language, load_rules};
use ecs::catalogue::EcsCatalogue;
use ecs::{Document, EventBatch, EventBatchBuilder, EventHandle, IndexGroup, Projection, RowDocuments};
use lang::ir::{Filter, Plan};
use lang::{EqlOptions, compile_eql};

mod events;

const COUNTS: &[usize] = &[1, 85, 170, 340, usize::MAX];

/// Documents are not asked for here.
struct None;

impl RowDocuments for None {
    fn document(&self, _: usize) -> Document {
        Document::new()
    }

    fn keep(&self, _: usize) -> EventHandle {
        EventHandle::default()
    }
}

fn main() {
    let Some(corpus) = std::env::var_os("TRIPLINE_CORPUS").map(PathBuf::from) else {
        eprintln!("skipped: TRIPLINE_CORPUS is not set");
        return;
    };
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().filter(|file| file != "-");
    let rows: usize = arguments.next().map_or(4096, |rows| rows.parse().expect("number of rows"));
    let only: Option<usize> = arguments.next().map(|count| count.parse().expect("number of rules"));
    let rules = rules(&corpus);
    let events = events::events(file.as_deref().map(Path::new), &corpus);
    eprintln!("{} rules, {} events, {rows} in a batch", rules.len(), events.len());
    let lines: Vec<String> =
        events.iter().map(|event| serde_json::to_string(event).expect("a document is JSON")).collect();
    for &count in only.as_ref().map_or(COUNTS, std::slice::from_ref) {
        let count = count.min(rules.len());
        let filters: Vec<&Filter> =
            (0..count).flat_map(|index| &rules[index * rules.len() / count.max(1)]).collect();
        let start = Instant::now();
        let set = compile(&filters);
        let compiled = start.elapsed();
        let (floor, evaluated, hits) = measure(&set, &events, &lines, rows);
        eprintln!(
            "{count:4} rules, {:4} filters, {:4} fields: {evaluated:7.1} ns/event, {:.3} of the floor ({floor:.0} ns), \
             {hits} hits; compiled in {:.1} ms",
            filters.len(),
            set.projection().fields().len(),
            evaluated / floor,
            compiled.as_secs_f64() * 1e3,
        );
    }
}

fn compile(filters: &[&Filter]) -> FilterSet {
    let mut builder = FilterSetBuilder::new();
    for filter in filters {
        builder.add(filter);
    }
    builder.build()
}

/// The best of several rounds, in nanoseconds an event: parsing alone, evaluating alone; and the number of hits. Every
/// batch is made just before it is evaluated, as it is when events are read.
fn measure(set: &FilterSet, events: &[Document], lines: &[String], rows: usize) -> (f64, f64, usize) {
    let rounds = std::env::var("ROUNDS").map_or(5, |rounds| rounds.parse().expect("ROUNDS"));
    let mut scratch = set.scratch();
    let (mut floor, mut evaluated, mut hits) = (Duration::MAX, Duration::MAX, 0);
    for _ in 0..rounds {
        let start = Instant::now();
        for line in lines {
            std::hint::black_box(sonic_rs::from_str::<sonic_rs::Value>(line).is_ok());
        }
        floor = floor.min(start.elapsed());
        let mut time = Duration::ZERO;
        hits = 0;
        for events in events.chunks(rows) {
            let batch = batch_of(events, set.projection());
            let start = Instant::now();
            hits += set.evaluate(&batch, &mut scratch).iter().map(|(_, rows)| rows.count()).sum::<usize>();
            time += start.elapsed();
        }
        evaluated = evaluated.min(time);
    }
    let per_event = |time: Duration| time.as_nanos() as f64 / events.len().max(1) as f64;
    (per_event(floor), per_event(evaluated), hits)
}

fn batch_of(events: &[Document], projection: &Arc<Projection>) -> EventBatch {
    let mut builder = EventBatchBuilder::new(Arc::clone(projection), Buffer::from_vec(Vec::<u8>::new()));
    for event in events {
        builder.append_document(event);
        builder.finish_row(&IndexGroup::Any);
    }
    builder.finish(Arc::new(None)).expect("a batch of documents")
}

/// The filters of each EQL rule.
fn rules(corpus: &Path) -> Vec<Vec<Filter>> {
    let loaded = load_rules(&[corpus.join("rules")]);
    let compiled = loaded.rules.iter().filter(|loaded| loaded.rule.language() == Some(Language::Eql));
    let plans = compiled
        .filter_map(|loaded| compile_eql(loaded.rule.query()?, &EcsCatalogue, &EqlOptions::default()).plan);
    plans
        .map(|plan| match plan {
            Plan::Events { filter, .. } => vec![filter],
            Plan::Sequence(plan) => {
                plan.stages.into_iter().chain(plan.until).map(|stage| stage.filter).collect()
            }
            Plan::Sample(plan) => plan.filters.into_iter().map(|stage| stage.filter).collect(),
        })
        .collect()
}
