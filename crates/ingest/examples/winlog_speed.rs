//! Measures how fast one core turns winlog JSON lines into rows of a batch, against parsing each line to a tree.
//!
//! `cargo run --release -p ingest --example winlog_speed -- FILE [FIELD,FIELD…]`

use std::hint::black_box;

use arrow::buffer::Buffer;
use ecs::{Catalogue as _, EventBatchBuilder, FieldType, ProjectedField, Projection};
use ingest::winlog::{self, Arena, WinlogRecord};
use ingest::{Mapping, source_for};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let text = std::fs::read_to_string(arguments.next().expect("a file")).expect("a readable file");
    let fields = arguments.next().unwrap_or_else(|| "process.name,process.command_line".to_owned());
    let catalogue = ecs::catalogue::EcsCatalogue;
    let field_type = |path: &str| catalogue.field(path).map_or(FieldType::Keyword, |field| field.field_type);
    let fields =
        fields.split(',').map(|path| ProjectedField { path: path.into(), field_type: field_type(path) });
    let projection = Projection::new(fields);
    let block = Buffer::from_vec(text.into_bytes());
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
            let _ = black_box(WinlogRecord::parse_json(line, &arena));
        });
        let mut builder = EventBatchBuilder::new(projection.clone(), block.clone());
        let mut rows = 0;
        let mapped = nanos_per_line(&lines, |line| {
            arena.reset();
            let Ok(record) = WinlogRecord::parse_json(line, &arena) else { return };
            let source = source_for(&record);
            let Mapping::Winlog(map) = source.mapping else { return };
            let _ = map(&record, &mut builder);
            winlog::derive(&record, source, &mut builder);
            builder.finish_row(&ecs::IndexGroup::Any);
            rows += 1;
            if rows == 4096 {
                rows = 0;
                builder = EventBatchBuilder::new(projection.clone(), block.clone());
            }
        });
        eprintln!(
            "ns a line: tree {tree:.0}, record {parsed:.0}, mapped {mapped:.0}; {:.2} of the tree's speed",
            tree / mapped
        );
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
