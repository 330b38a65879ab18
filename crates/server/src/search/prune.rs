//! What need not be read for a query.
//!
//! **Soundness.** A block is left out where its least and greatest `@timestamp` lie outside the range that the query
//! demands, or where it lacks the bytes of a text that the query demands. The second: a keyword that equals a literal
//! appears in the stored JSON as the literal itself, if that consists of characters which JSON never escapes and does not
//! read as a number or boolean (which a keyword may hold, written otherwise). A writer may escape any character as `\u00XX`,
//! so a block with such an escape is read.

use ecs::{FieldType, Timestamp};
use lang::ir::{Case, Comparison, Filter, Literal, Test};

/// A range of times, both ends included.
pub(super) type Range = (Timestamp, Timestamp);

/// All times.
fn everything() -> Range {
    (Timestamp::from_nanos(i64::MIN), Timestamp::from_nanos(i64::MAX))
}

/// The times that a filter leaves possible; none where it leaves all.
pub(super) fn time_range(filter: &Filter) -> Option<Range> {
    let range = range_of(filter);
    (range != everything()).then_some(range)
}

fn range_of(filter: &Filter) -> Range {
    match filter {
        Filter::And(parts) => {
            parts.iter().map(range_of).fold(everything(), |all, part| (all.0.max(part.0), all.1.min(part.1)))
        }
        Filter::Or(parts) => {
            let ranges = parts.iter().map(range_of);
            ranges.reduce(|any, part| (any.0.min(part.0), any.1.max(part.1))).unwrap_or(everything())
        }
        Filter::Test(test) if test.field.path.as_str() == "@timestamp" => match &test.test {
            Test::Compare { comparison, value: Literal::Date(nanos) } => match comparison {
                Comparison::Greater | Comparison::GreaterOrEqual => {
                    (Timestamp::from_nanos(*nanos), everything().1)
                }
                Comparison::Less | Comparison::LessOrEqual => (everything().0, Timestamp::from_nanos(*nanos)),
            },
            _ => everything(),
        },
        _ => everything(),
    }
}

/// Texts of which each alternative of every group must appear in a block for the filter to select anything in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Demanded {
    groups: Vec<Vec<memchr::memmem::Finder<'static>>>,
}

/// More alternatives than this are not worth looking for one by one.
const MAX_ALTERNATIVES: usize = 16;
/// Shorter texts are in every block.
const MIN_LENGTH: usize = 6;

impl Demanded {
    pub(super) fn of(filter: &Filter) -> Self {
        let mut demanded = Self::default();
        demanded.collect(filter);
        demanded
    }

    fn collect(&mut self, filter: &Filter) {
        match filter {
            Filter::And(parts) => parts.iter().for_each(|part| self.collect(part)),
            Filter::Or(parts) => match parts.as_slice() {
                [only] => self.collect(only),
                parts => {
                    let texts: Option<Vec<Vec<&str>>> = parts.iter().map(texts_of).collect();
                    self.add(texts.map(|texts| texts.concat()));
                }
            },
            other => self.add(texts_of(other)),
        }
    }

    fn add(&mut self, texts: Option<Vec<&str>>) {
        if let Some(texts) = texts.filter(|texts| texts.len() <= MAX_ALTERNATIVES) {
            let finder = |text: &str| memchr::memmem::Finder::new(text.as_bytes()).into_owned();
            self.groups.push(texts.into_iter().map(finder).collect());
        }
    }

    /// Whether the filter may select something in this text: a block, or a line.
    pub(super) fn may_be_in(&self, text: &[u8]) -> bool {
        let lacks =
            |group: &Vec<memchr::memmem::Finder<'_>>| group.iter().all(|finder| finder.find(text).is_none());
        !self.groups.iter().any(lacks) || memchr::memmem::find(text, br"\u00").is_some()
    }
}

/// The texts of which one must be there for the filter to select anything; none where nothing can be said.
fn texts_of(filter: &Filter) -> Option<Vec<&str>> {
    match filter {
        Filter::Nothing => Some(Vec::new()),
        Filter::And(parts) => parts.iter().filter_map(texts_of).min_by_key(Vec::len),
        Filter::Or(parts) => {
            let all: Option<Vec<Vec<&str>>> = parts.iter().map(texts_of).collect();
            all.map(|texts| texts.concat())
        }
        Filter::Test(test) if test.field.field_type == FieldType::Keyword => match &test.test {
            Test::AnyOf { values, case: Case::Sensitive } => values.iter().map(plain_text).collect(),
            _ => None,
        },
        _ => None,
    }
}

fn plain_text(literal: &Literal) -> Option<&str> {
    let Literal::Text(text) = literal else { return None };
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:=+@ ,;{}()".contains(&byte);
    let is_other = text.parse::<f64>().is_ok() || matches!(text.as_str(), "true" | "false");
    (text.len() >= MIN_LENGTH && text.bytes().all(is_plain) && !is_other).then_some(text)
}

#[cfg(test)]
mod tests {
    use lang::ir::{FieldRef, FieldTest};

    use super::*;

    fn equals(path: &str, text: &str) -> Filter {
        let field = FieldRef { path: path.into(), field_type: FieldType::Keyword };
        let values = vec![Literal::Text(text.to_owned())];
        Filter::Test(FieldTest { field, test: Test::AnyOf { values, case: Case::Sensitive } })
    }

    #[test]
    fn blocks_without_a_demanded_text_are_left_out() {
        let check = |filter: Filter, text: &str, expected: bool| {
            assert_eq!(Demanded::of(&filter).may_be_in(text.as_bytes()), expected, "{filter:?} in {text}");
        };
        check(equals("host.id", "host-0001"), r#"{"host":{"id":"host-0001"}}"#, true);
        check(equals("host.id", "host-0001"), r#"{"host":{"id":"host-0002"}}"#, false);
        check(equals("host.id", "host-0001"), r#"{"host":{"id":"\u0068ost-0001"}}"#, true);
        check(equals("file.path", r"C:\Windows"), "{}", true);
        check(equals("process.pid", "1000000"), "{}", true);
        let both = Filter::And(vec![equals("a", "text-one"), equals("b", "text-two")]);
        check(both, "text-one", false);
        let either = Filter::Or(vec![equals("a", "text-one"), equals("b", "text-two")]);
        check(either.clone(), "text-two", true);
        check(either.clone(), "text-three", false);
        check(Filter::Not(Box::new(either)), "text-three", true);
        check(Filter::Or(vec![equals("a", "text-one"), Filter::All]), "", true);
    }
}
