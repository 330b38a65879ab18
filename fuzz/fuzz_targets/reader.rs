//! Any bytes as a file: containers, splitting, recognition, the walk over ECS documents, derivation, the store.
//!
//! The first byte says how large blocks are.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Some((first, file)) = bytes.split_first() {
        tripline_fuzz::read(file, None, 1 << (first % 16));
    }
});
