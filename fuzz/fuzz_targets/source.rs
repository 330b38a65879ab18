//! Any JSON object, by any source that reads JSON.
//!
//! The first byte says which.
#![no_main]

use ingest::JsonObject;
use ingest::winlog::Arena;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((first, text)) = bytes.split_first() else { return };
    let sources = ingest::sources();
    let source = sources[usize::from(*first) % sources.len()];
    // Whole files of records, so that derivation is on the way, too.
    tripline_fuzz::read(text, Some(source), 1 << 12);
    let Ok(text) = std::str::from_utf8(text) else { return };
    if text.bytes().filter(|byte| matches!(byte, b'{' | b'[')).count() > 100 {
        return;
    }
    let arena = Arena::new();
    if let Ok(object) = JsonObject::parse(text, &arena) {
        tripline_fuzz::map_object(&object, source);
    }
});
