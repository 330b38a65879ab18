//! What every query language lowers to: one filter, and a plan for queries over several events.
//!
//! Elasticsearch runs EQL partly as queries on an inverted index and partly as scripts, and the two treat missing fields
//! differently. The IR keeps that difference visible:
//! - a [`Filter::Test`] asks something of one field. It is two-valued: false where the field is missing, so its
//!   [`Filter::Not`] is true there (`!=`, `not f : "x"`, `not cidrMatch(f, …)`).
//! - a [`Filter::Scalar`] computes a value. It is three-valued: null does not select. Its [`Filter::Not`] is the
//!   complement, so it selects where the value is null; [`Scalar::Not`] of null is null.
//!
//! Case-insensitive tests fold the letters A to Z and no others, as Elasticsearch's index queries do. Literals and
//! patterns are kept as written, with their case.

use std::time::Duration;

use ecs::{FieldPath, FieldType};

use crate::functions::Function;

/// A field as a filter refers to it: its name after aliases, and its type after the catalogue or, for a field the
/// catalogue does not know, after what it is compared with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FieldRef {
    /// The dotted name.
    pub path: FieldPath,
    /// How its values are held and compared.
    pub field_type: FieldType,
}

/// Whether letters that differ only in case are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Case {
    /// `==`, `in`, `like`, `regex`.
    Sensitive,
    /// `:`, `in~`, `like~`, `regex~` and functions with `~`.
    Insensitive,
}

/// A condition on one event.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// Selects every event.
    All,
    /// Selects none.
    Nothing,
    /// All of these.
    And(Vec<Filter>),
    /// Any of these.
    Or(Vec<Filter>),
    /// Not this.
    Not(Box<Filter>),
    /// Something asked of one field: true when any of its values passes.
    Test(FieldTest),
    /// An expression that selects where it is true; false and null do not.
    Scalar(Scalar),
}

/// A question to one field.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldTest {
    /// Whose values are asked.
    pub field: FieldRef,
    /// What is asked.
    pub test: Test,
}

/// What is asked of a field's values. True when any value passes; false when there is none.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// The field has a value.
    Exists,
    /// A value equals any of these. Literals have the field's type: text for textual fields, [`Literal::Long`] or
    /// [`Literal::Double`] for numeric ones (a double may stand against a long field and the other way round), booleans,
    /// nanoseconds since the epoch ([`Literal::Date`]) for dates. Never asked of an ip field: that is [`Test::Cidr`].
    AnyOf {
        /// What it may equal; not empty.
        values: Vec<Literal>,
        /// For text: whether case counts.
        case: Case,
    },
    /// A text value as a whole matches any of these patterns of `*` (any run, also empty) and `?` (any one character).
    Wildcard {
        /// The patterns as written; not empty. There is no way to escape a wildcard.
        patterns: Vec<String>,
        /// Whether case counts.
        case: Case,
    },
    /// A text value as a whole matches any of these Lucene regular expressions.
    Regex {
        /// The expressions; not empty.
        patterns: Vec<RegexPattern>,
        /// Whether case counts, for display: [`RegexPattern::translated`] already says so itself.
        case: Case,
    },
    /// A text value starts with any of these.
    Prefix {
        /// The prefixes; not empty.
        prefixes: Vec<String>,
        /// Whether case counts.
        case: Case,
    },
    /// An address lies in any of these networks.
    Cidr(Vec<ipnet::IpNet>),
    /// A value compares so with a literal. Text compares byte by byte, addresses and versions by their own order.
    Compare {
        /// Which comparison.
        comparison: Comparison,
        /// With what.
        value: Literal,
    },
}

/// A regular expression of a query.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RegexPattern {
    /// As written, in Lucene's syntax.
    pub source: String,
    /// In the syntax of the `regex` crate, with its own flags, and anchored at both ends unless it looks for words in a
    /// text: to be compiled as it is.
    pub translated: String,
}

/// An order comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// A constant.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// No value.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Long(i64),
    /// A number with a fraction.
    Double(f64),
    /// A text.
    Text(String),
    /// A point in time, in nanoseconds since the epoch.
    Date(i64),
}

/// An expression computed per event, three-valued. A field with several values gives each in turn; the filter selects
/// when any combination makes it true.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    /// A constant.
    Literal(Literal),
    /// A field's value; null where it is missing.
    Field(FieldRef),
    /// A function of values. Functions are looked up in [`crate::functions`].
    Call {
        /// Which function.
        function: &'static Function,
        /// Whether it was written with `~`.
        case: Case,
        /// Its arguments, already checked for number and type.
        arguments: Vec<Scalar>,
    },
    /// `+ - * / %`; integer division truncates. Null when either side is null or the divisor is zero.
    Arithmetic {
        /// Which operation.
        operator: ArithmeticOperator,
        /// Left side.
        left: Box<Scalar>,
        /// Right side.
        right: Box<Scalar>,
    },
    /// The negative of a number.
    Negate(Box<Scalar>),
    /// Equality. Null when either side is null.
    Equal {
        /// Left side.
        left: Box<Scalar>,
        /// Right side.
        right: Box<Scalar>,
        /// For text: whether case counts.
        case: Case,
    },
    /// Order. Null when either side is null.
    Compare {
        /// Which comparison.
        comparison: Comparison,
        /// Left side.
        left: Box<Scalar>,
        /// Right side.
        right: Box<Scalar>,
    },
    /// Whether a value passes a text test ([`Test::Wildcard`], [`Test::Regex`], [`Test::AnyOf`] …); null for null.
    Passes {
        /// The value.
        value: Box<Scalar>,
        /// The test.
        test: Box<Test>,
    },
    /// Whether a value is null: never null itself.
    IsNull(Box<Scalar>),
    /// Three-valued and.
    And(Vec<Scalar>),
    /// Three-valued or.
    Or(Vec<Scalar>),
    /// Three-valued not.
    Not(Box<Scalar>),
}

