//! Regular expressions, compiled within limits.

use lang::ir::RegexPattern;
use regex_automata::meta::{BuildError, Regex};

/// The largest compiled form of one test's expressions. The largest in the public rules takes a few hundred kilobytes.
const MAX_COMPILED_BYTES: usize = 4 << 20;

/// One matcher for all expressions of a test. They come anchored, with their flags.
pub(crate) fn compile_regex(patterns: &[RegexPattern]) -> Result<Regex, Box<BuildError>> {
    let translated: Vec<&str> = patterns.iter().map(|pattern| pattern.translated.as_str()).collect();
    Regex::builder()
        .configure(Regex::config().nfa_size_limit(Some(MAX_COMPILED_BYTES)))
        .build_many(&translated)
        .map_err(Box::new)
}
