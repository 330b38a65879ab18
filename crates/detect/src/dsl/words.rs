//! Words of text fields, found by regular expressions.
//!
//! The words are nearly those of Elasticsearch's standard analyser (Unicode's UAX #29): runs of letters, digits and `_`,
//! joined where a dot or an apostrophe stands between two of them, so that `cmd.exe` is one word and `C:\Windows` two. Case
//! never counts. What differs: a dot joins a letter with a digit, too, and marks that belong to no script are not told
//! apart.

use lang::ir::{Case, Filter, RegexPattern, Test};

use super::field::Asked;

/// The most words of a query that are looked for; a text as long as that is no question.
const MAX_WORDS: usize = 256;

/// What precedes a word.
const BEFORE: &str = r"(?:\A|[^\w.'’]|(?:\A|[^\w])[.'’])";
/// What follows a word.
const AFTER: &str = r"(?:\z|[^\w.'’]|[.'’](?:[^\w]|\z))";
/// What lies between two words that follow one another.
const BETWEEN: &str = r"[^\w]+";
/// What a word is made of.
const WORD: &str = r"[\w.'’]";

/// The words of a text, in lower case.
pub(super) fn words(text: &str) -> Vec<String> {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    let mut words = Vec::new();
    let mut word = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let joins = matches!(character, '.' | '\'' | '’')
            && !word.is_empty()
            && characters.peek().is_some_and(|next| is_word(*next));
        if is_word(character) || joins {
            word.extend(character.to_lowercase());
        } else if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if words.len() == MAX_WORDS {
            return words;
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

/// The text has this word. As in Elasticsearch the question is not cut into words: a word in upper case, or two, are none.
pub(super) fn term(asked: &Asked, word: &str, insensitive: bool) -> Filter {
    let found = words(word);
    let is_word = match found.as_slice() {
        [only] => insensitive && *only == word.to_lowercase() || only == word,
        _ => false,
    };
    if is_word { contains(asked, &found) } else { Filter::Nothing }
}

/// The text has these words, one after the other.
pub(super) fn contains(asked: &Asked, words: &[String]) -> Filter {
    let words: Vec<String> = words.iter().map(|word| escaped(word)).collect();
    regex(asked, &format!("{BEFORE}{}{AFTER}", words.join(BETWEEN)))
}

/// The text has these words, one after the other, the last of which may go on.
pub(super) fn contains_prefix(asked: &Asked, words: &[String]) -> Filter {
    let words: Vec<String> = words.iter().map(|word| escaped(word)).collect();
    regex(asked, &format!("{BEFORE}{}", words.join(BETWEEN)))
}

/// The text has a word that starts so. Words are held in lower case, so that a prefix in upper case starts none.
pub(super) fn prefix(asked: &Asked, prefix: &str, insensitive: bool) -> Filter {
    if !insensitive && prefix != prefix.to_lowercase() {
        return Filter::Nothing;
    }
    regex(asked, &format!("{BEFORE}{}", escaped(prefix)))
}

/// The text has a word that matches a pattern of `*` and `?`.
pub(super) fn wildcard(asked: &Asked, pattern: &str, insensitive: bool) -> Filter {
    if !insensitive && pattern != pattern.to_lowercase() {
        return Filter::Nothing;
    }
    let mut expression = String::from(BEFORE);
    push_wildcard(&mut expression, pattern, Case::Sensitive, WORD);
    expression.push_str(AFTER);
    regex(asked, &expression)
}

fn regex(asked: &Asked, expression: &str) -> Filter {
    let pattern = RegexPattern { source: expression.to_owned(), translated: format!("(?si){expression}") };
    asked.test(Test::Regex { patterns: vec![pattern], case: Case::Insensitive })
}

fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    text.chars().for_each(|character| push_character(&mut escaped, character, Case::Sensitive));
    escaped
}

/// Adds a pattern of `*` and `?` to a regular expression; `any` stands for one character. A backslash takes the next
/// character for itself.
pub(super) fn push_wildcard(expression: &mut String, pattern: &str, case: Case, any: &str) {
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '*' => {
                expression.push_str(any);
                expression.push('*');
            }
            '?' => expression.push_str(any),
            '\\' => push_character(expression, characters.next().unwrap_or('\\'), case),
            other => push_character(expression, other, case),
        }
    }
}

/// Adds a character as itself. Where case does not count, only the letters A to Z are folded, as everywhere.
fn push_character(expression: &mut String, character: char, case: Case) {
    if case == Case::Insensitive && character.is_ascii_alphabetic() {
        expression.extend(['[', character.to_ascii_lowercase(), character.to_ascii_uppercase(), ']']);
        return;
    }
    if character.is_ascii_punctuation() {
        expression.push('\\');
    }
    expression.push(character);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_into_words() {
        let check = |text: &str, expected: &[&str]| assert_eq!(words(text), expected, "{text}");
        check("", &[]);
        check("An account was logged on.", &["an", "account", "was", "logged", "on"]);
        check(r"C:\Windows\cmd.exe /c", &["c", "windows", "cmd.exe", "c"]);
        check("don't .hidden a_b 10.0.0.1", &["don't", "hidden", "a_b", "10.0.0.1"]);
        check("ÄRGER", &["ärger"]);
    }
}
