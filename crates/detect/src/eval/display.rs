//! Conditions as EQL would write them.

use std::fmt;

use lang::ir::{ArithmeticOperator, Case, Comparison, FieldTest, Literal, Scalar, Test};

/// A question to a field, as EQL would write it.
pub(crate) struct TestText<'t>(pub(crate) &'t FieldTest);

impl fmt::Display for TestText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_test(f, &self.0.field.path, &self.0.test)
    }
}

/// An expression, as EQL would write it.
pub(crate) struct ScalarText<'t>(pub(crate) &'t Scalar);

impl fmt::Display for ScalarText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Scalar::Literal(literal) => write!(f, "{}", LiteralText(literal)),
            Scalar::Field(field) => write!(f, "{}", field.path),
            Scalar::Call { function, case, arguments } => {
                write!(f, "{}{}", function.name, tilde(*case))?;
                write_list(f, arguments.iter().map(ScalarText))
            }
            Scalar::Arithmetic { operator, left, right } => {
                write!(f, "({} {} {})", Self(left), arithmetic(*operator), Self(right))
            }
            Scalar::Negate(part) => write!(f, "-{}", Self(part)),
            Scalar::Equal { left, right, case } => {
                let operator = if *case == Case::Sensitive { "==" } else { ":" };
                write!(f, "{} {operator} {}", Self(left), Self(right))
            }
            Scalar::Compare { comparison, left, right } => {
                write!(f, "{} {} {}", Self(left), order(*comparison), Self(right))
            }
            Scalar::Passes { value, test } => write_test(f, &Self(value), test),
            Scalar::IsNull(part) => write!(f, "{} == null", Self(part)),
            Scalar::And(parts) => write_joined(f, parts, " and "),
            Scalar::Or(parts) => write_joined(f, parts, " or "),
            Scalar::Not(part) => write!(f, "not {}", Self(part)),
        }
    }
}

fn write_joined(f: &mut fmt::Formatter<'_>, parts: &[Scalar], between: &str) -> fmt::Result {
    f.write_str("(")?;
    for (index, part) in parts.iter().enumerate() {
        f.write_str(if index == 0 { "" } else { between })?;
        write!(f, "{}", ScalarText(part))?;
    }
    f.write_str(")")
}

fn write_test(f: &mut fmt::Formatter<'_>, subject: &dyn fmt::Display, test: &Test) -> fmt::Result {
    match test {
        Test::Exists => write!(f, "{subject} != null"),
        Test::AnyOf { values, case } => match (values.as_slice(), case) {
            ([value], Case::Sensitive) => write!(f, "{subject} == {}", LiteralText(value)),
            (values, case) => {
                write!(f, "{subject} in{} ", tilde(*case))?;
                write_list(f, values.iter().map(LiteralText))
            }
        },
        Test::Wildcard { patterns, case } => {
            let operator = if *case == Case::Sensitive { "like" } else { ":" };
            write!(f, "{subject} {operator} ")?;
            write_one_or_list(f, patterns.iter().map(|pattern| Quoted(pattern)))
        }
        Test::Regex { patterns, case } => {
            write!(f, "{subject} regex{} ", tilde(*case))?;
            write_one_or_list(f, patterns.iter().map(|pattern| Quoted(&pattern.source)))
        }
        Test::Prefix { prefixes, case } => {
            write!(f, "startsWith{}({subject}", tilde(*case))?;
            prefixes.iter().try_for_each(|prefix| write!(f, ", {}", Quoted(prefix)))?;
            f.write_str(")")
        }
        Test::Cidr(networks) => {
            write!(f, "cidrMatch({subject}")?;
            networks.iter().try_for_each(|network| write!(f, ", \"{network}\""))?;
            f.write_str(")")
        }
        Test::Compare { comparison, value } => {
            write!(f, "{subject} {} {}", order(*comparison), LiteralText(value))
        }
    }
}

fn write_one_or_list<T: fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    items: impl ExactSizeIterator<Item = T>,
) -> fmt::Result {
    if items.len() == 1 {
        items.into_iter().try_for_each(|item| write!(f, "{item}"))
    } else {
        write_list(f, items)
    }
}

fn write_list<T: fmt::Display>(f: &mut fmt::Formatter<'_>, items: impl Iterator<Item = T>) -> fmt::Result {
    f.write_str("(")?;
    for (index, item) in items.enumerate() {
        f.write_str(if index == 0 { "" } else { ", " })?;
        write!(f, "{item}")?;
    }
    f.write_str(")")
}

/// A constant, as EQL would write it.
pub(crate) struct LiteralText<'t>(pub(crate) &'t Literal);

impl fmt::Display for LiteralText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Literal::Null => f.write_str("null"),
            Literal::Boolean(value) => write!(f, "{value}"),
            Literal::Long(value) => write!(f, "{value}"),
            Literal::Double(value) => write!(f, "{value:?}"),
            Literal::Text(text) => write!(f, "{}", Quoted(text)),
            Literal::Date(nanos) => write!(f, "\"{}\"", ecs::Timestamp::from_nanos(*nanos)),
        }
    }
}

/// A string literal with EQL's escapes. What a terminal might act on is escaped too.
struct Quoted<'t>(&'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        for character in self.0.chars() {
            match character {
                '"' => f.write_str("\\\"")?,
                '\\' => f.write_str("\\\\")?,
                '\n' => f.write_str("\\n")?,
                '\r' => f.write_str("\\r")?,
                '\t' => f.write_str("\\t")?,
                control if control.is_control() => write!(f, "\\u{{{:02x}}}", u32::from(control))?,
                plain => write!(f, "{plain}")?,
            }
        }
        f.write_str("\"")
    }
}

fn tilde(case: Case) -> &'static str {
    match case {
        Case::Sensitive => "",
        Case::Insensitive => "~",
    }
}

fn order(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    }
}

fn arithmetic(operator: ArithmeticOperator) -> &'static str {
    match operator {
        ArithmeticOperator::Add => "+",
        ArithmeticOperator::Subtract => "-",
        ArithmeticOperator::Multiply => "*",
        ArithmeticOperator::Divide => "/",
        ArithmeticOperator::Remainder => "%",
    }
}
