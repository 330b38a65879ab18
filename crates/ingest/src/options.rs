//! How inputs are read.

use crate::Source;

/// How inputs are read. The default detects everything from content.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// Reads every record as this source's, whatever it looks like.
    pub source: Option<&'static Source>,
    /// The field that says when an event happened, for events that were not written to ECS.
    pub timestamp_field: String,
    /// Takes every JSON object for a document, even where nothing shows that it is one of ECS.
    pub any_document: bool,
    /// The longest record that is read, in bytes. A longer one is skipped and counted.
    pub max_record_bytes: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            source: None,
            timestamp_field: "@timestamp".to_owned(),
            any_document: false,
            max_record_bytes: 16 << 20,
        }
    }
}
