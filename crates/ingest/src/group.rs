//! Small inputs, read together.
//!
//! A batch has a price of its own, however few rows it has: every rule's filter is asked of it. A folder of recordings with
//! thirty events each would pay mostly that. So neighbouring inputs make one group, which is read like one input and gives
//! what it holds in loads of about one batch; every piece of a load still knows which input it comes from.

use std::ops::Range;
use std::sync::Arc;

use crate::inputs::InputEntry;
use crate::options::ReadContext;
use crate::stream::{InputStream, Piece};

/// How many groups there should be per thread, so that threads end at about the same time.
const GROUPS_PER_THREAD: u64 = 4;

/// Splitting inputs that are smaller together than this is not worth it.
const MIN_GROUP_BYTES: u64 = 256 << 10;

/// Numbers of neighbouring inputs that are read together. What is large, or of unknown length, is a group alone.
pub(crate) fn groups(entries: &[InputEntry], block_bytes: usize, threads: usize) -> Vec<Range<u32>> {
    let all = entries.iter().filter_map(|entry| entry.bytes).fold(0, u64::saturating_add);
    let share = all / (threads as u64 * GROUPS_PER_THREAD).max(1);
    let limit = share.max(MIN_GROUP_BYTES).min(block_bytes as u64);
    let mut groups: Vec<Range<u32>> = Vec::new();
    let mut group_bytes = u64::MAX;
    for (number, entry) in (0_u32..).zip(entries) {
        let bytes = entry.bytes.unwrap_or(u64::MAX);
        match groups.last_mut() {
            Some(group) if group_bytes.saturating_add(bytes) <= limit => {
                group.end = number + 1;
                group_bytes += bytes;
            }
            _ => {
                groups.push(number..number + 1);
                group_bytes = bytes;
            }
        }
    }
    groups
}

/// Reads the inputs of a group, one after the other.
pub(crate) struct GroupStream {
    /// Inputs not opened yet.
    waiting: Range<u32>,
    open: Option<InputStream>,
    context: Arc<ReadContext>,
}

impl GroupStream {
    pub(crate) fn new(inputs: Range<u32>, context: Arc<ReadContext>) -> Self {
        Self { waiting: inputs, open: None, context }
    }

    /// Whether there are no more loads. Where this is not known yet it is false, and the next load is empty.
    pub(crate) fn is_done(&self) -> bool {
        self.open.is_none() && self.waiting.is_empty()
    }

    /// What makes the next batch: a block, or several small ones with what was met between them.
    pub(crate) fn next(&mut self, entries: &[InputEntry]) -> Vec<Piece> {
        let enough = self.context.options.block_bytes / 2;
        let (mut load, mut bytes) = (Vec::new(), 0);
        while bytes <= enough {
            let Some(stream) = self.open.as_mut() else {
                match self.waiting.next() {
                    Some(number) => self.open_input(number, entries),
                    None => break,
                }
                continue;
            };
            if let Some(piece) = stream.next() {
                bytes += piece.block.as_ref().map_or(0, |block| block.content.length());
                load.push(piece);
                if !stream.is_done() {
                    continue;
                }
            }
            self.open = None;
            self.context.progress.add_file();
        }
        load
    }

    fn open_input(&mut self, number: u32, entries: &[InputEntry]) {
        let entry = entries.get(number as usize);
        self.open = entry.map(|entry| InputStream::open(number, entry, &self.context));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::InputPlace;

    #[test]
    fn neighbours_are_grouped_by_length() {
        let check = |lengths: &[Option<u64>], block_bytes: usize, threads: usize, expected: &[Range<u32>]| {
            let entry = |bytes: &Option<u64>| InputEntry {
                name: String::new(),
                place: InputPlace::Stdin,
                bytes: *bytes,
            };
            let entries: Vec<_> = lengths.iter().map(entry).collect();
            assert_eq!(groups(&entries, block_bytes, threads), expected, "{lengths:?}");
        };
        check(&[], 1000, 1, &[]);
        check(&[Some(400), Some(600), Some(1), Some(0)], 1000, 1, &[0..2, 2..4]);
        check(&[Some(4000), Some(1), None, Some(1), Some(2)], 1000, 1, &[0..1, 1..2, 2..3, 3..5]);
        // A megabyte between two threads: each should have several goes.
        check(&[Some(100 << 10); 10], 4 << 20, 2, &[0..2, 2..4, 4..6, 6..8, 8..10]);
    }
}
