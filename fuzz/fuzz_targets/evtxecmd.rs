//! Any text as objects of EvtxECmd, one a line.
#![no_main]

use ingest::winlog::{Arena, WinlogRecord};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for line in text.lines() {
        let arena = Arena::new();
        // What shows the shape is put in front, so that the reader of the shape gets everything.
        let members = line.trim_start().strip_prefix('{').unwrap_or(line);
        let record =
            format!("{{\"EventId\":1,\"Channel\":\"Security\",\"Provider\":\"a\",\"Payload\":\"\",{members}");
        if let Ok(record) = WinlogRecord::parse(&record, &arena) {
            tripline_fuzz::map_record(&record);
        }
    }
});
