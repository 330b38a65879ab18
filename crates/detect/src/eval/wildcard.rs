//! Matching texts against patterns of `*` and `?`.

use lang::ir::Case;
use memchr::memchr2_iter;

/// A pattern made ready: the runs between its stars, in order.
#[derive(Debug, Clone)]
pub(crate) struct Wildcard {
    runs: Vec<Run>,
    /// Whether the text must begin with the first run.
    bound_at_start: bool,
    /// Whether the text must end with the last run.
    bound_at_end: bool,
    case: Case,
    /// Number of bytes that a matching ASCII text has at least.
    min_length: usize,
    has_single: bool,
    /// The pattern by characters, kept where it has a `?`, whose one character may be several bytes.
    characters: Vec<char>,
}

/// What must occur in one piece.
#[derive(Debug, Clone)]
struct Run {
    /// Folded where case does not count.
    bytes: Box<[u8]>,
    /// Positions of `?`.
    singles: Box<[usize]>,
    /// The position of the byte that texts are searched for, the rarest that is no `?`.
    rarest: usize,
}

/// The one byte that stands for `?` in a run; its position is in [`Run::singles`].
const SINGLE: u8 = b'?';

impl Wildcard {
    /// A pattern for the whole text.
    pub(crate) fn new(pattern: &str, case: Case) -> Self {
        let folded = fold(pattern, case);
        let runs: Vec<Run> = folded.split('*').filter(|run| !run.is_empty()).map(Run::with_singles).collect();
        let has_single = runs.iter().any(|run| !run.singles.is_empty());
        Self {
            bound_at_start: !folded.starts_with('*'),
            bound_at_end: !folded.ends_with('*'),
            min_length: runs.iter().map(|run| run.bytes.len()).sum(),
            has_single,
            characters: if has_single { folded.chars().collect() } else { Vec::new() },
            runs,
            case,
        }
    }

    /// What begins with this text, stars and all.
    pub(crate) fn prefix(prefix: &str, case: Case) -> Self {
        let run = Run::new(fold(prefix, case).as_bytes(), Box::default());
        Self {
            bound_at_start: true,
            bound_at_end: false,
            min_length: run.bytes.len(),
            has_single: false,
            characters: Vec::new(),
            runs: vec![run],
            case,
        }
    }

    /// Whether case counts.
    pub(crate) fn case(&self) -> Case {
        self.case
    }

    /// About how many nanoseconds a text of this length takes: little where only its ends are compared.
    pub(crate) fn cost(&self, length: usize) -> usize {
        let bound = usize::from(self.bound_at_start) + usize::from(self.bound_at_end);
        if bound > 0 { 8 } else { 10 + length / 6 }
    }

    /// Pieces of text that every matching text contains, folded where case does not count.
    pub(crate) fn literals(&self) -> impl Iterator<Item = &[u8]> + '_ {
        self.runs.iter().flat_map(|run| {
            let starts = std::iter::once(0).chain(run.singles.iter().map(|single| single + 1));
            let ends = run.singles.iter().copied().chain([run.bytes.len()]);
            starts
                .zip(ends)
                .filter_map(|(start, end)| run.bytes.get(start..end))
                .filter(|piece| !piece.is_empty())
        })
    }

    /// Whether the whole text matches.
    pub(crate) fn is_match(&self, text: &str) -> bool {
        if self.has_single && !text.is_ascii() {
            return match_characters(&self.characters, text, self.case);
        }
        self.match_bytes(text.as_bytes())
    }

    /// Soundness: runs are valid UTF-8, so where a run without `?` is found by bytes it stands on character
    /// boundaries; with `?` this is only called for ASCII texts, whose bytes are characters. Taking the leftmost place
    /// for each run in turn leaves the most room for those after it.
    fn match_bytes(&self, text: &[u8]) -> bool {
        if text.len() < self.min_length {
            return false;
        }
        let (mut runs, mut rest) = (self.runs.as_slice(), text);
        if self.bound_at_start {
            let Some((first, others)) = runs.split_first() else { return text.is_empty() };
            if !first.begins(rest, self.case) {
                return false;
            }
            rest = &rest[first.bytes.len()..];
            runs = others;
            if runs.is_empty() {
                return !self.bound_at_end || rest.is_empty();
            }
        }
        if self.bound_at_end
            && let Some((last, others)) = runs.split_last()
        {
            let Some(start) = rest.len().checked_sub(last.bytes.len()) else { return false };
            if !last.begins(&rest[start..], self.case) {
                return false;
            }
            rest = &rest[..start];
            runs = others;
        }
        runs.iter().all(|run| match run.find(rest, self.case) {
            Some(start) => {
                rest = &rest[start + run.bytes.len()..];
                true
            }
            None => false,
        })
    }
}

