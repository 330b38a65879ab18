//! The texts in which PowerShell keeps several values.

use bumpalo::collections::Vec as ArenaVec;

use crate::winlog::{DataItem, DataValue};

/// Values beyond this many are left out.
const MAX_VALUES: usize = 200;

/// Adds the values of `name=value` lines. What has no `=` belongs to the value before it.
pub(super) fn add_lines<'a>(
    text: &'a str,
    line_end: &str,
    trimmed: &[char],
    items: &mut ArenaVec<'a, DataItem<'a>>,
) {
    // A line's start and the place of its `=`, so that a value can take in the lines after it.
    let mut open: Option<(&'a str, usize)> = None;
    let mut start = 0;
    let mut push = |name: &'a str, from: usize, to: usize| {
        let value = text.get(from..to).unwrap_or_default().trim_matches(trimmed);
        items.push(DataItem { name: name.trim_matches(trimmed), value: DataValue::Text(value) });
    };
    let mut count = 0;
    for line in text.split(line_end) {
        if let Some((name, _)) = line.split_once('=').filter(|_| count < MAX_VALUES) {
            if let Some((earlier, from)) = open.replace((name, start + name.len() + 1)) {
                push(earlier, from, start.saturating_sub(line_end.len()));
            }
            count += 1;
        }
        start += line.len() + line_end.len();
    }
    if let Some((name, from)) = open {
        push(name, from, text.len());
    }
}

/// Adds the values of a text where every `name=` after a tab begins one, wherever it stands: values may have lines that
/// look like anything else.
pub(super) fn add_marked<'a>(text: &'a str, items: &mut ArenaVec<'a, DataItem<'a>>) {
    let mut open: Option<(&'a str, usize)> = None;
    let mut push = |name: &'a str, from: usize, to: usize| {
        let value = text.get(from..to).unwrap_or_default().trim();
        items.push(DataItem { name, value: DataValue::Text(value) });
    };
    let mut at = 0;
    let mut count = 0;
    while let Some(tab) = text.get(at..).and_then(|rest| rest.find('\t')).map(|found| at + found) {
        at = tab + 1;
        let rest = text.get(at..).unwrap_or_default();
        let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        if length == 0 || rest.as_bytes().get(length) != Some(&b'=') || count == MAX_VALUES {
            continue;
        }
        count += 1;
        let name = rest.get(..length).unwrap_or_default();
        if let Some((earlier, from)) = open.replace((name, at + length + 1)) {
            push(earlier, from, tab);
        }
        at += length + 1;
    }
    if let Some((name, from)) = open {
        push(name, from, text.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::winlog::Arena;

    fn values<'a>(items: &ArenaVec<'a, DataItem<'a>>) -> Vec<(&'a str, &'a str)> {
        let text = |item: &DataItem<'a>| match item.value {
            DataValue::Text(text) => text,
            _ => "",
        };
        items.iter().map(|item| (item.name, text(item))).collect()
    }

    #[test]
    fn reads_lines() {
        let arena = Arena::new();
        let mut items = ArenaVec::new_in(&arena);
        add_lines("\tA=1\n\tB=x=y\n\n\tC=\n\tmore", "\n\t", &['\n', '\t'], &mut items);
        assert_eq!(values(&items), [("A", "1"), ("B", "x=y"), ("C", "more")]);
        let mut items = ArenaVec::new_in(&arena);
        add_lines("no lines", "\n\t", &['\n', '\t'], &mut items);
        add_lines("", "\n\t", &['\n', '\t'], &mut items);
        assert!(items.is_empty());
    }

    #[test]
    fn reads_marked_values() {
        let arena = Arena::new();
        let mut items = ArenaVec::new_in(&arena);
        add_marked("\tA=1\n\n\tB=if (x) {\n\t\t$y = 2\n\t}\n\tC_2=", &mut items);
        assert_eq!(values(&items), [("A", "1"), ("B", "if (x) {\n\t\t$y = 2\n\t}"), ("C_2", "")]);
    }
}
