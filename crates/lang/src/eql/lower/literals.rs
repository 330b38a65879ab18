//! Constants in the type of the field that they are compared with.

use ecs::FieldType;

use super::fields::ResolvedField;
use super::{Lowerer, Typed, ValueKind, dates};
use crate::codes;
use crate::ir::{Literal, Scalar};
use crate::{Diagnostic, Span};

impl Lowerer<'_> {
    /// A constant as the field's values are held, or an error. Elasticsearch converts what it is given, so a number in
    /// quotes is as good as one without. Addresses stay texts; of dates the first nanosecond is taken.
    pub(super) fn coerce(&mut self, field: &ResolvedField, literal: &Literal, span: Span) -> Option<Literal> {
        let coerced = match field.field.field_type {
            FieldType::Keyword | FieldType::Text | FieldType::Version => text_of(literal).map(Literal::Text),
            FieldType::Ip => return self.address(field, literal, span),
            FieldType::Long | FieldType::Double => number_of(literal),
            FieldType::Boolean => boolean_of(literal).map(Literal::Boolean),
            FieldType::Date => return self.date(field, literal, span).map(|(start, _)| Literal::Date(start)),
            FieldType::Object => None,
        };
        if coerced.is_none() {
            let kind = ValueKind::of_literal(literal);
            self.report_mismatch(
                span,
                &format!("`{}` is {}, this is {}", field.name, field.kind().name(), kind.name()),
            );
        }
        coerced
    }

    fn address(&mut self, field: &ResolvedField, literal: &Literal, span: Span) -> Option<Literal> {
        match literal {
            Literal::Text(text) if crate::network::parse_network_or_address(text).is_some() => {
                Some(literal.clone())
            }
            _ => {
                let message = format!("`{}` is an address, this is none", field.name);
                let error = Diagnostic::error(codes::BAD_ADDRESS, span, message);
                self.report(
                    error.with_help(
                        "write an address such as \"10.0.0.1\", or a network such as \"10.0.0.0/8\"",
                    ),
                );
                None
            }
        }
    }

    /// The first and last nanosecond of a constant that is compared with a date.
    pub(super) fn date(
        &mut self,
        field: &ResolvedField,
        literal: &Literal,
        span: Span,
    ) -> Option<(i64, i64)> {
        let bounds = dates::bounds(&field.info, literal);
        if bounds.is_none() {
            let message = format!("`{}` is a date, this is none that can be read", field.name);
            let error = Diagnostic::error(codes::BAD_DATE, span, message);
            self.report(error.with_help(
                "write ISO 8601, as in \"2020-05-14T07:00:30Z\", or milliseconds since the epoch",
            ));
        }
        bounds
    }

    /// Says that two types do not go together.
    pub(super) fn report_mismatch(&mut self, span: Span, message: &str) {
        let error = Diagnostic::error(codes::TYPE_MISMATCH, span, message);
        self.report(
            error.with_help(
                "convert one side with `string(…)` or `number(…)`, or compare with the right type",
            ),
        );
    }

    /// A constant beside a lowered value: in the field's type where that is a plain field.
    pub(super) fn constant_beside(&mut self, value: &Typed, literal: &Literal, span: Span) -> Option<Scalar> {
        match &value.field {
            Some(field) if !matches!(literal, Literal::Null) => {
                let field = field.clone();
                self.coerce(&field, literal, span).map(Scalar::Literal)
            }
            _ => Some(Scalar::Literal(literal.clone())),
        }
    }
}

fn text_of(literal: &Literal) -> Option<String> {
    Some(match literal {
        Literal::Text(text) => text.clone(),
        Literal::Boolean(value) => value.to_string(),
        Literal::Long(value) => value.to_string(),
        Literal::Double(value) => value.to_string(),
        Literal::Null | Literal::Date(_) => return None,
    })
}

fn number_of(literal: &Literal) -> Option<Literal> {
    match literal {
        Literal::Long(_) | Literal::Double(_) => Some(literal.clone()),
        Literal::Text(text) => {
            let text = text.trim();
            let long = text.parse().ok().map(Literal::Long);
            long.or_else(|| text.parse().ok().filter(|value: &f64| value.is_finite()).map(Literal::Double))
        }
        _ => None,
    }
}

fn boolean_of(literal: &Literal) -> Option<bool> {
    match literal {
        Literal::Boolean(value) => Some(*value),
        Literal::Text(text) => text.parse().ok(),
        _ => None,
    }
}
