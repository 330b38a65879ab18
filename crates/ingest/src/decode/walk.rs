//! Walks one JSON document once and puts the values of projected fields into the open row of a batch.
//!
//! Names that no projected field passes through are stepped over. A dotted name means the same as nesting, at every
//! level; arrays of objects are flattened; strings without escapes are not copied: the batch refers to them where they
//! lie.
//!
//! Stepping over an unwanted object looks at its strings and brackets only. This is sound for the fields that are
//! wanted: within text that is JSON the result is the same, and in text that is not, what is read is what stands there.
//! A document that is damaged in unwanted parts alone may pass as an event; [`Checks::All`] takes none.

use ecs::{EventBatchBuilder, Timestamp};

use super::json::{
    Malformed, Number, Scanner, check_controls, check_string, number, unescape, unescape_into,
};
use super::tree::{Node, seen};

/// How deep documents are followed, as `EventBatchBuilder::append_document` has it. What is deeper is left out.
const MAX_DEPTH: usize = 32;

/// The most values that one array gives to a field, likewise.
const MAX_LIST_VALUES: usize = 10_000;

/// How much of a document is checked to be JSON.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Checks {
    /// The parts that are read.
    Wanted,
    /// Everything.
    All,
}

/// What a walk learns of a document beside its fields.
#[derive(Debug, Default)]
pub(crate) struct Learned {
    /// Bits of [`seen`].
    pub(crate) seen: u8,
    /// The parts of the index name as they came: a letter for the part, its value, a zero.
    pub(crate) group_key: String,
    has_timestamp: bool,
    /// Memory for strings with escapes.
    unescaped: String,
}

impl Learned {
    pub(crate) fn reset(&mut self) {
        self.seen = 0;
        self.has_timestamp = false;
        self.group_key.clear();
    }
}

/// The state of one walk.
pub(crate) struct Walk<'w> {
    pub(crate) root: &'w Node,
    pub(crate) checks: Checks,
    pub(crate) builder: &'w mut EventBatchBuilder,
    pub(crate) learned: &'w mut Learned,
}

impl<'w> Walk<'w> {
    /// Reads the document that `json` is.
    pub(crate) fn document(&mut self, json: &str) -> Result<(), Malformed> {
        let mut scanner = Scanner::new(json);
        if scanner.skip_blanks() != b'{' {
            return scanner.fail("expected an object");
        }
        self.object(&mut scanner, self.root, 0)?;
        if !scanner.is_at_end() {
            return scanner.fail("text behind the document");
        }
        Ok(())
    }

    fn object(&mut self, scanner: &mut Scanner<'_>, node: &'w Node, depth: usize) -> Result<(), Malformed> {
        self.learned.seen |= node.object_mark;
        if node.is_leaf() || depth >= MAX_DEPTH {
            return self.step_over(scanner);
        }
        scanner.members(|scanner, name| {
            let child = match node.child(name) {
                Some(child) => Some(child),
                None => self.other_child(node, name, depth).or_else(|reason| scanner.fail(reason))?,
            };
            match child {
                Some(child) => self.value(scanner, child, depth + 1),
                None => self.step_over(scanner),
            }
        })
    }

    #[inline]
    fn step_over(&self, scanner: &mut Scanner<'_>) -> Result<(), Malformed> {
        match self.checks {
            Checks::Wanted => scanner.skip_value(),
            Checks::All => scanner.check_value(0),
        }
    }

    /// What a name leads to that is no member of the node as it is written: it may have escapes or dots, or be where a
    /// search hit holds its document (`_source`, or values under `fields`).
    #[inline]
    fn other_child(
        &mut self,
        node: &'w Node,
        name: &str,
        depth: usize,
    ) -> Result<Option<&'w Node>, &'static str> {
        if self.checks == Checks::All {
            check_string(name)?;
        }
        if depth == 0 && (name == "_source" || name == "fields" && self.learned.seen & seen::HIT != 0) {
            return Ok(Some(self.root));
        }
        match memchr::memchr2(b'.', b'\\', name.as_bytes()) {
            None => Ok(None),
            Some(_) => Ok(self.descend(node, &unescape(name)?)),
        }
    }

