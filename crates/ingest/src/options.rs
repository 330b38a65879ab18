//! How inputs are read.

use std::sync::Arc;

use crate::pool::BufferPool;
use crate::{Progress, Source};

/// How inputs are read. The default detects everything from content.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// Reads every record as this source's, whatever it looks like.
    pub source: Option<&'static Source>,
    /// The field that says when an event happened, for events that were not written to ECS.
    pub timestamp_field: String,
    /// Takes every JSON object for a document, even where nothing shows that it is one of ECS.
    pub any_document: bool,
    /// Leaves out what Tripline derives beyond what Elastic's integrations set ([`crate::derivations`]). Rules are the
    /// better for it; documents that are compared with a pipeline's own must not have it.
    pub strict_ecs: bool,
    /// Keeps the raw record in whole documents, as `event.original`: of records that are text and no ECS documents.
    pub keep_original: bool,
    /// How much text makes a batch, about. Small enough to stay in a processor's cache, large enough that the costs of a
    /// batch do not show.
    pub block_bytes: usize,
    /// The longest record that is read, in bytes. A longer one is skipped and counted.
    pub max_record_bytes: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            source: None,
            timestamp_field: "@timestamp".to_owned(),
            any_document: false,
            strict_ecs: false,
            keep_original: false,
            block_bytes: 4 << 20,
            max_record_bytes: 16 << 20,
        }
    }
}

/// What everything that reads the inputs of a run has at hand.
#[derive(Debug)]
pub(crate) struct ReadContext {
    pub(crate) options: ReadOptions,
    pub(crate) progress: Arc<Progress>,
    pub(crate) buffers: BufferPool,
}
