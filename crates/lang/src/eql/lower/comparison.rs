//! `==`, `!=`, `<`, `<=`, `>`, `>=`.

use super::condition::test;
use super::fields::ResolvedField;
use super::{Condition, Lowerer, Typed, ValueKind, simplify};
use crate::codes;
use crate::eql::ast::{Comparison, ComparisonOperator as Operator, Expression, ExpressionKind};
use crate::ir::{self, Case, Filter, Literal, Scalar, Test};
use crate::{Diagnostic, Span};
use ecs::FieldType;

/// Two lowered sides, a constant on the right if there is one.
struct Sides {
    operator: Operator,
    left: Typed,
    right: Typed,
    span: Span,
}

impl Lowerer<'_> {
    /// A comparison that is asked whether it is true.
    pub(super) fn comparison(&mut self, comparison: &Comparison, span: Span) -> Condition {
        if let Some(condition) = self.boolean_comparison(comparison) {
            return condition;
        }
        let sides = self.sides(comparison, span);
        let is_error = |side: &Typed| side.kind == ValueKind::Unknown && side.constant().is_some();
        if is_error(&sides.left) || is_error(&sides.right) {
            return Condition::Null;
        }
        let Some(literal) = sides.right.constant().cloned() else { return self.two_fields(&sides) };
        if sides.left.constant().is_some() {
            let value = self.compared(&sides);
            self.remark_constant(span);
            return value.constant().map_or(Condition::Null, Condition::of_constant);
        }
        match (&literal, sides.operator) {
            (Literal::Null, Operator::Equal | Operator::NotEqual) => {
                let is_null = match &sides.left.field {
                    Some(field) => {
                        self.remark_object(field);
                        not(test(field, Test::Exists))
                    }
                    None => Condition::Is(Filter::Scalar(Scalar::IsNull(Box::new(sides.left.scalar)))),
                };
                if sides.operator == Operator::Equal { is_null } else { not(is_null) }
            }
            (Literal::Null, _) => Condition::Null,
            _ => match &sides.left.field {
                Some(field) => self.field_comparison(field, sides.operator, &literal, sides.right.span),
                None => {
                    let value = self.compared(&sides);
                    self.value_as_condition(value)
                }
            },
        }
    }

    /// A comparison whose value is used: three-valued, as in `null == (exit_code > -1)`.
    pub(super) fn comparison_value(&mut self, comparison: &Comparison, span: Span) -> Typed {
        let sides = self.sides(comparison, span);
        if sides.right.constant().is_none() {
            self.two_fields(&sides);
        }
        self.compared(&sides)
    }

    fn sides(&mut self, comparison: &Comparison, span: Span) -> Sides {
        let (left, right) = (self.value(&comparison.left), self.value(&comparison.right));
        match left.constant().is_some() && right.constant().is_none() {
            true => Sides { operator: comparison.operator.mirrored(), left: right, right: left, span },
            false => Sides { operator: comparison.operator, left, right, span },
        }
    }

    /// `condition == true` and the like say the condition or its complement (`BooleanFunctionEqualsElimination`).
    fn boolean_comparison(&mut self, comparison: &Comparison) -> Option<Condition> {
        let equal = match comparison.operator {
            Operator::Equal => true,
            Operator::NotEqual => false,
            _ => return None,
        };
        let (condition, value) = match (boolean(&comparison.left), boolean(&comparison.right)) {
            (None, Some(value)) => (&comparison.left, value),
            (Some(value), None) => (&comparison.right, value),
            _ => return None,
        };
        if !self.is_condition(condition) {
            return None;
        }
        let lowered = self.condition(condition);
        Some(if value == equal { lowered } else { not(lowered) })
    }

    /// Whether an expression is computed and gives a boolean.
    fn is_condition(&self, expression: &Expression) -> bool {
        match &expression.kind {
            ExpressionKind::Parenthesized(inner) => self.is_condition(inner),
            ExpressionKind::Call(call) => crate::functions::find(&call.name.text)
                .is_some_and(|function| function.returns == crate::functions::Kind::Boolean),
            ExpressionKind::Not(_)
            | ExpressionKind::And(_)
            | ExpressionKind::Or(_)
            | ExpressionKind::Comparison(_)
            | ExpressionKind::Membership(_) => true,
            _ => false,
        }
    }

    /// Neither side is constant. Two optional fields that nobody knows are both null, and equal at that.
    fn two_fields(&mut self, sides: &Sides) -> Condition {
        if let (Some(left), Some(right)) = (&sides.left.field, &sides.right.field)
            && [left, right].iter().all(|field| field.is_optional && !field.is_known)
        {
            let missing = |field: &ResolvedField| simplify::not(test(field, Test::Exists).filter());
            let both = Condition::Is(simplify::all(vec![missing(left), missing(right)]));
            return if sides.operator == Operator::NotEqual { not(both) } else { both };
        }
        if sides.left.kind != ValueKind::Unknown && sides.right.kind != ValueKind::Unknown
            || sides.left.field.is_some()
            || sides.right.field.is_some()
        {
            let error = Diagnostic::error(
                codes::FIELD_TO_FIELD,
                sides.span,
                "fields cannot be compared with each other",
            );
            self.report(
                error.with_help("compare with constants; `sequence by` joins events by equal fields"),
            );
        }
        Condition::Null
    }

    /// The comparison as a value, its types checked.
    fn compared(&mut self, sides: &Sides) -> Typed {
        let (left, right) = (&sides.left, &sides.right);
        let equality = matches!(sides.operator, Operator::Equal | Operator::NotEqual);
        let null =
            |side: &Typed| matches!(side.constant(), Some(Literal::Null)) && side.kind == ValueKind::Null;
        if equality && (null(left) || null(right)) {
            let value = if null(right) { &left.scalar } else { &right.scalar };
            let is_null = Scalar::IsNull(Box::new(value.clone()));
            let scalar =
                if sides.operator == Operator::Equal { is_null } else { Scalar::Not(Box::new(is_null)) };
            return Typed::new(scalar, ValueKind::Boolean, sides.span);
        }
        if left.field.is_none() && !compatible(left.kind, right.kind) {
            self.report_mismatch(
                sides.span,
                &format!("{} is compared with {}", left.kind.name(), right.kind.name()),
            );
            return Typed::error(sides.span);
        }
        let constant = match right.constant() {
            Some(literal) => self.constant_beside(left, literal, right.span),
            None => Some(right.scalar.clone()),
        };
        let Some(constant) = constant else { return Typed::error(sides.span) };
        let (left, right) = (Box::new(left.scalar.clone()), Box::new(constant));
        let scalar = match order(sides.operator) {
            Some(comparison) => Scalar::Compare { comparison, left, right },
            None => {
                let equal = Scalar::Equal { left, right, case: Case::Sensitive };
                if sides.operator == Operator::NotEqual { Scalar::Not(Box::new(equal)) } else { equal }
            }
        };
        Typed::new(scalar, ValueKind::Boolean, sides.span)
    }

    /// A plain field against a constant.
    fn field_comparison(
        &mut self,
        field: &ResolvedField,
        operator: Operator,
        literal: &Literal,
        span: Span,
    ) -> Condition {
        let Some(comparison) = order(operator) else {
            self.remark_wildcard(operator.symbol(), literal, span);
            let equal = self.any_of(field, &[(literal.clone(), span)], Case::Sensitive);
            return if operator == Operator::NotEqual { not(equal) } else { equal };
        };
        match field.field.field_type {
            FieldType::Object => self.report_object(field),
            FieldType::Boolean => {
                self.report_mismatch(span, &format!("`{}` is a boolean: it has no order", field.name))
            }
            FieldType::Date => {
                let Some((start, end)) = self.date(field, literal, span) else { return Condition::Null };
                let bound = match comparison {
                    ir::Comparison::Greater | ir::Comparison::LessOrEqual => end,
                    ir::Comparison::Less | ir::Comparison::GreaterOrEqual => start,
                };
                return test(field, Test::Compare { comparison, value: Literal::Date(bound) });
            }
            FieldType::Ip if matches!(literal, Literal::Text(text) if text.contains('/')) => {
                let error = Diagnostic::error(codes::BAD_ADDRESS, span, "a network has no place in an order");
                self.report(error.with_help("compare with a single address, or use `cidrMatch`"));
            }
            _ => {
                let Some(value) = self.coerce(field, literal, span) else { return Condition::Null };
                return test(field, Test::Compare { comparison, value });
            }
        }
        Condition::Null
    }

    fn remark_constant(&mut self, span: Span) {
        let warning =
            Diagnostic::warning(codes::CONSTANT_CONDITION, span, "this does not depend on the event");
        self.report(warning.with_help("it is the same for every event; leave it out or name a field"));
    }

    /// Says that a comparison takes wildcards literally.
    pub(super) fn remark_wildcard(&mut self, operator: &str, literal: &Literal, span: Span) {
        let Literal::Text(text) = literal else { return };
        if text.starts_with('*') || text.ends_with('*') {
            let message = format!("`{operator}` takes `*` literally");
            let warning = Diagnostic::warning(codes::LITERAL_WILDCARD, span, message);
            self.report(warning.with_help("use `like` for patterns, or `:` to ignore case as well"));
        }
    }
}

pub(super) fn not(condition: Condition) -> Condition {
    match condition {
        Condition::Null => Condition::Null,
        Condition::Is(filter) => Condition::Is(simplify::not(filter)),
    }
}

fn boolean(expression: &Expression) -> Option<bool> {
    match &expression.kind {
        ExpressionKind::Literal(crate::eql::ast::Literal::Boolean(value)) => Some(*value),
        ExpressionKind::Parenthesized(inner) => boolean(inner),
        _ => None,
    }
}

fn order(operator: Operator) -> Option<ir::Comparison> {
    Some(match operator {
        Operator::Less => ir::Comparison::Less,
        Operator::LessOrEqual => ir::Comparison::LessOrEqual,
        Operator::Greater => ir::Comparison::Greater,
        Operator::GreaterOrEqual => ir::Comparison::GreaterOrEqual,
        Operator::Equal | Operator::NotEqual => return None,
    })
}

fn compatible(left: ValueKind, right: ValueKind) -> bool {
    left == right
        || left.is_open()
        || right.is_open()
        || (left.is_number() && right.is_number())
        || (left.is_textual() && right.is_textual())
}
