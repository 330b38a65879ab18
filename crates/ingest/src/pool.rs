//! Memory of blocks, used again.

use std::sync::{Mutex, PoisonError};

/// How many buffers wait for use at most.
const MAX_BUFFERS: usize = 32;

/// Larger buffers than this, from records of unusual length, are given back to the system.
const MAX_BUFFER_BYTES: usize = 4 << 20;

/// Buffers whose block is done with. Reading into memory that was used before spares the system from clearing it and
/// the processor from fetching it.
#[derive(Debug, Default)]
pub(crate) struct BufferPool(Mutex<Vec<Vec<u8>>>);

impl BufferPool {
    /// A buffer of any length, with any content.
    pub(crate) fn take(&self) -> Vec<u8> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    /// Gives a buffer back.
    pub(crate) fn give(&self, buffer: Vec<u8>) {
        let mut buffers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buffers.len() < MAX_BUFFERS && buffer.capacity() <= MAX_BUFFER_BYTES {
            buffers.push(buffer);
        }
    }
}
