//! The tree of an EQL query, as written: parentheses, spellings of operators and literals are kept, comments are not.

use crate::Span;

/// A whole query.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// What it looks for.
    pub body: QueryBody,
    /// What follows after `|`, in order.
    pub pipes: Vec<Pipe>,
    /// All of it.
    pub span: Span,
}

/// What a query looks for.
#[derive(Clone, Debug, PartialEq)]
pub enum QueryBody {
    /// Single events: `process where …`.
    Event(EventFilter),
    /// `sequence …`
    Sequence(Sequence),
    /// `sample …`
    Sample(Sample),
    /// Something that could not be read.
    Error(Span),
}

/// `category where condition`
#[derive(Clone, Debug, PartialEq)]
pub struct EventFilter {
    /// The category; `None` for `any`.
    pub category: Option<Name>,
    /// What must hold.
    pub condition: Expression,
    /// All of it.
    pub span: Span,
}

/// A word or quoted name and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// The name without quotes.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// A sequence.
#[derive(Clone, Debug, PartialEq)]
pub struct Sequence {
    /// Join keys of all stages.
    pub by: Vec<JoinKey>,
    /// `with maxspan=…`
    pub maxspan: Option<TimeSpan>,
    /// The stages, in order.
    pub stages: Vec<Stage>,
    /// What ends a pending sequence.
    pub until: Option<Box<Stage>>,
}

/// A sample.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Join keys of all filters.
    pub by: Vec<JoinKey>,
    /// The filters.
    pub filters: Vec<Stage>,
}

/// `[ … ]` with what may stand around it.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// Whether it was written `![ … ]`.
    pub missing: bool,
    /// The filter inside.
    pub filter: EventFilter,
    /// Its own join keys.
    pub by: Vec<JoinKey>,
    /// `with runs=N`
    pub runs: Option<Runs>,
    /// All of it.
    pub span: Span,
}

/// A join key: an optional mark and a field.
pub type JoinKey = Field;

/// How often a stage repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Runs {
    /// The number.
    pub count: u32,
    /// Where it stands.
    pub span: Span,
}

/// A length of time such as `5m`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeSpan {
    /// How many.
    pub count: u64,
    /// Of what.
    pub unit: TimeUnit,
    /// Where it stands.
    pub span: Span,
}

/// The unit of a [`TimeSpan`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeUnit {
    /// `ms`
    Milliseconds,
    /// `s`
    Seconds,
    /// `m`
    Minutes,
    /// `h`
    Hours,
    /// `d`
    Days,
}

/// A pipe.
#[derive(Clone, Debug, PartialEq)]
pub struct Pipe {
    /// Which.
    pub kind: PipeKind,
    /// Its number.
    pub count: u64,
    /// All of it.
    pub span: Span,
}

/// Which pipe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PipeKind {
    /// The first results.
    Head,
    /// The last results.
    Tail,
}

/// An expression and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    /// What it is.
    pub kind: ExpressionKind,
    /// Where.
    pub span: Span,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
pub enum ExpressionKind {
    /// A constant.
    Literal(Literal),
    /// A field.
    Field(Field),
    /// `name(…)` or `name~(…)`
    Call(Call),
    /// `not x`
    Not(Box<Expression>),
    /// `x and y and …`, as many as stood in a row.
    And(Vec<Expression>),
    /// `x or y or …`
    Or(Vec<Expression>),
    /// `x == y` and the other comparisons.
    Comparison(Box<Comparison>),
    /// `x in (…)`, `x like (…)`, `x : (…)` and the like.
    Membership(Box<Membership>),
    /// `-x`, `+x`
    Sign {
        /// Whether it is a minus.
        negative: bool,
        /// Of what.
        operand: Box<Expression>,
    },
    /// `x + y` and the like.
    Arithmetic(Box<Arithmetic>),
    /// `( x )`
    Parenthesized(Box<Expression>),
    /// Something that could not be read.
    Error,
}

/// A constant as written.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `null`
    Null,
    /// `true`, `false`
    Boolean(bool),
    /// A whole number that fits.
    Integer(i64),
    /// Any other number.
    Decimal(f64),
    /// A text, escapes resolved.
    Text {
        /// What it says.
        value: String,
        /// Whether it was written with `"""`.
        raw: bool,
    },
}

/// A field as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Whether a `?` stands before it: it may be unknown.
    pub optional: bool,
    /// The dotted name without quotes.
    pub path: String,
    /// All of it.
    pub span: Span,
}

/// A function call.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The name as written, without `~`.
    pub name: Name,
    /// Whether a `~` follows the name.
    pub insensitive: bool,
    /// What stands in the parentheses.
    pub arguments: Vec<Expression>,
}

/// A comparison of two expressions.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Which.
    pub operator: ComparisonOperator,
    /// Where the operator stands.
    pub operator_span: Span,
    /// Left side.
    pub left: Expression,
    /// Right side.
    pub right: Expression,
}

/// Which comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComparisonOperator {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// A test of an expression against a list of constants.
#[derive(Clone, Debug, PartialEq)]
pub struct Membership {
    /// Which.
    pub operator: MembershipOperator,
    /// Where the operator stands.
    pub operator_span: Span,
    /// Whether `not` stands before the operator.
    pub negated: bool,
    /// What is tested.
    pub value: Expression,
    /// Against what.
    pub list: Vec<Expression>,
    /// Whether the list was written in parentheses.
    pub parenthesized: bool,
}

/// Which test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MembershipOperator {
    /// `in`
    In,
    /// `in~`
    InInsensitive,
    /// `like`
    Like,
    /// `like~`
    LikeInsensitive,
    /// `:`
    Colon,
    /// `regex`
    Regex,
    /// `regex~`
    RegexInsensitive,
}

/// An arithmetic operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Arithmetic {
    /// Which.
    pub operator: crate::ir::ArithmeticOperator,
    /// Left side.
    pub left: Expression,
    /// Right side.
    pub right: Expression,
}
