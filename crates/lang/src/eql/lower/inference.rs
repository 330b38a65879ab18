//! Types of fields that the catalogue does not know, from what a query does with them: a number where it is only ever
//! compared with numbers, and so on; a keyword where in doubt.

use ecs::FieldType;
use foldhash::HashMap;

use super::fields::KnownFields;

use crate::eql::ast::{Expression, ExpressionKind, Field, Literal, Query, QueryBody};
use crate::functions::{self, Kind};

/// The types of a query's unknown fields.
pub(super) fn infer_query(query: &Query, known: &mut KnownFields<'_>) -> HashMap<String, FieldType> {
    let mut inference = Inference { known, uses: HashMap::default() };
    let mut condition = |expression: &Expression| inference.condition(expression);
    match &query.body {
        QueryBody::Event(filter) => condition(&filter.condition),
        QueryBody::Sequence(sequence) => {
            let stages = sequence.stages.iter().chain(sequence.until.as_deref());
            stages.for_each(|stage| condition(&stage.filter.condition));
        }
        QueryBody::Sample(sample) => {
            sample.filters.iter().for_each(|filter| condition(&filter.filter.condition))
        }
        QueryBody::Error(_) => {}
    }
    inference.types()
}

/// The types of a lone expression's unknown fields.
pub(super) fn infer_expression(
    expression: &Expression,
    known: &mut KnownFields<'_>,
) -> HashMap<String, FieldType> {
    let mut inference = Inference { known, uses: HashMap::default() };
    inference.operand(expression, None);
    inference.types()
}

/// What a field is used as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Text,
    Long,
    Double,
    Boolean,
    Address,
}

struct Inference<'k, 'c> {
    known: &'k mut KnownFields<'c>,
    /// The uses of each unknown field.
    uses: HashMap<String, Vec<Use>>,
}

impl Inference<'_, '_> {
    fn types(self) -> HashMap<String, FieldType> {
        self.uses.into_iter().map(|(path, uses)| (path, type_of(&uses))).collect()
    }

    fn note(&mut self, field: &Field, used_as: Use) {
        if let Some(uses) = self.uses.get_mut(&field.path) {
            uses.push(used_as);
        } else if self.known.get(&field.path).is_none() {
            self.uses.insert(field.path.clone(), vec![used_as]);
        }
    }

    /// An expression that is asked whether it is true.
    fn condition(&mut self, expression: &Expression) {
        match &expression.kind {
            ExpressionKind::Field(field) => self.note(field, Use::Boolean),
            ExpressionKind::Not(operand) => self.condition(operand),
            ExpressionKind::Parenthesized(inner) => self.condition(inner),
            ExpressionKind::And(operands) | ExpressionKind::Or(operands) => {
                operands.iter().for_each(|operand| self.condition(operand));
            }
            _ => self.operand(expression, None),
        }
    }

    /// An expression whose value is used, perhaps in a known way.
    fn operand(&mut self, expression: &Expression, used_as: Option<Use>) {
        match &expression.kind {
            ExpressionKind::Field(field) => {
                if let Some(used_as) = used_as {
                    self.note(field, used_as);
                }
            }
            ExpressionKind::Parenthesized(inner) => self.operand(inner, used_as),
            ExpressionKind::Not(_) | ExpressionKind::And(_) | ExpressionKind::Or(_) => {
                self.condition(expression)
            }
            ExpressionKind::Comparison(comparison) => {
                self.operand(&comparison.left, use_with(&comparison.right));
                self.operand(&comparison.right, use_with(&comparison.left));
            }
            ExpressionKind::Membership(membership) => {
                for element in &membership.list {
                    self.operand(&membership.value, use_with(element));
                }
            }
            ExpressionKind::Sign { operand, .. } => self.operand(operand, Some(Use::Long)),
            ExpressionKind::Arithmetic(arithmetic) => {
                let used_as =
                    [&arithmetic.left, &arithmetic.right].into_iter().find_map(use_with).unwrap_or(Use::Long);
                self.operand(&arithmetic.left, Some(used_as));
                self.operand(&arithmetic.right, Some(used_as));
            }
            ExpressionKind::Call(call) => {
                let function = functions::find(&call.name.text);
                for (index, argument) in call.arguments.iter().enumerate() {
                    let kind = function
                        .and_then(|function| function.parameter(index))
                        .map(|parameter| parameter.kind);
                    self.operand(argument, kind.and_then(use_as_argument));
                }
            }
            ExpressionKind::Literal(_) | ExpressionKind::Error => {}
        }
    }
}

/// How a field is used that is compared with this.
fn use_with(other: &Expression) -> Option<Use> {
    match &other.kind {
        ExpressionKind::Literal(Literal::Integer(_)) => Some(Use::Long),
        ExpressionKind::Literal(Literal::Decimal(_)) => Some(Use::Double),
        ExpressionKind::Literal(Literal::Boolean(_)) => Some(Use::Boolean),
        ExpressionKind::Literal(Literal::Text { .. }) => Some(Use::Text),
        ExpressionKind::Literal(Literal::Null) => None,
        ExpressionKind::Parenthesized(inner) | ExpressionKind::Sign { operand: inner, .. } => use_with(inner),
        ExpressionKind::Arithmetic(arithmetic) => {
            let sides = [&arithmetic.left, &arithmetic.right].map(use_with);
            Some(if sides.contains(&Some(Use::Double)) { Use::Double } else { Use::Long })
        }
        ExpressionKind::Call(call) => match functions::find(&call.name.text)?.returns {
            Kind::Text => Some(Use::Text),
            Kind::Number | Kind::Integer => Some(Use::Long),
            Kind::Boolean => Some(Use::Boolean),
            Kind::Any | Kind::Address => None,
        },
        _ => None,
    }
}

fn use_as_argument(kind: Kind) -> Option<Use> {
    match kind {
        Kind::Any => None,
        Kind::Text => Some(Use::Text),
        Kind::Number | Kind::Integer => Some(Use::Long),
        Kind::Boolean => Some(Use::Boolean),
        Kind::Address => Some(Use::Address),
    }
}

fn type_of(uses: &[Use]) -> FieldType {
    let only = |wanted: &[Use]| uses.iter().all(|used_as| wanted.contains(used_as));
    match () {
        () if only(&[Use::Long]) => FieldType::Long,
        () if only(&[Use::Long, Use::Double]) => FieldType::Double,
        () if only(&[Use::Boolean]) => FieldType::Boolean,
        () if only(&[Use::Address]) => FieldType::Ip,
        () => FieldType::Keyword,
    }
}
