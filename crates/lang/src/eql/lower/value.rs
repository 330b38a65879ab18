//! Expressions whose value is used.

use super::condition::constant_of;
use super::{Lowerer, Typed, ValueKind};
use crate::codes;
use crate::eql::ast::{Arithmetic, Expression, ExpressionKind, Field, Literal as Written};
use crate::ir::{Literal, Scalar};
use crate::{Diagnostic, Span};

impl Lowerer<'_> {
    pub(super) fn value(&mut self, expression: &Expression) -> Typed {
        let span = expression.span;
        match &expression.kind {
            ExpressionKind::Literal(literal) => Typed::literal(constant(literal), span),
            ExpressionKind::Field(field) => self.field_value(field),
            ExpressionKind::Call(call) => self.call_value(call, span),
            ExpressionKind::Not(operand) => {
                let operand = self.boolean_value(operand);
                Typed::new(Scalar::Not(Box::new(operand)), ValueKind::Boolean, span)
            }
            ExpressionKind::And(operands) => {
                let parts = operands.iter().map(|operand| self.boolean_value(operand)).collect();
                Typed::new(Scalar::And(parts), ValueKind::Boolean, span)
            }
            ExpressionKind::Or(operands) => {
                let parts = operands.iter().map(|operand| self.boolean_value(operand)).collect();
                Typed::new(Scalar::Or(parts), ValueKind::Boolean, span)
            }
            ExpressionKind::Comparison(comparison) => self.comparison_value(comparison, span),
            ExpressionKind::Membership(membership) => self.membership_value(membership, span),
            ExpressionKind::Sign { negative, operand } => self.sign(*negative, operand, span),
            ExpressionKind::Arithmetic(arithmetic) => self.arithmetic(arithmetic, span),
            ExpressionKind::Parenthesized(inner) => self.value(inner),
            ExpressionKind::Error => Typed::error(span),
        }
    }

    fn field_value(&mut self, field: &Field) -> Typed {
        let resolved = self.resolve(field);
        if let Some(literal) = constant_of(&resolved) {
            return Typed::literal(literal, field.span);
        }
        Typed {
            kind: resolved.kind(),
            scalar: Scalar::Field(resolved.field.clone()),
            span: field.span,
            field: Some(Box::new(resolved)),
        }
    }

    fn boolean_value(&mut self, expression: &Expression) -> Scalar {
        let value = self.value(expression);
        if value.kind != ValueKind::Boolean && !value.kind.is_open() {
            let message = format!("expected a condition, this is {}", value.kind.name());
            let error = Diagnostic::error(codes::NOT_BOOLEAN, value.span, message);
            self.report(
                error.with_help("compare it with something; `field != null` asks whether a field exists"),
            );
        }
        value.scalar
    }

    fn number(&mut self, expression: &Expression) -> Typed {
        let value = self.value(expression);
        if !value.kind.is_number() && !value.kind.is_open() {
            let message = format!("arithmetic needs numbers, this is {}", value.kind.name());
            self.report_mismatch(value.span, &message);
            return Typed::error(value.span);
        }
        value
    }

    fn sign(&mut self, negative: bool, operand: &Expression, span: Span) -> Typed {
        let operand = self.number(operand);
        match negative {
            true => Typed::new(Scalar::Negate(Box::new(operand.scalar)), operand.kind, span),
            false => Typed { span, ..operand },
        }
    }

    fn arithmetic(&mut self, arithmetic: &Arithmetic, span: Span) -> Typed {
        let (left, right) = (self.number(&arithmetic.left), self.number(&arithmetic.right));
        let kind = arithmetic_kind(left.kind, right.kind);
        let (left, right) = (Box::new(left.scalar), Box::new(right.scalar));
        Typed::new(Scalar::Arithmetic { operator: arithmetic.operator, left, right }, kind, span)
    }
}

/// The kind of a result of arithmetic.
pub(super) fn arithmetic_kind(left: ValueKind, right: ValueKind) -> ValueKind {
    match (left, right) {
        (ValueKind::Unknown, _) | (_, ValueKind::Unknown) => ValueKind::Unknown,
        (ValueKind::Double, _) | (_, ValueKind::Double) => ValueKind::Double,
        _ => ValueKind::Long,
    }
}

fn constant(literal: &Written) -> Literal {
    match literal {
        Written::Null => Literal::Null,
        Written::Boolean(value) => Literal::Boolean(*value),
        Written::Integer(value) => Literal::Long(*value),
        Written::Decimal(value) => Literal::Double(*value),
        Written::Text { value, .. } => Literal::Text(value.clone()),
    }
}