/// An arithmetic operation on two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ArithmeticOperator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
}

/// What a query asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Plan {
    /// Single events.
    Events {
        /// Which events.
        filter: Filter,
        /// What is done with the result, in order.
        pipes: Vec<Pipe>,
    },
    /// Events that follow one another.
    Sequence(SequencePlan),
    /// Events that occur together, in any order.
    Sample(SamplePlan),
}

/// A pipe after a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pipe {
    /// The first so many results.
    Head(u64),
    /// The last so many results.
    Tail(u64),
}

/// A sequence query. Keys of all stages have the same number, the sequence-wide ones first.
#[derive(Clone, Debug, PartialEq)]
pub struct SequencePlan {
    /// In order; `with runs=N` has been unfolded into N stages.
    pub stages: Vec<SequenceStage>,
    /// An event of this kind ends pending sequences of its key.
    pub until: Option<SequenceStage>,
    /// The longest time from first to last event, equality included.
    pub maxspan: Option<Duration>,
    /// What is done with the result, in order.
    pub pipes: Vec<Pipe>,
}

/// One stage of a sequence, or its `until`.
#[derive(Clone, Debug, PartialEq)]
pub struct SequenceStage {
    /// Which events.
    pub filter: Filter,
    /// The join keys' fields.
    pub keys: Vec<JoinKey>,
    /// Whether the event must occur or must not.
    pub presence: Presence,
}

/// Whether a stage's event must occur.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// `[ … ]`
    Required,
    /// `![ … ]`: no such event between its neighbours.
    Missing,
}

/// A field of `by`.
#[derive(Clone, Debug, PartialEq)]
pub struct JoinKey {
    /// The field.
    pub field: FieldRef,
    /// `?field`: a missing value is a key of its own; without it the event takes no part.
    pub optional: bool,
}

/// A sample query: one event for each filter, all with the same key, in any order.
#[derive(Clone, Debug, PartialEq)]
pub struct SamplePlan {
    /// The filters and their keys, at most five.
    pub filters: Vec<SequenceStage>,
}

impl Plan {
    /// Leaves to the plan only the events that pass a filter. As in Elasticsearch's EQL search, whose `filter` decides
    /// which events the query sees at all, that goes for every stage, those that must not occur and `until` included.
    pub fn narrow(&mut self, within: &Filter) {
        let both = |filter: &mut Filter| {
            let own = std::mem::replace(filter, Filter::All);
            *filter = Filter::And(vec![own, within.clone()]);
        };
        match self {
            Self::Events { filter, .. } => both(filter),
            Self::Sequence(sequence) => {
                let stages = sequence.stages.iter_mut().chain(&mut sequence.until);
                stages.for_each(|stage| both(&mut stage.filter));
            }
            Self::Sample(sample) => sample.filters.iter_mut().for_each(|stage| both(&mut stage.filter)),
        }
    }
}

impl Filter {
    /// Calls `visit` for every field that the filter reads.
    pub fn for_each_field(&self, visit: &mut impl FnMut(&FieldRef)) {
        match self {
            Self::All | Self::Nothing => {}
            Self::And(parts) | Self::Or(parts) => parts.iter().for_each(|part| part.for_each_field(visit)),
            Self::Not(part) => part.for_each_field(visit),
            Self::Test(test) => visit(&test.field),
            Self::Scalar(scalar) => scalar.for_each_field(visit),
        }
    }
}

impl Scalar {
    /// Calls `visit` for every field that the expression reads.
    pub fn for_each_field(&self, visit: &mut impl FnMut(&FieldRef)) {
        match self {
            Self::Literal(_) => {}
            Self::Field(field) => visit(field),
            Self::Call { arguments: parts, .. } | Self::And(parts) | Self::Or(parts) => {
                parts.iter().for_each(|part| part.for_each_field(visit));
            }
            Self::Arithmetic { left, right, .. }
            | Self::Equal { left, right, .. }
            | Self::Compare { left, right, .. } => {
                left.for_each_field(visit);
                right.for_each_field(visit);
            }
            Self::Negate(part) | Self::IsNull(part) | Self::Not(part) | Self::Passes { value: part, .. } => {
                part.for_each_field(visit);
            }
        }
    }
}
