//! Arrow string views on the two buffers of a batch.

use std::ops::Range;

use arrow::array::make_view;
use arrow::buffer::Buffer;

/// Number of the input block among a text column's buffers.
const INPUT_BLOCK: u32 = 0;
/// Number of the buffer for strings that are not in the input block: unescaped, converted or put together.
const SIDE_BLOCK: u32 = 1;
/// A view holds a string of this length itself.
const INLINE_BYTES: usize = 12;
/// Arrow reads offsets in a buffer as signed 32-bit numbers.
const MAX_BUFFER_BYTES: usize = i32::MAX as usize;

/// Makes the views, and keeps the strings that lie nowhere else.
#[derive(Debug)]
pub(super) struct TextViews {
    block: Buffer,
    /// Addresses of the block, so that a string inside it is recognised and not copied. Empty where the block is longer
    /// than a view can address.
    addresses: Range<usize>,
    side: Vec<u8>,
}

impl TextViews {
    /// Makes room for so many bytes of strings that are not in the block.
    pub(super) fn reserve(&mut self, bytes: usize) {
        self.side.reserve(bytes);
    }

    /// Bytes of strings that are not in the block.
    pub(super) fn side_bytes(&self) -> usize {
        self.side.len()
    }

    pub(super) fn new(block: Buffer) -> Self {
        let start = block.as_ptr() as usize;
        let length = if block.len() <= MAX_BUFFER_BYTES { block.len() } else { 0 };
        Self { addresses: start..start + length, block, side: Vec::new() }
    }

    /// A view of `value`: into the input block where it lies there, into the side buffer otherwise. None when the side
    /// buffer is full.
    #[inline]
    pub(super) fn view(&mut self, value: &str) -> Option<u128> {
        let start = value.as_ptr() as usize;
        if start >= self.addresses.start && start + value.len() <= self.addresses.end {
            Some(make_view(value.as_bytes(), INPUT_BLOCK, (start - self.addresses.start) as u32))
        } else {
            self.copied(value)
        }
    }

    /// A view of a copy of `value`.
    pub(super) fn copied(&mut self, value: &str) -> Option<u128> {
        if value.len() <= INLINE_BYTES {
            return Some(make_view(value.as_bytes(), SIDE_BLOCK, 0));
        }
        let offset = self.side.len();
        if offset + value.len() > MAX_BUFFER_BYTES {
            return None;
        }
        self.side.extend_from_slice(value.as_bytes());
        Some(make_view(value.as_bytes(), SIDE_BLOCK, offset as u32))
    }

    /// Whether a view is of this text.
    pub(super) fn says(&self, view: u128, text: &str) -> bool {
        let [length, inline @ ..] =
            [view as u32, (view >> 32) as u32, (view >> 64) as u32, (view >> 96) as u32];
        if length as usize != text.len() {
            return false;
        }
        if text.len() <= INLINE_BYTES {
            let inline = inline.map(u32::to_le_bytes);
            return inline.as_flattened().starts_with(text.as_bytes());
        }
        let [_, buffer, offset] = inline.map(|word| word as usize);
        let buffer = if buffer == INPUT_BLOCK as usize { self.block.as_slice() } else { &self.side };
        buffer.get(offset..offset + text.len()) == Some(text.as_bytes())
    }

    /// The buffers that the views refer to, in order.
    pub(super) fn into_buffers(self) -> [Buffer; 2] {
        [self.block, Buffer::from_vec(self.side)]
    }
}
