//! A cursor over JSON text that only moves forward.

use super::Malformed;
use super::blocks::{BLOCK, Carry, Masks};

/// How deep a value that is checked but not wanted may nest: the check recurses.
const MAX_CHECKED_DEPTH: usize = 128;

/// A cursor over the text of one record.
#[derive(Clone, Debug)]
pub(crate) struct Scanner<'t> {
    text: &'t str,
    /// Where the cursor is.
    at: usize,
    /// Where the block that `masks` describes begins.
    block: usize,
    masks: Masks,
    carry: Carry,
}

impl<'t> Scanner<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let mut scanner = Self { text, at: 0, block: 0, masks: Masks::default(), carry: Carry::default() };
        scanner.read_block();
        scanner
    }

    /// An error at the cursor.
    #[cold]
    pub(crate) fn fail<T>(&self, reason: &'static str) -> Result<T, Malformed> {
        Err(Malformed { at: self.at, reason })
    }

    /// The byte at the cursor; zero, which is nothing in JSON, at the end.
    #[inline]
    pub(crate) fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    /// Steps over the byte at the cursor.
    #[inline]
    pub(crate) fn bump(&mut self) {
        self.at += 1;
    }

    /// Steps over `byte` if it is at the cursor.
    #[inline]
    pub(crate) fn eat(&mut self, byte: u8) -> bool {
        let is_there = self.peek() == byte;
        self.at += usize::from(is_there);
        is_there
    }

    /// Steps over blanks and gives the byte behind them.
    #[inline]
    pub(crate) fn skip_blanks(&mut self) -> u8 {
        loop {
            match self.peek() {
                b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                byte => return byte,
            }
        }
    }

    /// Whether nothing but blanks is left.
    pub(crate) fn is_at_end(&mut self) -> bool {
        self.skip_blanks();
        self.at >= self.text.len()
    }

    /// The block at `self.block`, which is filled up with zeros at the end of the text.
    #[inline(always)]
    fn block(&self) -> [u8; BLOCK] {
        let rest = self.text.as_bytes().get(self.block..).unwrap_or_default();
        match rest.first_chunk() {
            Some(block) => *block,
            None => {
                let mut block = [0; BLOCK];
                for (to, from) in block.iter_mut().zip(rest) {
                    *to = *from;
                }
                block
            }
        }
    }

    #[inline(always)]
    fn read_block(&mut self) {
        self.masks = self.carry.masks(&self.block());
    }

    /// Goes on to the next block; false at the end of the text.
    #[inline(always)]
    fn next_block(&mut self) -> bool {
        if self.block + BLOCK >= self.text.len() {
            return false;
        }
        self.block += BLOCK;
        self.read_block();
        true
    }

    /// Steps over the string at the cursor and gives what is between its quotes, escapes not resolved.
    #[inline]
    pub(crate) fn string(&mut self) -> Result<&'t str, Malformed> {
        self.string_and_escapes().map(|(text, _)| text)
    }

    /// The same, and whether there are any escapes in it.
    #[inline(always)]
    pub(crate) fn string_and_escapes(&mut self) -> Result<(&'t str, bool), Malformed> {
        let offset = self.at.wrapping_sub(self.block);
        if offset < BLOCK - 1 && self.masks.quotes >> offset & 1 == 1 {
            // Most strings end in the block that they begin in.
            let behind = u64::MAX << (offset + 1);
            let quotes = self.masks.quotes & behind;
            if quotes != 0 {
                let escapes = self.masks.backslashes & behind & ((quotes & quotes.wrapping_neg()) - 1);
                let (start, end) = (self.at + 1, self.block + quotes.trailing_zeros() as usize);
                if let Some(text) = self.text.get(start..end) {
                    self.at = end + 1;
                    return Ok((text, escapes != 0));
                }
            }
        }
        self.long_string_and_escapes()
    }

    /// The same for strings that go on in the next block.
    #[inline(never)]
    fn long_string_and_escapes(&mut self) -> Result<(&'t str, bool), Malformed> {
        while self.at - self.block >= BLOCK {
            if !self.next_block() {
                return self.fail("expected a string");
            }
        }
        if self.masks.quotes >> (self.at - self.block) & 1 == 0 {
            return self.fail("expected a string");
        }
        let start = self.at + 1;
        let (mut from, mut escapes) = (start, 0);
        loop {
            let offset = from - self.block;
            if offset < BLOCK {
                let range = u64::MAX << offset;
                let quotes = self.masks.quotes & range;
                if quotes != 0 {
                    let before = (quotes & quotes.wrapping_neg()) - 1;
                    escapes |= self.masks.backslashes & range & before;
                    let end = self.block + quotes.trailing_zeros() as usize;
                    self.at = end + 1;
                    return match self.text.get(start..end) {
                        Some(text) => Ok((text, escapes != 0)),
                        None => self.fail("a string does not end"),
                    };
                }
                escapes |= self.masks.backslashes & range;
            }
            if !self.next_block() {
                return self.fail("a string does not end");
            }
            from = from.max(self.block);
        }
    }

    /// Steps over `null` if it is at the cursor.
    #[inline]
    pub(crate) fn eat_null(&mut self) -> bool {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let is_there =
            matches!(rest, [b'n', b'u', b'l', b'l', b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n', ..]);
        self.at += if is_there { 4 } else { 0 };
        is_there
    }

    /// Where the cursor is.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// The text between a position and the cursor.
    pub(crate) fn text_since(&self, start: usize) -> &'t str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// Steps over the number or literal at the cursor and gives it.
    #[inline]
    pub(crate) fn scalar(&mut self) -> &'t str {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let is_end =
            |byte: &u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n' | b':' | b'"');
        let length = rest.bytes().position(|byte| is_end(&byte)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    /// Steps over the value at the cursor. Of objects and arrays only strings and the number of brackets are looked
    /// at, so this takes damage within them for JSON.
    #[inline]
    pub(crate) fn skip_value(&mut self) -> Result<(), Malformed> {
        match self.peek() {
            b'"' => self.string().map(drop),
            b'{' | b'[' => self.skip_brackets(),
            _ => check_scalar(self),
        }
    }

    /// Steps over the value at the cursor, which need not be JSON as long as its strings and brackets are closed, and gives
    /// its text.
    pub(crate) fn skip_damaged(&mut self) -> Result<&'t str, Malformed> {
        let start = self.at;
        match self.peek() {
            b'"' => return self.string(),
            b'{' | b'[' => self.skip_brackets()?,
            _ => return Ok(self.scalar()),
        }
        match self.text.get(start..self.at) {
            Some(text) => Ok(text),
            None => self.fail("a bracket is not closed"),
        }
    }

    /// Steps over the value at the cursor and gives it as it is written.
    #[inline]
    pub(crate) fn raw_value(&mut self) -> Result<&'t str, Malformed> {
        let start = self.at;
        self.skip_value()?;
        Ok(self.text_since(start))
    }

    /// Steps over what is between the bracket at the cursor and the one that closes it.
    fn skip_brackets(&mut self) -> Result<(), Malformed> {
        let mut depth = 0_u32;
        let mut from = self.at;
        loop {
            let offset = from - self.block;
            if offset < BLOCK {
                let range = u64::MAX << offset;
                let (opening, closing) = self.masks.brackets(&self.block());
                let (opening, closing) = (opening & range, closing & range);
                if closing.count_ones() >= depth
                    && let Some(bit) = closing_bit(opening, closing, depth)
                {
                    self.at = self.block + bit + 1;
                    return Ok(());
                }
                depth = (depth + opening.count_ones()).saturating_sub(closing.count_ones());
            }
            if !self.next_block() {
                return self.fail("a bracket is not closed");
            }
            from = from.max(self.block);
        }
    }

    /// Steps over the value at the cursor and checks all of it.
    pub(crate) fn check_value(&mut self, depth: usize) -> Result<(), Malformed> {
        if depth >= MAX_CHECKED_DEPTH {
            return self.skip_value();
        }
        match self.peek() {
            b'"' => super::scalar::check_string(self.string()?).or_else(|reason| self.fail(reason)),
            b'{' => self.members(|scanner, name| {
                super::scalar::check_string(name).or_else(|reason| scanner.fail(reason))?;
                scanner.check_value(depth + 1)
            }),
            b'[' => self.elements(|scanner| scanner.check_value(depth + 1)),
            _ => check_scalar(self),
        }
    }

    /// Walks the object at the cursor: `each` is called at every value, with the name as it is written.
    #[inline(always)]
    pub(crate) fn members(
        &mut self,
        mut each: impl FnMut(&mut Self, &'t str) -> Result<(), Malformed>,
    ) -> Result<(), Malformed> {
        self.members_and_escapes(|scanner, name, _| each(scanner, name))
    }

    /// The same, and whether there are any escapes in the name.
    #[inline(always)]
    pub(crate) fn members_and_escapes(
        &mut self,
        mut each: impl FnMut(&mut Self, &'t str, bool) -> Result<(), Malformed>,
    ) -> Result<(), Malformed> {
        self.bump();
        if self.skip_blanks() == b'}' {
            self.bump();
            return Ok(());
        }
        loop {
            let (name, has_escapes) = self.string_and_escapes()?;
            self.skip_blanks();
            if !self.eat(b':') {
                return self.fail("expected a colon");
            }
            self.skip_blanks();
            each(self, name, has_escapes)?;
            match self.skip_blanks() {
                b',' => self.bump(),
                b'}' => {
                    self.bump();
                    return Ok(());
                }
                _ => return self.fail("expected a comma or the end of an object"),
            }
            self.skip_blanks();
        }
    }

    /// Walks the array at the cursor: `each` is called at every value.
    #[inline(always)]
    pub(crate) fn elements(
        &mut self,
        mut each: impl FnMut(&mut Self) -> Result<(), Malformed>,
    ) -> Result<(), Malformed> {
        self.bump();
        if self.skip_blanks() == b']' {
            self.bump();
            return Ok(());
        }
        loop {
            each(self)?;
            match self.skip_blanks() {
                b',' => self.bump(),
                b']' => {
                    self.bump();
                    return Ok(());
                }
                _ => return self.fail("expected a comma or the end of an array"),
            }
            self.skip_blanks();
        }
    }
}

fn check_scalar(scanner: &mut Scanner<'_>) -> Result<(), Malformed> {
    match scanner.scalar() {
        "true" | "false" | "null" => Ok(()),
        text if super::scalar::number(text).is_some() => Ok(()),
        _ => scanner.fail("expected a value"),
    }
}

/// The bit of the closing bracket that brings `depth` open ones to nothing.
#[inline(always)]
fn closing_bit(opening: u64, closing: u64, depth: u32) -> Option<usize> {
    let (mut left, mut closed) = (closing, 0);
    while left != 0 {
        let bit = left.trailing_zeros();
        closed += 1;
        let opened = (opening & ((1 << bit) - 1)).count_ones();
        if depth + opened == closed {
            return Some(bit as usize);
        }
        left &= left - 1;
    }
    None
}
