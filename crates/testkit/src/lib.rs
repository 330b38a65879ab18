//! What tests share: file formats of conformance suites and their runners, and events in memory.
//!
//! **Face.** [`eql`] reads suites of EQL queries with their data and says what an engine got wrong; [`EventsInMemory`] makes
//! batches of documents; [`scenario`] tells an attack once and renders it into what each product records of it; [`corpus`]
//! finds the collection of other people's test data, if there is one.
//!
//! **What is absent.** No engine: a runner takes one as a closure, so every engine can be tested with it and none has to
//! be built for it.

pub mod eql;
mod events;
pub mod scenario;

use std::path::PathBuf;

pub use events::EventsInMemory;

/// The folder of other people's test data, which `TRIPLINE_CORPUS` names; without it, says that `test` is skipped.
pub fn corpus(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("TRIPLINE_CORPUS").map(PathBuf::from).filter(|folder| folder.is_dir());
    if folder.is_none() {
        #[expect(clippy::print_stderr, reason = "a test says that it did nothing")]
        {
            eprintln!("{test}: skipped, as TRIPLINE_CORPUS names no folder");
        }
    }
    folder
}
