//! The order of versions, as Elasticsearch's `version` field has it.

use std::cmp::Ordering;

/// Compares two versions after Semantic Versioning: numbers part by part, a pre-release before its release. What is no
/// version comes after all that are, in the order of its text.
pub fn compare_versions(left: &str, right: &str) -> Ordering {
    match (Version::parse(left), Version::parse(right)) {
        (Some(left), Some(right)) => left.compare(&right),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => left.cmp(right),
    }
}

struct Version<'t> {
    release: Vec<&'t str>,
    pre_release: Option<Vec<&'t str>>,
    build: Option<&'t str>,
}

impl<'t> Version<'t> {
    fn parse(text: &'t str) -> Option<Self> {
        let (rest, build) = match text.split_once('+') {
            Some((rest, build)) => (rest, Some(build)),
            None => (text, None),
        };
        let (release, pre_release) = match rest.split_once('-') {
            Some((release, pre_release)) => (release, Some(pre_release.split('.').collect())),
            None => (rest, None),
        };
        let release: Vec<&str> = release.split('.').collect();
        release.iter().all(|part| is_number(part)).then_some(Self { release, pre_release, build })
    }

    fn compare(&self, other: &Self) -> Ordering {
        compare_parts(&self.release, &other.release)
            .then_with(|| match (&self.pre_release, &other.pre_release) {
                (None, None) => Ordering::Equal,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(left), Some(right)) => compare_parts(left, right),
            })
            .then_with(|| self.build.cmp(&other.build))
    }
}

fn is_number(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}

fn compare_parts(left: &[&str], right: &[&str]) -> Ordering {
    let unequal =
        left.iter().zip(right).map(|(left, right)| compare_part(left, right)).find(|order| order.is_ne());
    unequal.unwrap_or_else(|| left.len().cmp(&right.len()))
}

/// Numbers by value, of any length; texts by their bytes; numbers before texts.
fn compare_part(left: &str, right: &str) -> Ordering {
    let digits = |part: &str| part.trim_start_matches('0').len();
    match (is_number(left), is_number(right)) {
        (true, true) => digits(left)
            .cmp(&digits(right))
            .then_with(|| left.trim_start_matches('0').cmp(right.trim_start_matches('0'))),
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
        (false, false) => left.cmp(right),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order() {
        let versions =
            ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0", "1.2.4", "1.5.0", "1.11.3", "2.0.0", "10.0.0", "bad"];
        for pair in versions.windows(2) {
            assert_eq!(compare_versions(pair[0], pair[1]), Ordering::Less, "{pair:?}");
        }
    }
}
