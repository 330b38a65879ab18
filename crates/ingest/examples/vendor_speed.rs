//! Measures how fast one core turns lines of a vendor's JSON into rows of a batch, against parsing each line to a tree.
//!
//! `cargo run --release -p ingest --example vendor_speed -- SOURCE FILE [FIELD,FIELD…|@FILE]`
//!
//! Lines of the file are raw records, or pairs with the raw record as `input`.

use std::hint::black_box;

use arrow::buffer::Buffer;
use ecs::{Catalogue as _, EventBatchBuilder, FieldType, ProjectedField, Projection};
use ingest::winlog::Arena;
use ingest::{JsonObject, Mapping, source};
use serde_json::Value;

/// The lines are repeated until they are this many bytes, so that caches hold what they would in a long file.
const LEAST_BYTES: usize = 96 << 20;
const ROWS_A_BATCH: usize = 4096;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let source = source(&arguments.next().expect("a source")).expect("a known source");
    let Mapping::Json(mapping) = source.mapping else { panic!("{} reads no JSON of its own", source.name) };
    let text = std::fs::read_to_string(arguments.next().expect("a file")).expect("a readable file");
    let projection =
        projection(&arguments.next().unwrap_or_else(|| "process.name,process.command_line".to_owned()));
    let records: Vec<String> = text.lines().filter(|line| !line.is_empty()).map(record).collect();
    let once: String = records.iter().map(|record| format!("{record}\n")).collect();
    let block = Buffer::from_vec(once.repeat(1 + LEAST_BYTES / once.len()).into_bytes());
    let text = std::str::from_utf8(&block).expect("it was text");
    let lines: Vec<&str> = text.lines().collect();
    for _ in 0..4 {
        let tree = nanos_per_line(&lines, |line| {
            let value: Result<sonic_rs::Value, _> = sonic_rs::from_str(line);
            let _ = black_box(value);
        });
        let mut arena = Arena::new();
        let parsed = nanos_per_line(&lines, |line| {
            arena.reset();
            let _ = black_box(JsonObject::parse(line, &arena));
        });
        let mut builder = EventBatchBuilder::new(projection.clone(), block.clone());
        let mut rows = 0;
        let mapped = nanos_per_line(&lines, |line| {
            arena.reset();
            let Ok(object) = JsonObject::parse(line, &arena) else { return };
            if !(mapping.recognises)(&object) || (mapping.map)(&object, &mut builder).is_err() {
                builder.abandon_row();
                return;
            }
            builder.finish_row(&ecs::IndexGroup::Any);
            rows += 1;
            if rows == ROWS_A_BATCH {
                rows = 0;
                let size = builder.size();
                builder = EventBatchBuilder::new(projection.clone(), block.clone()).expecting(size);
            }
        });
        let bytes = text.len() as f64 / lines.len() as f64;
        eprintln!(
            "{bytes:.0} bytes a line; ns: tree {tree:.0}, object {parsed:.0}, mapped {mapped:.0}; {:.2} of the tree's \
             speed, {:.0} MB/s",
            tree / mapped,
            bytes / mapped * 1000.0
        );
    }
}

fn projection(fields: &str) -> std::sync::Arc<Projection> {
    let fields = match fields.strip_prefix('@') {
        Some(path) => std::fs::read_to_string(path).expect("a readable file"),
        None => fields.to_owned(),
    };
    let catalogue = ecs::catalogue::EcsCatalogue;
    let field_type = |path: &str| catalogue.field(path).map_or(FieldType::Keyword, |field| field.field_type);
    let names = fields.split([',', '\n']).map(str::trim).filter(|name| !name.is_empty());
    Projection::new(names.map(|path| ProjectedField { path: path.into(), field_type: field_type(path) }))
}

fn record(line: &str) -> String {
    let pair: Option<Value> = serde_json::from_str(line).ok();
    match pair.as_ref().and_then(|pair| pair.get("input")) {
        Some(Value::String(record)) => record.clone(),
        Some(record) => record.to_string(),
        None => line.to_owned(),
    }
}

fn nanos_per_line(lines: &[&str], mut each: impl FnMut(&str)) -> f64 {
    let start = cpu_nanos();
    lines.iter().for_each(|line| each(line));
    (cpu_nanos() - start) / lines.len() as f64
}

/// Time that this thread has run, so that other work on the machine does not count. Linux only.
fn cpu_nanos() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("a kernel that counts");
    text.split(' ').next().and_then(|nanos| nanos.parse().ok()).expect("a number")
}
