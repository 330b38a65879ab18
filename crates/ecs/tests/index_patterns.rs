//! Index patterns against a matcher that is slow and plain.

use ecs::{IndexGroup, IndexPatterns};
use proptest::prelude::*;

/// Tries every length for every star.
fn covers(pattern: &str, name: &str) -> bool {
    match pattern.chars().next() {
        None => name.is_empty(),
        Some('*') => (0..=name.len()).any(|taken| covers(&pattern[1..], &name[taken..])),
        Some(letter) => name.starts_with(letter) && covers(&pattern[1..], &name[1..]),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_pattern(pattern in "[ab*]{1,8}", name in "[ab]{0,10}") {
        prop_assert_eq!(IndexPatterns::new([&pattern]).covers(&name), covers(&pattern, &name));
    }

    #[test]
    fn later_exclusions_take_away(patterns in proptest::collection::vec("-?[ab*]{1,4}", 1..6), name in "[ab]{1,6}") {
        let expected = patterns.iter().fold(false, |covered, pattern| match pattern.strip_prefix('-') {
            Some(excluded) => covered && !covers(excluded, &name),
            None => covered || covers(pattern, &name),
        });
        prop_assert_eq!(IndexPatterns::new(&patterns).covers(&name), expected);
        prop_assert_eq!(IndexPatterns::new([patterns.join(",")]).covers(&name), expected);
        let group = IndexGroup::of(["other", name.as_str()]);
        let any = expected || IndexPatterns::new(&patterns).covers("other");
        prop_assert_eq!(group.is_read_by(&IndexPatterns::new(&patterns)), any);
    }

    #[test]
    fn any_pattern_is_read(pattern in "\\PC{0,20}", name in "\\PC{0,20}") {
        let _ = IndexPatterns::new([pattern]).covers(&name);
    }
}
