//! Any text as documents of Winlogbeat, one a line.
#![no_main]

use ingest::winlog::{Arena, WinlogRecord};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for record in text.lines() {
        let arena = Arena::new();
        if let Ok(record) = WinlogRecord::parse_json(record, &arena) {
            tripline_fuzz::map_record(&record);
        }
    }
});