    fn descend(&mut self, mut node: &'w Node, dotted: &str) -> Option<&'w Node> {
        let mut names = dotted.split('.').peekable();
        while let Some(name) = names.next() {
            node = node.child(name)?;
            if names.peek().is_some() {
                self.learned.seen |= node.object_mark;
            }
        }
        Some(node)
    }

    fn value(&mut self, scanner: &mut Scanner<'_>, node: &'w Node, depth: usize) -> Result<(), Malformed> {
        match scanner.peek() {
            // That there is a text is all that is asked.
            b'"' if node.slot.is_none() && node.group.is_none() && !node.is_timestamp => {
                self.learned.seen |= node.scalar_mark;
                self.step_over(scanner)
            }
            b'"' => {
                let (raw, has_escapes) = scanner.string_and_escapes()?;
                let outcome = match has_escapes {
                    false => check_controls(raw).map(|()| self.text(node, raw)),
                    true => self.escaped_text(node, raw),
                };
                outcome.or_else(|reason| scanner.fail(reason))
            }
            // The document under `_source` begins anew.
            b'{' if std::ptr::eq(node, self.root) => self.object(scanner, node, 1),
            b'{' => self.object(scanner, node, depth),
            b'[' => self.array(scanner, node, depth),
            _ => match scanner.scalar() {
                "null" => {
                    if let Some(slot) = node.slot {
                        self.builder.append_null(slot);
                    }
                    Ok(())
                }
                "true" => self.boolean(node, true),
                "false" => self.boolean(node, false),
                text => match number(text) {
                    Some(value) => {
                        self.number(node, value);
                        Ok(())
                    }
                    None => scanner.fail("expected a value"),
                },
            },
        }
    }

    fn array(&mut self, scanner: &mut Scanner<'_>, node: &'w Node, depth: usize) -> Result<(), Malformed> {
        if depth >= MAX_DEPTH {
            return self.step_over(scanner);
        }
        let mut count = 0;
        scanner.elements(|scanner| {
            count += 1;
            match count > MAX_LIST_VALUES {
                true => {
                    self.builder.drop_values(1);
                    self.step_over(scanner)
                }
                false => self.value(scanner, node, depth + 1),
            }
        })
    }

    fn escaped_text(&mut self, node: &Node, raw: &str) -> Result<(), &'static str> {
        let mut text = std::mem::take(&mut self.learned.unescaped);
        let outcome = unescape_into(raw, &mut text);
        if outcome.is_ok() {
            self.text(node, &text);
        }
        self.learned.unescaped = text;
        outcome
    }

    #[inline]
    fn text(&mut self, node: &Node, text: &str) {
        self.learned.seen |= node.scalar_mark;
        if let Some(slot) = node.slot {
            self.builder.append_text(slot, text);
        }
        if node.is_timestamp {
            self.timestamp(node, text);
        }
        if let Some(part) = node.group {
            let key = &mut self.learned.group_key;
            key.push((b'a' + part as u8) as char);
            key.push_str(text);
            key.push('\0');
        }
    }

    fn timestamp(&mut self, node: &Node, text: &str) {
        if self.learned.has_timestamp {
            return;
        }
        let format = node.slot.and_then(|slot| self.builder.projection().date_format(slot));
        let timestamp = match format {
            Some(format) => format.parse(text),
            None => Timestamp::parse(text),
        };
        if let Some(timestamp) = timestamp {
            self.learned.has_timestamp = true;
            self.builder.set_timestamp(timestamp);
        }
    }

    fn boolean(&mut self, node: &Node, value: bool) -> Result<(), Malformed> {
        self.learned.seen |= node.scalar_mark;
        if let Some(slot) = node.slot {
            self.builder.append_boolean(slot, value);
        }
        Ok(())
    }

    fn number(&mut self, node: &Node, value: Number) {
        self.learned.seen |= node.scalar_mark;
        if let Some(slot) = node.slot {
            match value {
                Number::Long(value) => self.builder.append_long(slot, value),
                Number::Unsigned(value) => self.builder.append_text(slot, &value.to_string()),
                Number::Double(value) => self.builder.append_double(slot, value),
            }
        }
        if let (true, Number::Long(millis)) = (node.is_timestamp, value) {
            self.timestamp(node, &millis.to_string());
        }
    }
}
