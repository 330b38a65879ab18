//! How values compare.

use std::cmp::Ordering;
use std::net::IpAddr;

use ecs::FieldType;
use lang::ir::{Comparison, Literal};

/// How a field's value compares with a literal; nothing where the two have no order.
pub(crate) fn compare(value: &Literal, literal: &Literal, field_type: FieldType) -> Option<Ordering> {
    match (value, literal) {
        (Literal::Boolean(left), Literal::Boolean(right)) => Some(left.cmp(right)),
        (Literal::Long(left), Literal::Long(right)) | (Literal::Date(left), Literal::Date(right)) => {
            Some(left.cmp(right))
        }
        (Literal::Double(left), Literal::Double(right)) => left.partial_cmp(right),
        (Literal::Long(left), Literal::Double(right)) => compare_long_double(*left, *right),
        (Literal::Double(left), Literal::Long(right)) => {
            compare_long_double(*right, *left).map(Ordering::reverse)
        }
        (Literal::Text(left), Literal::Text(right)) => compare_texts(left, right, field_type),
        _ => None,
    }
}

/// How two texts of a field compare: addresses and versions by their own order, everything else byte by byte.
pub(crate) fn compare_texts(left: &str, right: &str, field_type: FieldType) -> Option<Ordering> {
    match field_type {
        FieldType::Ip => Some(address(left)?.cmp(&address(right)?)),
        FieldType::Version => Some(compare_versions(left, right)),
        _ => Some(left.cmp(right)),
    }
}

/// Whether an order is what a comparison asks for.
pub(crate) fn holds(comparison: Comparison, order: Ordering) -> bool {
    match comparison {
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterOrEqual => order.is_ge(),
    }
}

/// Exact where a conversion to double would round.
fn compare_long_double(left: i64, right: f64) -> Option<Ordering> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if right.is_nan() {
        None
    } else if right >= LIMIT {
        Some(Ordering::Less)
    } else if right < -LIMIT {
        Some(Ordering::Greater)
    } else {
        let whole = right.trunc();
        Some(
            left.cmp(&(whole as i64))
                .then_with(|| 0.0.partial_cmp(&(right - whole)).unwrap_or(Ordering::Equal)),
        )
    }
}

/// An address as Elasticsearch's `ip` fields hold it: IPv4 in IPv6 is IPv4.
pub(crate) fn address(text: &str) -> Option<IpAddr> {
    text.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

/// Orders versions as Elasticsearch's `version` fields do: numeric parts by number, a pre-release before its release,
/// what is no version after everything that is one.
fn compare_versions(left: &str, right: &str) -> Ordering {
    match (Version::parse(left), Version::parse(right)) {
        (Some(parsed_left), Some(parsed_right)) => parsed_left.compare(&parsed_right),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => left.cmp(right),
    }
}

struct Version<'t> {
    numbers: Vec<&'t str>,
    pre_release: Option<&'t str>,
    build: &'t str,
}

impl<'t> Version<'t> {
    fn parse(text: &'t str) -> Option<Self> {
        let (rest, build) = text.split_once('+').unwrap_or((text, ""));
        let (release, pre_release) = match rest.split_once('-') {
            Some((release, pre_release)) => (release, Some(pre_release)),
            None => (rest, None),
        };
        let numbers: Vec<&str> = release.split('.').collect();
        let valid =
            numbers.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
        valid.then_some(Self { numbers, pre_release, build })
    }

    fn compare(&self, other: &Self) -> Ordering {
        let length = self.numbers.len().max(other.numbers.len());
        let part =
            |version: &Self, index: usize| version.numbers.get(index).copied().unwrap_or("0").to_owned();
        (0..length)
            .map(|index| compare_digits(&part(self, index), &part(other, index)))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
            .then_with(|| match (self.pre_release, other.pre_release) {
                (None, None) => Ordering::Equal,
                (None, Some(_)) => Ordering::Greater,
                (Some(_), None) => Ordering::Less,
                (Some(left), Some(right)) => compare_identifiers(left, right),
            })
            .then_with(|| self.build.cmp(other.build))
    }
}

/// Semantic versioning's order of dotted pre-release identifiers.
fn compare_identifiers(left: &str, right: &str) -> Ordering {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (mut left, mut right) = (left.split('.'), right.split('.'));
    loop {
        let order = match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(left), Some(right)) => match (is_number(left), is_number(right)) {
                (true, true) => compare_digits(left, right),
                (true, false) => Ordering::Less,
                (false, true) => Ordering::Greater,
                (false, false) => left.cmp(right),
            },
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// Orders runs of digits by number, however long.
fn compare_digits(left: &str, right: &str) -> Ordering {
    let (left, right) = (left.trim_start_matches('0'), right.trim_start_matches('0'));
    left.len().cmp(&right.len()).then_with(|| left.cmp(right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_order_by_their_parts() {
        let ascending =
            ["1.2.3-alpha.2", "1.2.3-alpha.10", "1.2.3", "1.2.3+b", "1.10.0", "2.0", "not a version"];
        assert!(ascending.is_sorted_by(|left, right| compare_versions(left, right).is_lt()));
        assert_eq!(compare_versions("1.0", "1.0.0"), Ordering::Equal);
    }

    #[test]
    fn longs_compare_with_doubles_exactly() {
        let big = (1i64 << 53) + 1;
        assert_eq!(compare_long_double(big, (1i64 << 53) as f64), Some(Ordering::Greater));
        assert_eq!(compare_long_double(5, 5.5), Some(Ordering::Less));
        assert_eq!(compare_long_double(-5, -5.5), Some(Ordering::Greater));
        assert_eq!(compare_long_double(i64::MAX, 1e300), Some(Ordering::Less));
        assert_eq!(compare_long_double(0, f64::NAN), None);
    }

    #[test]
    fn mapped_addresses_are_equal() {
        assert_eq!(compare_texts("::ffff:10.0.0.1", "10.0.0.1", FieldType::Ip), Some(Ordering::Equal));
        assert_eq!(compare_texts("nowhere", "10.0.0.1", FieldType::Ip), None);
    }
}
