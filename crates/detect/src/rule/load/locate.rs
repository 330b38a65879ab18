//! From a place in a document to a line and a column. Only used when something is wrong, so it may parse anew.

use super::super::decode::{PathStep, ValuePath};

/// Line and column, from 1, of a byte offset. Columns count characters.
pub(super) fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before.get(line_start..).map_or(0, |line| line.chars().count()) + 1;
    (line, column)
}

/// Where a value is in a TOML text, or as near as it gets: where a missing member's table is.
pub(super) fn toml_place(text: &str, path: &ValuePath) -> Option<(usize, usize)> {
    use toml::de::{DeTable, DeValue};
    let root = DeTable::parse(text).ok()?;
    let mut table = Some(root.get_ref());
    let mut array = None;
    let mut start = root.span().start;
    for step in &path.0 {
        let value = match step {
            PathStep::Key(key) => table.and_then(|table| table.get(key.as_str())),
            PathStep::Index(index) => array.and_then(|array: &toml::de::DeArray<'_>| array.get(*index)),
        };
        let Some(value) = value else { break };
        start = value.span().start;
        (table, array) = match value.get_ref() {
            DeValue::Table(table) => (Some(table), None),
            DeValue::Array(array) => (None, Some(array)),
            _ => (None, None),
        };
    }
    Some(line_and_column(text, start))
}

/// Where a value is in a JSON text, as a byte offset, or as near as it gets.
pub(super) fn json_offset(text: &str, path: &ValuePath) -> usize {
    let mut scanner = JsonScanner { bytes: text.as_bytes(), at: 0 };
    let mut found = scanner.skip_blanks();
    for step in &path.0 {
        let entered = match step {
            PathStep::Key(key) => scanner.enter_member(key),
            PathStep::Index(index) => scanner.enter_element(*index),
        };
        if !entered {
            break;
        }
        found = scanner.skip_blanks();
    }
    found
}

/// Walks valid JSON without building anything. On invalid JSON it merely stops early.
struct JsonScanner<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl<'t> JsonScanner<'t> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_blanks(&mut self) -> usize {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
        self.at
    }

    fn take(&mut self, byte: u8) -> bool {
        self.skip_blanks();
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Goes to the value of a member of the object that starts here.
    fn enter_member(&mut self, key: &str) -> bool {
        let start = self.at;
        if self.take(b'{') {
            while let Some(name) = self.string() {
                if !self.take(b':') {
                    break;
                }
                if name == key.as_bytes() {
                    return true;
                }
                self.skip_value();
                if !self.take(b',') {
                    break;
                }
            }
        }
        self.at = start;
        false
    }

    /// Goes to an element of the array that starts here.
    fn enter_element(&mut self, index: usize) -> bool {
        let start = self.at;
        if self.take(b'[') {
            for _ in 0..index {
                self.skip_value();
                if !self.take(b',') {
                    self.at = start;
                    return false;
                }
            }
            return true;
        }
        self.at = start;
        false
    }

    /// The raw text of a string, escapes and all.
    fn string(&mut self) -> Option<&'t [u8]> {
        if !self.take(b'"') {
            return None;
        }
        let start = self.at;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    self.at += 1;
                    return self.bytes.get(start..self.at - 1);
                }
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        None
    }

    /// Passes over a value, without recursion.
    fn skip_value(&mut self) {
        let mut depth = 0_usize;
        loop {
            self.skip_blanks();
            match self.peek() {
                None => return,
                Some(b'"') => {
                    if self.string().is_none() {
                        return;
                    }
                }
                Some(b'{' | b'[') => {
                    depth += 1;
                    self.at += 1;
                    continue;
                }
                Some(b'}' | b']') => {
                    depth = depth.saturating_sub(1);
                    self.at += 1;
                }
                Some(b',' | b':') => {
                    self.at += 1;
                    continue;
                }
                Some(_) => {
                    while self.peek().is_some_and(|byte| !b",]}: \t\r\n".contains(&byte)) {
                        self.at += 1;
                    }
                }
            }
            if depth == 0 {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(steps: &[&str]) -> ValuePath {
        let step = |step: &&str| match step.parse() {
            Ok(index) => PathStep::Index(index),
            Err(_) => PathStep::Key((*step).to_owned()),
        };
        ValuePath(steps.iter().map(step).collect())
    }

    #[test]
    fn json_places() {
        let text = "{\"a\": [1, {\"x\": \"}]\\\"\"}, -2.5e3], \"b\" : {\"c\":\ntrue}, \"d\": []}";
        for (steps, expected) in [
            (&["b", "c"][..], "true"),
            (&["a", "2"], "-2.5e3"),
            (&["a", "1", "x"], "\"}]"),
            (&["d"], "[]}"),
            (&["b", "z"], "{\"c\""),
        ] {
            let offset = json_offset(text, &path(steps));
            assert!(text[offset..].starts_with(expected), "{steps:?}: {}", &text[offset..]);
        }
        assert_eq!(line_and_column(text, json_offset(text, &path(&["b", "c"]))), (2, 1));
        for broken in ["", "{", "{\"a\"", "{\"a\":", "[1", "{\"a\\", "nope"] {
            json_offset(broken, &path(&["a", "1"]));
        }
    }

    #[test]
    fn toml_places() {
        let text =
            "[metadata]\nx = 1\n[rule]\nname = \"n\"\nrisk_score = 120\n\n[[rule.threat]]\nframework = 1\n";
        assert_eq!(toml_place(text, &path(&["rule", "risk_score"])), Some((5, 14)));
        assert_eq!(toml_place(text, &path(&["rule", "threat", "0", "framework"])), Some((8, 13)));
        assert_eq!(toml_place(text, &path(&["rule", "severity"])).map(|(line, _)| line), Some(3));
    }
}
