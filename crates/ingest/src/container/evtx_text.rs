//! Records of event log files as text, for those that are not read from their binary XML.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use evtx::{EvtxChunkData, ParserSettings};

/// A record as the decoder writes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct WrittenRecord {
    /// Where its binary XML begins in the chunk; 0 where that is not known.
    pub(crate) start: u32,
    /// JSON, or why there is none.
    pub(crate) json: Result<String, String>,
}

/// Writes every record of a chunk as JSON.
///
/// # Errors
/// When the chunk cannot be read, beyond the records that were.
pub(crate) fn write_records(chunk: &[u8]) -> (Vec<WrittenRecord>, Result<(), String>) {
    let mut written = Vec::new();
    // The decoder is another project's, and its input hostile: a panic in it costs the chunk, not the run.
    let done = catch_unwind(AssertUnwindSafe(|| write(chunk, &mut written)));
    (written, done.unwrap_or_else(|_| Err("the decoder gave up".to_owned())))
}

fn write(chunk: &[u8], written: &mut Vec<WrittenRecord>) -> Result<(), String> {
    let settings = Arc::new(ParserSettings::new().indent(false));
    let mut data = EvtxChunkData::new(chunk.to_vec(), false).map_err(|error| error.to_string())?;
    let mut parsed = data.parse(settings).map_err(|error| error.to_string())?;
    for record in parsed.iter() {
        let start = record.as_ref().map_or(0, |record| record.binxml_offset as u32);
        let json = record.and_then(|record| record.into_json()).map(|record| record.data);
        written.push(WrittenRecord { start, json: json.map_err(|error| error.to_string()) });
    }
    Ok(())
}
