//! Reading directly gives what reading the decoder's JSON gives.

use std::collections::BTreeMap;
use std::sync::Arc;

use evtx::{EvtxChunkData, ParserSettings};

use super::{RecordReader, RecordSpan, Templates, records};
use crate::mapping::Arena;
use crate::winlog::{WinlogRecord, frozen};

const HEADER_BYTES: usize = 4096;
const CHUNK_BYTES: usize = 65_536;

/// Calls `each` with every chunk of the corpus.
fn for_each_chunk(mut each: impl FnMut(&mut Vec<u8>)) {
    let Some(corpus) = std::env::var_os("TRIPLINE_CORPUS") else {
        return eprintln!("skipped: no TRIPLINE_CORPUS");
    };
    let folder = std::path::Path::new(&corpus).join("evtx");
    for file in walkdir::WalkDir::new(folder).into_iter().flatten().filter(|file| file.file_type().is_file())
    {
        let bytes = std::fs::read(file.path()).expect("a recording");
        let chunks = bytes.get(HEADER_BYTES..).unwrap_or_default().chunks_exact(CHUNK_BYTES);
        chunks.filter(|chunk| chunk.starts_with(b"ElfChnk\0")).for_each(|chunk| each(&mut chunk.to_vec()));
    }
}

/// The records of a chunk that the decoder can read, as JSON, by where their XML begins.
fn by_json(chunk: &[u8]) -> BTreeMap<u32, String> {
    let Ok(mut data) = EvtxChunkData::new(chunk.to_vec(), false) else { return BTreeMap::new() };
    let settings = Arc::new(ParserSettings::new().indent(false));
    let Ok(mut parsed) = data.parse(settings) else { return BTreeMap::new() };
    let records = parsed.iter().flatten().filter_map(|record| {
        let start = record.binxml_offset as u32;
        record.into_json().ok().map(|json| (start, json.data))
    });
    records.collect()
}

#[derive(Default)]
struct Counts {
    same: usize,
    /// Left to the decoder.
    unusual: usize,
    /// The decoder cannot read them.
    ours: usize,
}

fn freeze(record: &WinlogRecord<'_>) -> Vec<u8> {
    let mut frozen = Vec::new();
    frozen::freeze(record, &mut frozen);
    frozen
}

/// Reads the records of a chunk both ways.
fn compare(
    chunk: &[u8],
    spans: &[RecordSpan],
    reader: &mut RecordReader,
    arena: &mut Arena,
    counts: &mut Counts,
) {
    let json = by_json(chunk);
    let mut templates = Templates::default();
    for span in spans {
        arena.reset();
        match (reader.read(chunk, *span, &mut templates, arena), json.get(&span.start)) {
            (Ok(record), Some(json)) => {
                let frozen = freeze(&record);
                let expected = WinlogRecord::parse_evtx_json(json, arena);
                if Some(&frozen) != expected.as_ref().ok().map(freeze).as_ref() {
                    panic!("{json}\n{record:#?}\n{expected:#?}");
                }
                let thawed = frozen::thaw(&frozen, arena).expect("a frozen record");
                assert_eq!(freeze(&thawed), frozen);
                counts.same += 1;
            }
            (Ok(_), None) => counts.ours += 1,
            (Err(_), _) => counts.unusual += 1,
        }
    }
}

#[test]
fn every_record_is_read_as_its_json_is() {
    let (mut reader, mut arena, mut counts) = (RecordReader::default(), Arena::new(), Counts::default());
    for_each_chunk(|chunk| {
        let mut spans = Vec::new();
        records(chunk, &mut spans).expect("a usual chunk");
        let starts: Vec<u32> = spans.iter().map(|span| span.start).collect();
        assert!(by_json(chunk).into_keys().eq(starts));
        compare(chunk, &spans, &mut reader, &mut arena, &mut counts);
    });
    eprintln!("{} read directly, {} left to the decoder", counts.same, counts.unusual);
    assert!(counts.same >= 100 * counts.unusual && counts.ours == 0);
}

#[test]
fn damaged_records_are_read_as_their_json_is() {
    let (mut reader, mut arena, mut counts) = (RecordReader::default(), Arena::new(), Counts::default());
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    for_each_chunk(|chunk| {
        let used = u32::from_le_bytes(chunk[48..52].try_into().expect("four bytes")) as usize;
        for _ in 0..20 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let at = 512 + random as usize % (used - 512);
            chunk[at] = (random >> 32) as u8;
        }
        let mut spans = Vec::new();
        if records(chunk, &mut spans).is_ok() {
            compare(chunk, &spans, &mut reader, &mut arena, &mut counts);
        }
    });
    eprintln!(
        "{} the same, {} left to the decoder, {} read by us alone",
        counts.same, counts.unusual, counts.ours
    );
}
