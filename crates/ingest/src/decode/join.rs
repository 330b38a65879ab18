//! The blocks of a load as one text, so that they become one batch.

use std::mem;

use crate::block::{Block, BlockOrigin, Places, Records};
use crate::stream::Piece;

/// One block of a load, in the text of all of them.
#[derive(Debug)]
pub(super) struct Part {
    /// Number of its piece in the load.
    pub(super) piece: usize,
    pub(super) origin: BlockOrigin,
    /// Where its text begins.
    pub(super) start: usize,
    pub(super) length: usize,
    /// Where its records lie, from its own beginning.
    pub(super) places: Places,
    pub(super) from_evtx: bool,
}

/// Takes the blocks out of a load. One that is alone is not copied.
pub(super) fn join(load: &mut [Piece]) -> (Vec<u8>, Vec<Part>) {
    let mut text = Vec::new();
    let mut parts: Vec<Part> = Vec::new();
    let expected: usize =
        load.iter().filter_map(|piece| piece.block.as_ref()).map(|block| block.content.length()).sum();
    for (piece, Piece { block, tally, .. }) in load.iter_mut().enumerate() {
        let Some(Block { origin, content }) = block.take() else { continue };
        let Records { bytes, places, from_evtx } = content.into_records(&origin, &mut tally.problems);
        let length = bytes.len();
        if parts.len() == 1 {
            let first = mem::take(&mut text);
            text.reserve(expected.max(first.len() + length));
            text.extend_from_slice(&first);
        }
        let start = text.len();
        match parts.is_empty() {
            true => text = bytes,
            false => text.extend_from_slice(&bytes),
        }
        parts.push(Part { piece, origin, start, length, places, from_evtx });
    }
    (text, parts)
}
