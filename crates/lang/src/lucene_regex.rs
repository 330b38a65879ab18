//! Lucene's regular expressions in the syntax of the `regex` crate.
//!
//! Lucene (`org.apache.lucene.util.automaton.RegExp`, all optional operators on, as Elasticsearch's `regexp` query has
//! them) matches the whole text and knows: `. ? + * {n,m} | ( ) [ ] [^ ]`, `"literal"`, `<1-10>` for numbers, `@` for any
//! text, `#` for nothing, `\d \s \w` and their negatives, and `\` before any character to take it literally. It has no
//! anchors (`^` and `$` are ordinary characters), no lazy operators (`a+?` is an optional `a+`), and a dot takes line
//! breaks too. Its intersection (`&`) and complement (`~`) have no counterpart and are refused.

use regex_automata::nfa::thompson;
use regex_automata::util::syntax;

use crate::ir::{Case, RegexPattern};

/// The longest pattern that is translated.
const MAX_PATTERN_BYTES: usize = 10_000;

/// How deeply groups may nest.
const MAX_DEPTH: usize = 50;

/// The most numbers in an interval `<1-10>`, each of which becomes an alternative.
const MAX_INTERVAL: u64 = 1_000;

/// The most memory that the compiled form of one pattern may take.
pub(crate) const MAX_COMPILED_BYTES: usize = 1 << 20;

/// What is wrong with a pattern, and at which byte of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RegexError {
    pub(crate) at: usize,
    pub(crate) message: String,
}

/// Translates a pattern and checks that the result can be compiled within limits.
pub(crate) fn translate(pattern: &str, case: Case) -> Result<RegexPattern, RegexError> {
    if pattern.len() > MAX_PATTERN_BYTES {
        let message = format!("a regular expression has at most {MAX_PATTERN_BYTES} bytes");
        return Err(RegexError { at: 0, message });
    }
    let mut translator = Translator { pattern, at: 0, depth: 0, case, out: String::from(r"(?s)\A(?:") };
    translator.union()?;
    if translator.at < pattern.len() {
        return Err(translator.error("this parenthesis closes nothing"));
    }
    translator.out.push_str(r")\z");
    let config = thompson::Config::new().nfa_size_limit(Some(MAX_COMPILED_BYTES));
    let compiled =
        thompson::Compiler::new().configure(config).syntax(syntax::Config::new()).build(&translator.out);
    match compiled {
        Ok(_) => Ok(RegexPattern { source: pattern.to_owned(), translated: translator.out }),
        Err(error) => {
            let too_large = error.size_limit().is_some();
            let reason = if too_large { "it is too large".to_owned() } else { error.to_string() };
            Err(RegexError { at: 0, message: format!("the regular expression cannot be compiled: {reason}") })
        }
    }
}

impl RegexPattern {
    /// A regular expression in Lucene's syntax.
    ///
    /// # Errors
    /// What is wrong with it, in a sentence.
    pub fn from_lucene(pattern: &str, case: Case) -> Result<Self, String> {
        translate(pattern, case).map_err(|error| format!("{} at byte {}", error.message, error.at))
    }
}

struct Translator<'p> {
    pattern: &'p str,
    at: usize,
    depth: usize,
    case: Case,
    out: String,
}

