//! The texts of a load's blocks as one, so that they become one batch.

use crate::block::{Block, BlockContent, BlockOrigin, Places};
use crate::container::evtx::ChunkGroup;
use crate::stream::Piece;

/// One block of a load.
#[derive(Debug)]
pub(super) struct Part {
    /// Number of its piece in the load.
    pub(super) piece: usize,
    pub(super) origin: BlockOrigin,
    pub(super) content: Content,
}

/// What a block holds.
#[derive(Debug)]
pub(super) enum Content {
    /// Text, which begins so far into the text of all blocks; the places are counted from its own beginning.
    Text { start: usize, length: usize, places: Places },
    /// Chunks of an event log file.
    EventLog(ChunkGroup),
}

/// Takes the blocks out of a load. A text that is alone is not copied.
pub(super) fn join(load: &mut [Piece]) -> (Vec<u8>, Vec<Part>) {
    let expected =
        load.iter().filter_map(|piece| piece.block.as_ref()).map(|block| block.content.text_length());
    let expected = expected.sum();
    let mut text = Vec::new();
    let mut parts: Vec<Part> = Vec::new();
    for (piece, Piece { block, .. }) in load.iter_mut().enumerate() {
        let Some(Block { origin, content }) = block.take() else { continue };
        let content = match content {
            BlockContent::Lines(bytes) => append(&mut text, bytes, Places::Lines, expected),
            BlockContent::Records(bytes, places) => {
                append(&mut text, bytes, Places::Listed(places), expected)
            }
            BlockContent::Evtx(group) => Content::EventLog(group),
        };
        parts.push(Part { piece, origin, content });
    }
    (text, parts)
}

/// Adds the text of a block; the text of all will have the expected length.
fn append(text: &mut Vec<u8>, bytes: Vec<u8>, places: Places, expected: usize) -> Content {
    let length = bytes.len();
    let start = text.len();
    if length == expected {
        *text = bytes;
    } else {
        text.reserve_exact(expected.saturating_sub(start));
        text.extend_from_slice(&bytes);
    }
    Content::Text { start, length, places }
}
