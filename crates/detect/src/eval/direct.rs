//! Conditions that are asked of single values, only on rows that are still selected: numbers, regular expressions,
//! patterns without a literal worth looking for, and computed expressions.

use ecs::{Column, FieldType, Slot, Values};
use lang::ir::{Comparison, Literal, Test};
use lang::{Evaluator, FieldValues, Value};
use regex_automata::meta::{BuildError, Regex};

use super::order::{compare, compare_texts, holds};
use super::predicate::TextPredicate;
use super::regex::compile_regex;
use super::values::coerce_text;

/// A condition on the values of one field.
#[derive(Debug)]
pub(crate) struct DirectTest {
    pub(crate) slot: Slot,
    field_type: FieldType,
    /// The batch holds the field as text because filters do not agree on its type: values are read as this test's.
    coerces: bool,
    question: Question,
}

#[derive(Debug)]
enum Question {
    Exists,
    Text(TextPredicate),
    Regex(Box<Regex>),
    AnyOf(Vec<Literal>),
    Compare(Comparison, Literal),
    Nothing,
}

impl DirectTest {
    /// Alternatives of a text test.
    pub(crate) fn text(slot: Slot, field_type: FieldType, predicate: TextPredicate) -> Self {
        Self { slot, field_type, coerces: false, question: Question::Text(predicate) }
    }

    /// Any other test; `coerces` where the batch holds text though the field's type is another.
    pub(crate) fn new(
        slot: Slot,
        field_type: FieldType,
        coerces: bool,
        test: &Test,
    ) -> Result<Self, Box<BuildError>> {
        let question = match test {
            Test::Exists => Question::Exists,
            Test::AnyOf { values, .. } => Question::AnyOf(values.clone()),
            Test::Compare { comparison, value } => Question::Compare(*comparison, value.clone()),
            Test::Regex { patterns, .. } => Question::Regex(Box::new(compile_regex(patterns)?)),
            // Patterns and networks are asked of text only, which a number or date never is.
            Test::Wildcard { .. } | Test::Prefix { .. } | Test::Cidr(_) => Question::Nothing,
        };
        Ok(Self { slot, field_type, coerces, question })
    }

    /// Whether it takes next to nothing: numbers, dates and booleans are compared, and read from a column of their own.
    pub(crate) fn is_cheap(&self) -> bool {
        !self.field_type.is_textual() && !self.coerces
    }

    /// Whether any value of the row passes.
    pub(crate) fn passes(&self, column: &Column<'_>, row: usize) -> bool {
        column.range(row).any(|position| self.value_passes(&column.values, position))
    }

    fn value_passes(&self, values: &Values<'_>, position: usize) -> bool {
        let literal = match values {
            Values::Text(texts) if self.coerces => {
                match coerce_text(texts.value(position), self.field_type) {
                    Some(literal) => literal,
                    None => return false,
                }
            }
            Values::Text(texts) => return self.text_passes(texts.value(position)),
            Values::Long(longs) => Literal::Long(longs.value(position)),
            Values::Double(doubles) => Literal::Double(doubles.value(position)),
            Values::Boolean(booleans) => Literal::Boolean(booleans.value(position)),
            Values::Date(dates) => Literal::Date(dates.value(position)),
        };
        let order = |to: &Literal| compare(&literal, to, self.field_type);
        match &self.question {
            Question::Exists => true,
            Question::AnyOf(literals) => {
                literals.iter().any(|literal| order(literal).is_some_and(|order| order.is_eq()))
            }
            Question::Compare(comparison, literal) => {
                order(literal).is_some_and(|order| holds(*comparison, order))
            }
            Question::Text(_) | Question::Regex(_) | Question::Nothing => false,
        }
    }

    fn text_passes(&self, text: &str) -> bool {
        match &self.question {
            Question::Exists => true,
            Question::Text(predicate) => predicate.passes(text),
            Question::Regex(regex) => regex.is_match(text),
            Question::Compare(comparison, Literal::Text(literal)) => {
                compare_texts(text, literal, self.field_type).is_some_and(|order| holds(*comparison, order))
            }
            Question::Compare(..) | Question::AnyOf(_) | Question::Nothing => false,
        }
    }
}

/// A computed expression.
#[derive(Debug)]
pub(crate) struct DirectScalar {
    evaluator: Evaluator,
    /// Of the evaluator's fields, in its order: slot, type, whether values must be read as the type.
    fields: Vec<(Slot, FieldType, bool)>,
}

impl DirectScalar {
    pub(crate) fn new(evaluator: Evaluator, fields: Vec<(Slot, FieldType, bool)>) -> Self {
        Self { evaluator, fields }
    }

    /// Whether any combination of the row's values makes it true.
    pub(crate) fn selects(&self, columns: &[Option<Column<'_>>], row: usize) -> bool {
        self.evaluator.selects(&RowValues { fields: &self.fields, columns, row })
    }
}

/// The values of one row's fields.
struct RowValues<'r> {
    fields: &'r [(Slot, FieldType, bool)],
    columns: &'r [Option<Column<'r>>],
    row: usize,
}

impl RowValues<'_> {
    fn column(&self, field: usize) -> Option<&Column<'_>> {
        self.columns.get(self.fields.get(field)?.0.index())?.as_ref()
    }

    /// The values that fit the field's type, where the batch holds text instead.
    fn coerced(&self, column: &Column<'_>, field_type: FieldType) -> impl Iterator<Item = Literal> {
        column.range(self.row).filter_map(move |position| match &column.values {
            Values::Text(texts) => coerce_text(texts.value(position), field_type),
            _ => None,
        })
    }
}

impl FieldValues for RowValues<'_> {
    fn count(&self, field: usize) -> usize {
        let Some(column) = self.column(field) else { return 0 };
        match self.fields[field] {
            (_, field_type, true) => self.coerced(column, field_type).count(),
            _ => column.range(self.row).len(),
        }
    }

    fn value(&self, field: usize, index: usize) -> Value<'_> {
        let Some(column) = self.column(field) else { return Value::Null };
        if let (_, field_type, true) = self.fields[field] {
            return self
                .coerced(column, field_type)
                .nth(index)
                .map_or(Value::Null, |value| Value::from(&value).into_owned());
        }
        let Some(position) = column.range(self.row).nth(index) else { return Value::Null };
        match &column.values {
            Values::Text(texts) => Value::text(texts.value(position)),
            Values::Long(longs) => Value::Long(longs.value(position)),
            Values::Double(doubles) => Value::Double(doubles.value(position)),
            Values::Boolean(booleans) => Value::Boolean(booleans.value(position)),
            Values::Date(dates) => Value::Date(dates.value(position)),
        }
    }
}
