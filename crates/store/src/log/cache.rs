//! Blocks that were written or read lately: the detector reads what was just written, a page of results reads one block
//! again and again.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// More blocks than this are not kept, so that looking through them stays cheap when they are small.
const MOST_BLOCKS: usize = 256;

#[derive(Debug)]
pub(super) struct BlockCache {
    most_bytes: usize,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    bytes: usize,
    /// The last used at the back.
    blocks: VecDeque<(u64, Arc<Vec<u8>>)>,
}

impl BlockCache {
    pub(super) fn new(most_bytes: usize) -> Self {
        Self { most_bytes, inner: Mutex::default() }
    }

    /// The text of the block whose first event has this seq.
    pub(super) fn get(&self, first: u64) -> Option<Arc<Vec<u8>>> {
        let mut inner = self.lock();
        let at = inner.blocks.iter().rposition(|(other, _)| *other == first)?;
        let block = inner.blocks.remove(at)?;
        let text = block.1.clone();
        inner.blocks.push_back(block);
        Some(text)
    }

    pub(super) fn put(&self, first: u64, text: Arc<Vec<u8>>) {
        let mut inner = self.lock();
        inner.bytes += text.len();
        inner.blocks.push_back((first, text));
        while inner.bytes > self.most_bytes || inner.blocks.len() > MOST_BLOCKS {
            let Some((_, oldest)) = inner.blocks.pop_front() else { break };
            inner.bytes -= oldest.len();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
