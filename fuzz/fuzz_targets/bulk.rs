//! Any bytes as the body of a bulk request: the lines that say what to do, and where documents begin and end.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    if let Some(items) = server::read_bulk_body(body) {
        // An item takes a line at least.
        assert!(items <= body.iter().filter(|byte| **byte == b'\n').count());
    }
});
