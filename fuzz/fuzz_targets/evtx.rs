//! Any bytes as the chunks of an EVTX file.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|chunks: &[u8]| {
    let mut file = b"ElfFile\0".to_vec();
    file.resize(4096, 0);
    file.extend_from_slice(chunks);
    tripline_fuzz::read(&file, None, 1 << 16);
});