impl Translator<'_> {
    fn error(&self, message: impl Into<String>) -> RegexError {
        RegexError { at: self.at, message: message.into() }
    }

    fn rest(&self) -> &str {
        self.pattern.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn eat(&mut self, character: char) -> bool {
        let found = self.peek() == Some(character);
        if found {
            self.next();
        }
        found
    }

    /// Alternatives, up to a closing parenthesis or the end.
    fn union(&mut self) -> Result<(), RegexError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.error(format!("groups are nested more than {MAX_DEPTH} deep")));
        }
        loop {
            match self.peek() {
                None | Some(')') => break,
                Some('|') => {
                    self.next();
                    self.out.push('|');
                }
                Some('&') => return Err(self.unsupported("&", "intersection")),
                Some('~') => return Err(self.unsupported("~", "complement")),
                Some(_) => self.repeated()?,
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn unsupported(&self, operator: &str, name: &str) -> RegexError {
        self.error(format!(
            "the operator `{operator}` ({name}) is not supported; write `\\{operator}` for the character"
        ))
    }

    /// One atom and the repetitions after it, each around what stands before it.
    fn repeated(&mut self) -> Result<(), RegexError> {
        let start = self.out.len();
        self.atom()?;
        loop {
            let operator = match self.peek() {
                Some(operator @ ('*' | '+' | '?')) => {
                    self.next();
                    operator.to_string()
                }
                Some('{') => self.counted()?,
                _ => return Ok(()),
            };
            self.out.insert_str(start, "(?:");
            self.out.push(')');
            self.out.push_str(&operator);
        }
    }

    /// `{n}`, `{n,}` or `{n,m}`.
    fn counted(&mut self) -> Result<String, RegexError> {
        self.next();
        let least = self.number()?;
        let most = match self.eat(',') {
            false => Some(least),
            true if self.peek() == Some('}') => None,
            true => Some(self.number()?),
        };
        if !self.eat('}') {
            return Err(self.error("expected `}` after the number of repetitions"));
        }
        match most {
            Some(most) if most < least => {
                Err(self.error("the least number of repetitions is above the most"))
            }
            Some(most) => Ok(format!("{{{least},{most}}}")),
            None => Ok(format!("{{{least},}}")),
        }
    }

    fn number(&mut self) -> Result<u64, RegexError> {
        let length = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        let number = self.rest().get(..length).and_then(|digits| digits.parse().ok());
        self.at += length;
        number.ok_or_else(|| self.error("expected a number; write `\\{` for the character"))
    }

    fn atom(&mut self) -> Result<(), RegexError> {
        match self.next() {
            Some('.') => self.out.push('.'),
            Some('@') => self.out.push_str("(?:.*)"),
            Some('#') => self.out.push_str(r"[^\x00-\x{10FFFF}]"),
            Some('"') => self.literal()?,
            Some('(') => {
                self.out.push_str("(?:");
                self.union()?;
                if !self.eat(')') {
                    return Err(self.error("a group is not closed"));
                }
                self.out.push(')');
            }
            Some('[') => self.class()?,
            Some('<') => self.interval()?,
            Some('\\') => self.escape()?,
            Some(character @ ('*' | '+' | '?' | '{')) => {
                self.at -= 1;
                return Err(self.error(format!("`{character}` repeats nothing")));
            }
            Some(character) => self.character(character),
            None => {}
        }
        Ok(())
    }

    fn literal(&mut self) -> Result<(), RegexError> {
        let Some(length) = self.rest().find('"') else {
            return Err(self.error("a literal in quotes is not closed; write `\\\"` for the character"));
        };
        let literal = self.rest().get(..length).unwrap_or_default().to_owned();
        self.at += length + 1;
        self.out.push_str("(?:");
        literal.chars().for_each(|character| self.character(character));
        self.out.push(')');
        Ok(())
    }

    fn escape(&mut self) -> Result<(), RegexError> {
        match self.next() {
            None => Err(self.error("the pattern ends in a backslash")),
            Some(character) => {
                match predefined(character) {
                    Some((negated, ranges)) => {
                        let negation = if negated { "^" } else { "" };
                        self.out.push_str(&format!("[{negation}{ranges}]"));
                    }
                    None => self.character(character),
                }
                Ok(())
            }
        }
    }

    /// A character that stands for itself, in both cases where case does not count.
    fn character(&mut self, character: char) {
        if self.case == Case::Insensitive && character.is_ascii_alphabetic() {
            let (lower, upper) = (character.to_ascii_lowercase(), character.to_ascii_uppercase());
            self.out.push_str(&format!("[{lower}{upper}]"));
        } else {
            self.out.push_str(&regex_syntax::escape(character.encode_utf8(&mut [0; 4])));
        }
    }

    /// `[a-z_\d]`, after its opening bracket.
    fn class(&mut self) -> Result<(), RegexError> {
        self.out.push('[');
        if self.eat('^') {
            self.out.push('^');
        }
        let mut empty = true;
        while !self.eat(']') {
            empty = false;
            if let Some((negated, ranges)) = self.predefined_in_class() {
                self.out.push_str(&if negated { format!("[^{ranges}]") } else { ranges.to_owned() });
                continue;
            }
            let first = self.class_character()?;
            let last = if self.eat('-') { self.class_character()? } else { first };
            if last < first {
                return Err(self.error(format!("the range `{first}-{last}` is empty")));
            }
            self.range(first, last);
        }
        if empty {
            return Err(self.error("a class of characters is empty"));
        }
        self.out.push(']');
        Ok(())
    }

    fn predefined_in_class(&mut self) -> Option<(bool, &'static str)> {
        let mut ahead = self.rest().chars();
        let found = match ahead.next() {
            Some('\\') => predefined(ahead.next()?)?,
            _ => return None,
        };
        self.at += 2;
        Some(found)
    }

    fn class_character(&mut self) -> Result<char, RegexError> {
        let character = match self.next() {
            Some('\\') => self.next(),
            other => other,
        };
        character.ok_or_else(|| self.error("a class of characters is not closed"))
    }

    fn range(&mut self, first: char, last: char) {
        self.push_range(u32::from(first), u32::from(last));
        if self.case == Case::Insensitive {
            for (low, high, other) in [('a', 'z', 'A'), ('A', 'Z', 'a')] {
                let (from, to) = (first.max(low), last.min(high));
                if from <= to {
                    let shift = |letter: char| u32::from(other) + u32::from(letter) - u32::from(low);
                    self.push_range(shift(from), shift(to));
                }
            }
        }
    }

    fn push_range(&mut self, first: u32, last: u32) {
        self.out.push_str(&format!(r"\x{{{first:X}}}-\x{{{last:X}}}"));
    }

    /// `<1-10>`, after its opening bracket: the numbers in that range; with leading zeros where both ends are written
    /// with as many digits.
    fn interval(&mut self) -> Result<(), RegexError> {
        let Some(length) = self.rest().find('>') else {
            return Err(self.error("`<` is not closed; write `\\<` for the character"));
        };
        let inside = self.rest().get(..length).unwrap_or_default().to_owned();
        let ends = inside.split_once('-').and_then(|(from, to)| {
            let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            let numbers = digits(from) && digits(to);
            Some((from.parse::<u64>().ok()?, to.parse::<u64>().ok()?, from.len(), to.len()))
                .filter(|_| numbers)
        });
        let Some((from, to, from_width, to_width)) = ends else {
            return Err(
                self.error("expected an interval of numbers such as `<1-10>`; write `\\<` for the character")
            );
        };
        let (from, to) = (from.min(to), from.max(to));
        if to - from >= MAX_INTERVAL {
            return Err(self.error(format!("an interval has at most {MAX_INTERVAL} numbers")));
        }
        self.at += length + 1;
        let width = if from_width == to_width { from_width } else { 0 };
        let zeros = if width == 0 { "0*" } else { "" };
        let numbers: Vec<String> = (from..=to).map(|number| format!("{number:0width$}")).collect();
        self.out.push_str(&format!("(?:{zeros}(?:{}))", numbers.join("|")));
        Ok(())
    }
}

/// Classes that a letter stands for: whether negated, and the ranges.
fn predefined(letter: char) -> Option<(bool, &'static str)> {
    Some(match letter {
        'd' => (false, "0-9"),
        'D' => (true, "0-9"),
        's' => (false, r" \t\n\r"),
        'S' => (true, r" \t\n\r"),
        'w' => (false, "A-Za-z0-9_"),
        'W' => (true, "A-Za-z0-9_"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use regex_automata::meta::Regex;

    fn check(pattern: &str, text: &str, expected: bool) {
        let translated =
            translate(pattern, Case::Sensitive).unwrap_or_else(|error| panic!("{pattern}: {error:?}"));
        let regex = Regex::new(&translated.translated).unwrap();
        assert_eq!(regex.is_match(text), expected, "{pattern} as {} on {text}", translated.translated);
    }

    #[test]
    fn whole_text_and_no_anchors() {
        check("net1", "net1 x", false);
        check(".*?net1.*?", "x net1\n y", true);
        check("^a$", "a", false);
        check("^a$", "^a$", true);
        check("ab|cd", "abd", false);
    }

    #[test]
    fn repetitions_stack() {
        check("a+?", "", true);
        check("a{2}", "aa", true);
        check("a{2,}", "a", false);
        check("(ab){1,2}", "abab", true);
        check("a{1,2}{2}", "aaaa", true);
    }

    #[test]
    fn lucene_operators() {
        check("\"a.b*\"c", "a.b*c", true);
        check("x@y", "x anything y", true);
        check("a|#", "a", true);
        check("v<1-12>", "v7", true);
        check("v<1-12>", "v007", true);
        check("v<01-12>", "v7", false);
        check("v<01-12>", "v07", true);
        check("v<1-12>", "v13", false);
    }

    #[test]
    fn classes_and_escapes() {
        check(r"[a-z0-9\-\\./]+", r"a-\/.9", true);
        check(r"[^/]+", "a/b", false);
    }

    #[test]
    fn predefined_classes() {
        check(r"/var/run/\w+\.(pid|lock)", "/var/run/x_1.pid", true);
        check(r"a\sb", "a b", true);
        check(r"[\d\s]+", "1 2", true);
        check(r"[^\d]", "1", false);
        check(r"\.\*", ".*", true);
    }

    #[test]
    fn case_is_folded_for_ascii_only() {
        let regex = |pattern| Regex::new(&translate(pattern, Case::Insensitive).unwrap().translated).unwrap();
        assert!(regex("[a-f]k\\.EXE").is_match("BK.exe"));
        assert!(!regex("k").is_match("\u{212a}"));
        assert!(regex("[^a]").is_match("b") && !regex("[^a]").is_match("A"));
    }

    #[test]
    fn what_cannot_be_translated_says_where() {
        let error = |pattern: &str| translate(pattern, Case::Sensitive).unwrap_err().at;
        assert_eq!(error("ab)"), 2);
        assert_eq!(error("a&b"), 1);
        assert_eq!(error("~(a)"), 0);
        assert_eq!(error("*a"), 0);
        for bad in
            ["(a", "[a", "[]", "a{", "a{3,1}", "<x>", "\"a", "a\\", "((((a{1000}){1000}){1000}){1000})"]
        {
            assert!(translate(bad, Case::Sensitive).is_err(), "{bad}");
        }
        assert!(translate(&"(".repeat(1000), Case::Sensitive).is_err());
    }
}
