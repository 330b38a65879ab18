//! Measures how fast one core turns Event XML into rows of a batch, against what `quick-xml` needs to read the same bytes.
//!
//! `cargo run --release -p ingest --example xml_speed -- FIELD,FIELD… FILE.evtx…`: the records of the files are written
//! as XML first.

use std::hint::black_box;

use arrow::buffer::Buffer;
use ecs::{Catalogue as _, EventBatchBuilder, FieldType, ProjectedField, Projection};
use evtx::{EvtxParser, ParserSettings};
use ingest::winlog::{Arena, WinlogRecord};
use ingest::{Mapping, source_for};
use quick_xml::Reader;
use quick_xml::events::Event;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let fields = arguments.next().expect("fields");
    let catalogue = ecs::catalogue::EcsCatalogue;
    let field_type = |path: &str| catalogue.field(path).map_or(FieldType::Keyword, |field| field.field_type);
    let fields =
        fields.split(',').map(|path| ProjectedField { path: path.into(), field_type: field_type(path) });
    let projection = Projection::new(fields);
    let (mut text, mut places) = (String::new(), Vec::new());
    for path in arguments {
        let settings = ParserSettings::default().indent(false);
        let mut parser = EvtxParser::from_path(path).expect("a log").with_configuration(settings);
        for record in parser.records().flatten() {
            let event = record.data.find("<Event ").map_or("", |start| &record.data[start..]);
            places.push(text.len()..text.len() + event.len());
            text.push_str(event);
        }
    }
    let block = Buffer::from_vec(text.into_bytes());
    let text = std::str::from_utf8(&block).expect("it was text");
    let megabytes = text.len() as f64 / 1e6;
    eprintln!("{} events, {megabytes:.1} MB", places.len());
    for _ in 0..5 {
        let floor = seconds(|| {
            let mut reader = Reader::from_str(text);
            loop {
                match black_box(reader.read_event()) {
                    Ok(Event::Eof) | Err(_) => break,
                    Ok(_) => {}
                }
            }
        });
        let mut arena = Arena::new();
        let parsed = seconds(|| {
            for place in &places {
                arena.reset();
                let _ = black_box(WinlogRecord::parse_xml(&text[place.clone()], &arena));
            }
        });
        let mapped = seconds(|| {
            let mut builder = EventBatchBuilder::new(projection.clone(), block.clone());
            for (row, place) in places.iter().enumerate() {
                arena.reset();
                let Ok(record) = WinlogRecord::parse_xml(&text[place.clone()], &arena) else { continue };
                let Mapping::Winlog(map) = source_for(&record).mapping else { continue };
                let _ = map(&record, &mut builder);
                builder.finish_row(&ecs::IndexGroup::Any);
                if row % 4096 == 4095 {
                    builder = EventBatchBuilder::new(projection.clone(), block.clone());
                }
            }
        });
        eprintln!(
            "MB/s: quick-xml {:.0}, record {:.0} ({:.2}), mapped {:.0} ({:.2})",
            megabytes / floor,
            megabytes / parsed,
            floor / parsed,
            megabytes / mapped,
            floor / mapped
        );
    }
}

/// Time that this thread runs, so that other work on the machine does not count. Linux only.
fn seconds(each: impl FnOnce()) -> f64 {
    let nanos = || {
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("a kernel that counts");
        text.split(' ').next().and_then(|nanos| nanos.parse::<f64>().ok()).expect("a number")
    };
    let start = nanos();
    each();
    (nanos() - start) / 1e9
}
