//! The formatter changes nothing but blanks.

use std::path::Path;

use lang::{format_eql, parse_eql};

use crate::corpus;

/// Formats a text and checks that its tree, and on a second run the text itself, stay the same.
pub(crate) fn check(name: &str, text: &str) {
    let formatted = format_eql(text).unwrap_or_else(|diagnostics| panic!("{name}: {diagnostics:?}\n{text}"));
    let (before, after) = (parse_eql(text), parse_eql(&formatted));
    let errors: Vec<_> = after.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).collect();
    assert!(errors.is_empty(), "{name}: {errors:?}\n{formatted}");
    assert_eq!(before.query.to_tree(), after.query.to_tree(), "{name}\n{formatted}");
    assert_eq!(format_eql(&formatted).as_ref(), Ok(&formatted), "{name}: not stable");
}

#[test]
fn rules_keep_their_trees_and_comments() {
    for rule in corpus::rules() {
        check(&rule.file, &rule.text);
        let formatted = format_eql(&rule.text).unwrap();
        let comments = |text: &str| text.matches("/*").count() + text.matches("//").count();
        assert_eq!(comments(&rule.text), comments(&formatted), "{}", rule.file);
    }
}

#[test]
fn suites_keep_their_trees() {
    for name in corpus::SUITES {
        for case in corpus::suite(name) {
            check(case["name"].as_str().unwrap(), case["query"].as_str().unwrap());
        }
    }
}

/// A comment at any blank or bracket of the golden queries is kept, and nothing else changes.
#[test]
fn comments_may_stand_anywhere() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        if path.extension().is_none_or(|extension| extension != "eql") || format_eql(&text).is_err() {
            continue;
        }
        let tree = parse_eql(&text).query.to_tree();
        for (at, _) in text.match_indices([' ', '\n', '(', ')', '[', ']', ',']) {
            for comment in ["/* c */", "// c\n"] {
                let commented = format!("{} {comment} {}", &text[..at], &text[at..]);
                // Within a text it is no comment.
                if format_eql(&commented).is_err() || parse_eql(&commented).query.to_tree() != tree {
                    continue;
                }
                check(&path.display().to_string(), &commented);
                let formatted = format_eql(&commented).unwrap();
                assert!(formatted.contains(comment.trim_end()), "{commented}\n{formatted}");
            }
        }
    }
}