impl Run {
    fn with_singles(run: &str) -> Self {
        let singles = run.bytes().enumerate().filter(|(_, byte)| *byte == SINGLE).map(|(index, _)| index);
        Self::new(run.as_bytes(), singles.collect())
    }

    fn new(bytes: &[u8], singles: Box<[usize]>) -> Self {
        let letters = (0..bytes.len()).filter(|position| !singles.contains(position));
        let rarest = letters.max_by_key(|&position| byte_rarity(bytes[position])).unwrap_or(0);
        Self { bytes: bytes.into(), singles, rarest }
    }

    /// Whether the text begins with this run.
    #[inline]
    fn begins(&self, text: &[u8], case: Case) -> bool {
        let Some(text) = text.get(..self.bytes.len()) else { return false };
        match case {
            Case::Sensitive if self.singles.is_empty() => *text == *self.bytes,
            Case::Insensitive if self.singles.is_empty() => text.eq_ignore_ascii_case(&self.bytes),
            case => text.iter().zip(&self.bytes).enumerate().all(|(index, (&byte, &wanted))| {
                folded(byte, case) == wanted || wanted == SINGLE && self.singles.contains(&index)
            }),
        }
    }

    /// Where the run stands in the text first.
    fn find(&self, text: &[u8], case: Case) -> Option<usize> {
        let last_start = text.len().checked_sub(self.bytes.len())?;
        if self.singles.len() == self.bytes.len() {
            return Some(0);
        }
        let rare = *self.bytes.get(self.rarest)?;
        let other = if case == Case::Insensitive { rare.to_ascii_uppercase() } else { rare };
        let places = text.get(self.rarest..=last_start + self.rarest)?;
        memchr2_iter(rare, other, places).find(|&start| self.begins(&text[start..], case))
    }
}

/// A guess at how rare a byte is in paths and command lines.
pub(crate) fn byte_rarity(byte: u8) -> u32 {
    match byte.to_ascii_lowercase() {
        b'e' | b's' | b't' | b'i' | b'o' | b'n' | b'r' | b'a' | b'\\' | b'/' | b'.' | b' ' => 3,
        b'c' | b'd' | b'l' | b'm' | b'p' | b'u' | b'w' | b'-' | b'0'..=b'9' => 4,
        _ => 5,
    }
}

/// A text with case folded away where it does not count.
pub(crate) fn fold(text: &str, case: Case) -> String {
    match case {
        Case::Sensitive => text.to_owned(),
        Case::Insensitive => text.to_ascii_lowercase(),
    }
}

#[inline]
fn folded(byte: u8, case: Case) -> u8 {
    match case {
        Case::Sensitive => byte,
        Case::Insensitive => byte.to_ascii_lowercase(),
    }
}

/// Character by character, going back to the last star only.
fn match_characters(pattern: &[char], text: &str, case: Case) -> bool {
    let text: Vec<char> = match case {
        Case::Sensitive => text.chars().collect(),
        Case::Insensitive => text.chars().map(|character| character.to_ascii_lowercase()).collect(),
    };
    let (mut p, mut t) = (0, 0);
    let mut last_star = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                last_star = Some((p, t));
                p += 1;
                continue;
            }
            Some(&wanted) if wanted == '?' || wanted == text[t] => {
                p += 1;
                t += 1;
                continue;
            }
            _ => {}
        }
        let Some((star, taken)) = last_star else { return false };
        last_star = Some((star, taken + 1));
        p = star + 1;
        t = taken + 1;
    }
    pattern[p..].iter().all(|&character| character == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_texts() {
        let check = |pattern: &str, text: &str, sensitive: bool, insensitive: bool| {
            assert_eq!(Wildcard::new(pattern, Case::Sensitive).is_match(text), sensitive, "{pattern} {text}");
            assert_eq!(
                Wildcard::new(pattern, Case::Insensitive).is_match(text),
                insensitive,
                "{pattern} {text}"
            );
        };
        check("", "", true, true);
        check("", "a", false, false);
        check("*", "", true, true);
        check("a*a", "a", false, false);
        check("?:\\Users\\*.EXE", "C:\\users\\x.exe", false, true);
        check("*é?*", "aéç", true, true);
        check("??", "é", false, false);
        check("*ab*ba*", "xabay", false, false);
        check("*.exe", "cmd.exe.exe", true, true);
        check("*?b", "ab", true, true);
    }
}
