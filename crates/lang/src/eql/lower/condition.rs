//! Conditions: what is asked whether it is true.

use super::fields::ResolvedField;
use super::{Condition, Lowerer, Typed, ValueKind, simplify};
use crate::codes;
use crate::eql::ast::{Expression, ExpressionKind, Field};
use crate::ir::{Case, FieldRef, FieldTest, Filter, Literal, Test};
use crate::{Diagnostic, Span};

impl Lowerer<'_> {
    pub(super) fn condition(&mut self, expression: &Expression) -> Condition {
        match &expression.kind {
            ExpressionKind::Field(field) => self.boolean_field(field),
            ExpressionKind::Not(operand) => match self.condition(operand) {
                Condition::Null => Condition::Null,
                Condition::Is(filter) => Condition::Is(simplify::not(filter)),
            },
            ExpressionKind::And(operands) => {
                let parts: Vec<Filter> =
                    operands.iter().map(|operand| self.condition(operand).filter()).collect();
                self.check_contradictions(operands, &parts);
                Condition::Is(simplify::all(parts))
            }
            ExpressionKind::Or(operands) => {
                let parts = operands.iter().map(|operand| self.condition(operand).filter()).collect();
                Condition::Is(simplify::any(parts))
            }
            ExpressionKind::Comparison(comparison) => self.comparison(comparison, expression.span),
            ExpressionKind::Membership(membership) => self.membership(membership, expression.span),
            ExpressionKind::Call(call) => self.call_condition(call, expression.span),
            ExpressionKind::Parenthesized(inner) => self.condition(inner),
            ExpressionKind::Error => Condition::Null,
            ExpressionKind::Literal(_) | ExpressionKind::Sign { .. } | ExpressionKind::Arithmetic(_) => {
                let value = self.value(expression);
                self.value_as_condition(value)
            }
        }
    }

    /// A computed value as a condition: it has to be a boolean.
    pub(super) fn value_as_condition(&mut self, value: Typed) -> Condition {
        if !matches!(value.kind, ValueKind::Boolean | ValueKind::Null | ValueKind::Unknown) {
            self.report_not_boolean(value.span, value.kind);
            return Condition::Null;
        }
        match value.constant() {
            Some(literal) => Condition::of_constant(literal),
            None => Condition::Is(Filter::Scalar(value.scalar)),
        }
    }

    fn report_not_boolean(&mut self, span: Span, kind: ValueKind) {
        let message = format!("expected a condition, this is {}", kind.name());
        let error = Diagnostic::error(codes::NOT_BOOLEAN, span, message);
        self.report(
            error.with_help("compare it with something; `field != null` asks whether a field exists"),
        );
    }

    /// `where field`: the field is true.
    fn boolean_field(&mut self, field: &Field) -> Condition {
        let resolved = self.resolve(field);
        if let Some(literal) = constant_of(&resolved) {
            return Condition::of_constant(&literal);
        }
        match resolved.kind() {
            ValueKind::Boolean => {}
            // Nothing is known of its type, and it is asked for a boolean elsewhere than it is compared with a text.
            _ if !resolved.is_known => {}
            ValueKind::Unknown => self.report_object(&resolved),
            kind => self.report_not_boolean(field.span, kind),
        }
        let value = match resolved.kind() {
            ValueKind::Boolean => Literal::Boolean(true),
            _ => Literal::Text("true".to_owned()),
        };
        test(&resolved, Test::AnyOf { values: vec![value], case: Case::Sensitive })
    }

    /// Says that two operands of an `and` ask one field for different values.
    fn check_contradictions(&mut self, operands: &[Expression], parts: &[Filter]) {
        if self.diagnostics.iter().any(Diagnostic::is_error) {
            return;
        }
        for (index, part) in parts.iter().enumerate() {
            let Some((field, values, case)) = exact_values(part) else { continue };
            let earlier = parts.iter().zip(operands).take(index);
            let clash = earlier.filter_map(|(other, operand)| Some((exact_values(other)?, operand))).find(
                |((other_field, other_values, other_case), _)| {
                    *other_field == field && are_disjoint(values, other_values, loosest(case, *other_case))
                },
            );
            let (Some((_, other)), Some(operand)) = (clash, operands.get(index)) else { continue };
            if self.known.get(field.path.as_str()).is_none_or(|info| info.array) {
                continue;
            }
            let message = format!("`{}` cannot have both values", field.path);
            let warning = Diagnostic::warning(codes::IMPOSSIBLE, operand.span, message)
                .with_label(other.span, "the other value")
                .with_help("the field has one value, so this is never true; did you mean `or`?");
            self.report(warning);
        }
    }
}

fn exact_values(filter: &Filter) -> Option<(&FieldRef, &[Literal], Case)> {
    match filter {
        Filter::Test(FieldTest { field, test: Test::AnyOf { values, case } }) => Some((field, values, *case)),
        _ => None,
    }
}

fn loosest(left: Case, right: Case) -> Case {
    if left == Case::Insensitive { left } else { right }
}

fn are_disjoint(left: &[Literal], right: &[Literal], case: Case) -> bool {
    let equal = |left: &Literal, right: &Literal| crate::matcher::equal(&left.into(), &right.into(), case);
    !left.iter().any(|left| right.iter().any(|right| equal(left, right)))
}

/// A question to a plain field. One whose value the mapping fixes is answered here.
pub(super) fn test(field: &ResolvedField, test: Test) -> Condition {
    if let Some(literal) = constant_of(field) {
        let passes = crate::TestMatcher::new(&test, field.field.field_type).passes(&(&literal).into());
        return Condition::Is(if passes { Filter::All } else { Filter::Nothing });
    }
    Condition::Is(Filter::Test(FieldTest { field: field.field.clone(), test }))
}

/// The value that every document has of a field (`constant_keyword`).
pub(super) fn constant_of(field: &ResolvedField) -> Option<Literal> {
    field.info.constant.as_deref().map(|value| Literal::Text(value.to_owned()))
}
