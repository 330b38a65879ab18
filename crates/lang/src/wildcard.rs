//! Patterns of `*` and `?`.

use crate::ir::Case;

/// Whether a text as a whole matches a pattern, where `*` is any run of characters and `?` any one. Takes time in
/// proportion to both lengths at worst: only the last star is ever gone back to.
pub fn wildcard_match(pattern: &str, text: &str, case: Case) -> bool {
    let (mut pattern_rest, mut text_rest) = (pattern.chars(), text.chars());
    // Where to go on when the current try fails: after the last star, one character further in the text.
    let mut retry: Option<(std::str::Chars<'_>, std::str::Chars<'_>)> = None;
    loop {
        let (before, text_before) = (pattern_rest.clone(), text_rest.clone());
        match (pattern_rest.next(), text_rest.next()) {
            (Some('*'), _) => {
                retry = Some((pattern_rest.clone(), text_before.clone()));
                text_rest = text_before;
                continue;
            }
            (None, None) => return true,
            (Some('?'), Some(_)) => continue,
            (Some(expected), Some(found)) if same(expected, found, case) => continue,
            _ => {}
        }
        drop(before);
        let Some((after_star, mut start)) = retry.take() else { return false };
        if start.next().is_none() {
            return false;
        }
        pattern_rest = after_star.clone();
        text_rest = start.clone();
        retry = Some((after_star, start));
    }
}

fn same(left: char, right: char, case: Case) -> bool {
    left == right || (case == Case::Insensitive && left.eq_ignore_ascii_case(&right))
}

/// Whether a text has a wildcard in it.
pub(crate) fn has_wildcard(pattern: &str) -> bool {
    pattern.contains(['*', '?'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        let check = |pattern: &str, text: &str, expected: bool| {
            assert_eq!(wildcard_match(pattern, text, Case::Insensitive), expected, "{pattern} {text}");
        };
        check("", "", true);
        check("", "a", false);
        check("*", "", true);
        check("?", "", false);
        check("?", "é", true);
        check("a*b*c", "aXbXbXc", true);
        check("a*b*c", "aXbXbXd", false);
        check("*.EXE", "cmd.exe", true);
        check("*%*%*", "a%b%c", true);
        check("*a?", "aaab", true);
        check("*aab", "aaaab", true);
        check("É", "é", false);
        assert!(!wildcard_match("A", "a", Case::Sensitive));
    }

    #[test]
    fn hostile_patterns_end() {
        assert!(!wildcard_match(
            &"*a".repeat(1_000),
            &"a".repeat(10_000).replace("aaaaaaaaaa", "b"),
            Case::Sensitive
        ));
    }
}
