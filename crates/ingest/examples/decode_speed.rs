//! Measures reading: how fast a file becomes batches, against parsing each of its lines to a tree
//! and nothing else, or for a folder of event logs, against writing their records as JSON.
//!
//! `cargo run --release -p ingest --example decode_speed -- FILE [FIELD,FIELD…] [THREADS]`

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::time::Instant;

use ecs::{Catalogue as _, EventBatch, FieldType, ProjectedField, Projection};
use ingest::{Inputs, ReadOptions, Reader};

const SEED_RULE_FIELDS: &str =
    "host.os.type,event.type,process.name,process.args,process.command_line,event.category";

fn main() {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().expect("a file");
    let fields = arguments.next().unwrap_or_else(|| SEED_RULE_FIELDS.to_owned());
    let threads = arguments.next().map_or(1, |threads| threads.parse().expect("a number"));
    let catalogue = ecs::catalogue::EcsCatalogue;
    let fields = fields.split(',').map(|path| ProjectedField {
        path: path.into(),
        field_type: catalogue.field(path).map_or(FieldType::Keyword, |field| field.field_type),
    });
    let projection = Projection::new(fields);
    let floor = std::fs::read_to_string(&path).ok();
    let event_logs = event_logs(std::path::Path::new(&path));
    for _ in 0..4 {
        let per_second = |count: u64, start: Clock| count as f64 / start.seconds();
        let start = Clock::start();
        let reader = Reader::new(Inputs::open([&path], ReadOptions::default()), projection.clone());
        let worker = || |batch: EventBatch| black_box(&batch).num_rows() as u64;
        let mut rows = 0;
        let report = reader.run(NonZeroUsize::new(threads).expect("a thread"), worker, |batch| {
            rows += batch;
            ControlFlow::Continue(())
        });
        assert_eq!(rows, report.events);
        let ours = per_second(report.events, start);
        let start = Clock::start();
        let mut lines = 0;
        for line in floor.iter().flat_map(|text| text.lines()) {
            let value: Result<sonic_rs::Value, _> = sonic_rs::from_str(line);
            lines += 1;
            let _ = black_box(value);
        }
        for file in &event_logs {
            let mut parser = evtx::EvtxParser::from_path(file).expect("an event log");
            lines += parser.records_json_bytes().filter(Result::is_ok).map(black_box).count() as u64;
        }
        let floor = per_second(lines, start);
        eprintln!(
            "{} events, {} skipped: {ours:.0}/s; floor {floor:.0}/s; {:.2}",
            report.events,
            report.skipped(),
            ours / floor
        );
    }
}

fn event_logs(path: &std::path::Path) -> Vec<std::path::PathBuf> {
    let files = walkdir::WalkDir::new(path).into_iter().flatten().map(walkdir::DirEntry::into_path);
    files.filter(|path| path.extension().is_some_and(|extension| extension == "evtx")).collect()
}

/// Processor time of the process, where the system tells it: other load on the machine does not count. With several
/// threads it is the sum over all of them, so the time of day is taken.
struct Clock {
    start: Instant,
    processor: Option<u64>,
}

impl Clock {
    fn start() -> Self {
        Self { start: Instant::now(), processor: processor_nanos() }
    }

    fn seconds(&self) -> f64 {
        match (self.processor, processor_nanos(), std::env::args().nth(3)) {
            (Some(start), Some(end), None) => (end - start) as f64 / 1e9,
            _ => self.start.elapsed().as_secs_f64(),
        }
    }
}

fn processor_nanos() -> Option<u64> {
    std::fs::read_to_string("/proc/self/schedstat").ok()?.split(' ').next()?.parse().ok()
}
