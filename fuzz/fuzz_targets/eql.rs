//! Any text: reading, compiling and rendering never panic, and formatting keeps the tree.
//!
//! `cargo +nightly fuzz run eql crates/lang/testdata` in the repository's root begins with the golden queries.
#![no_main]

use ecs::catalogue::EcsCatalogue;
use lang::{EqlOptions, compile_eql, format_eql, parse_eql};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let compiled = compile_eql(text, &EcsCatalogue, &EqlOptions::default());
    for diagnostic in compiled.diagnostics.iter().take(5) {
        diagnostic.render("fuzz", text, false);
    }
    if let Ok(formatted) = format_eql(text) {
        let (before, after) = (parse_eql(text), parse_eql(&formatted));
        assert_eq!(before.query.to_tree(), after.query.to_tree(), "{formatted}");
        assert_eq!(format_eql(&formatted).as_ref(), Ok(&formatted));
    }
});
