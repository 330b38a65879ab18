//! Any text as events in XML.
#![no_main]

use ingest::winlog::{Arena, WinlogRecord};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for record in text.split_inclusive("</Event>") {
        let arena = Arena::new();
        if let Ok(record) = WinlogRecord::parse_xml(record, &arena) {
            tripline_fuzz::map_record(&record);
        }
    }
});
