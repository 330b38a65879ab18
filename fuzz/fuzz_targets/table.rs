//! Any text as the rows of a table that EvtxECmd or Splunk wrote.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Some((first, rows)) = bytes.split_first() {
        let names: &[u8] = match first % 2 {
            0 => b"EventRecordId,TimeCreated,EventId,Level,Provider,Channel,Computer,Payload\n",
            _ => b"_time;host;_raw\n",
        };
        let source = ingest::source("winlog.winlog");
        tripline_fuzz::read(&[names, rows].concat(), source, 1 << (first % 16));
    }
});
