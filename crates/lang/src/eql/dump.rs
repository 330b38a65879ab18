//! A tree as indented text, without places: what golden tests compare, and what shows that two texts mean the same.

use std::fmt::Write as _;

use super::ast::{
    EventFilter, Expression, ExpressionKind, Field, Literal, Query, QueryBody, Stage, TimeUnit,
};

impl Query {
    /// The tree, one node a line, children indented. Places in the text are left out.
    pub fn to_tree(&self) -> String {
        let mut dump = Dump { out: String::new(), depth: 0 };
        dump.query(self);
        dump.out
    }
}

struct Dump {
    out: String,
    depth: usize,
}

impl Dump {
    fn line(&mut self, text: &str) {
        for _ in 0..self.depth {
            self.out.push_str("  ");
        }
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn nested(&mut self, text: &str, inside: impl FnOnce(&mut Self)) {
        self.line(text);
        self.depth += 1;
        inside(self);
        self.depth -= 1;
    }

    fn query(&mut self, query: &Query) {
        match &query.body {
            QueryBody::Event(filter) => self.filter(filter),
            QueryBody::Sequence(sequence) => {
                let maxspan = match sequence.maxspan {
                    Some(span) => format!(" maxspan={}{}", span.count, span.unit.suffix()),
                    None => String::new(),
                };
                self.nested(&format!("sequence{}{maxspan}", keys(&sequence.by)), |dump| {
                    sequence.stages.iter().for_each(|stage| dump.stage("stage", stage));
                    sequence.until.iter().for_each(|stage| dump.stage("until", stage));
                });
            }
            QueryBody::Sample(sample) => self.nested(&format!("sample{}", keys(&sample.by)), |dump| {
                sample.filters.iter().for_each(|filter| dump.stage("filter", filter));
            }),
            QueryBody::Error(_) => self.line("error"),
        }
        for pipe in &query.pipes {
            self.line(&format!("pipe {} {}", pipe.kind.name(), pipe.count));
        }
    }

    fn stage(&mut self, name: &str, stage: &Stage) {
        let missing = if stage.missing { " missing" } else { "" };
        let runs = stage.runs.map(|runs| format!(" runs={}", runs.count)).unwrap_or_default();
        self.nested(&format!("{name}{missing}{}{runs}", keys(&stage.by)), |dump| dump.filter(&stage.filter));
    }

    fn filter(&mut self, filter: &EventFilter) {
        let category =
            filter.category.as_ref().map_or("any".to_owned(), |name| format!("category {:?}", name.text));
        self.nested(&category, |dump| dump.expression(&filter.condition));
    }

    fn expressions(&mut self, name: &str, parts: &[Expression]) {
        self.nested(name, |dump| parts.iter().for_each(|part| dump.expression(part)));
    }

    fn expression(&mut self, expression: &Expression) {
        match &expression.kind {
            ExpressionKind::Literal(literal) => self.line(&literal_text(literal)),
            ExpressionKind::Field(field) => self.line(&format!("field {}", field_text(field))),
            ExpressionKind::Call(call) => {
                let tilde = if call.insensitive { "~" } else { "" };
                self.expressions(&format!("call {}{tilde}", call.name.text), &call.arguments);
            }
            ExpressionKind::Not(operand) => self.nested("not", |dump| dump.expression(operand)),
            ExpressionKind::And(operands) => self.expressions("and", operands),
            ExpressionKind::Or(operands) => self.expressions("or", operands),
            ExpressionKind::Comparison(comparison) => self.nested(comparison.operator.symbol(), |dump| {
                dump.expression(&comparison.left);
                dump.expression(&comparison.right);
            }),
            ExpressionKind::Membership(membership) => {
                let not = if membership.negated { "not " } else { "" };
                let list = if membership.parenthesized { " list" } else { "" };
                self.nested(&format!("{not}{}{list}", membership.operator.symbol()), |dump| {
                    dump.expression(&membership.value);
                    membership.list.iter().for_each(|element| dump.expression(element));
                });
            }
            ExpressionKind::Sign { negative, operand } => {
                self.nested(if *negative { "minus" } else { "plus" }, |dump| dump.expression(operand));
            }
            ExpressionKind::Arithmetic(arithmetic) => self.nested(arithmetic.operator.symbol(), |dump| {
                dump.expression(&arithmetic.left);
                dump.expression(&arithmetic.right);
            }),
            ExpressionKind::Parenthesized(inner) => self.nested("parentheses", |dump| dump.expression(inner)),
            ExpressionKind::Error => self.line("error"),
        }
    }
}

fn keys(keys: &[Field]) -> String {
    let mut out = String::new();
    for key in keys {
        let _ = write!(out, " by {}", field_text(key));
    }
    out
}

fn field_text(field: &Field) -> String {
    format!("{}{}", if field.optional { "?" } else { "" }, field.path)
}

fn literal_text(literal: &Literal) -> String {
    match literal {
        Literal::Null => "null".to_owned(),
        Literal::Boolean(value) => value.to_string(),
        Literal::Integer(value) => format!("integer {value}"),
        Literal::Decimal(value) => format!("decimal {value:?}"),
        Literal::Text { value, raw } => format!("{}text {value:?}", if *raw { "raw " } else { "" }),
    }
}

impl TimeUnit {
    /// As a query writes it.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Milliseconds => "ms",
            Self::Seconds => "s",
            Self::Minutes => "m",
            Self::Hours => "h",
            Self::Days => "d",
        }
    }

    /// How many milliseconds it has.
    pub fn millis(self) -> u64 {
        match self {
            Self::Milliseconds => 1,
            Self::Seconds => 1_000,
            Self::Minutes => 60_000,
            Self::Hours => 3_600_000,
            Self::Days => 86_400_000,
        }
    }
}

impl super::ast::PipeKind {
    /// As a query writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Tail => "tail",
        }
    }
}

impl super::ast::ComparisonOperator {
    /// As a query writes it.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }

    /// The comparison that says the same with its sides exchanged.
    #[must_use]
    pub fn mirrored(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
            Self::Equal | Self::NotEqual => self,
        }
    }
}

impl super::ast::MembershipOperator {
    /// As a query writes it.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::InInsensitive => "in~",
            Self::Like => "like",
            Self::LikeInsensitive => "like~",
            Self::Colon => ":",
            Self::Regex => "regex",
            Self::RegexInsensitive => "regex~",
        }
    }
}

impl crate::ir::ArithmeticOperator {
    /// As a query writes it.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
        }
    }
}
