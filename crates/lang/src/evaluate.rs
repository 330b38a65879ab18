//! Computing an [`ir::Scalar`](crate::ir::Scalar) for one event.
//!
//! [`Evaluator`] is the expression made ready: regular expressions compiled, fields numbered. The caller gives the fields'
//! values through [`FieldValues`], from columns or from a document.

use ecs::FieldType;

use crate::Value;
use crate::functions::{Function, compute, negate};
use crate::ir::{ArithmeticOperator, Case, Comparison, FieldRef, Literal, Scalar};
use crate::matcher::{TestMatcher, compare, equal};

/// The most combinations of values of multi-valued fields that are tried for one event; further ones are not looked at.
pub const MAX_COMBINATIONS: usize = 4096;

/// The values of one event's fields, by the field's number in [`Evaluator::fields`].
pub trait FieldValues {
    /// How many values the field has; 0 where it is missing.
    fn count(&self, field: usize) -> usize;

    /// One of them; never null.
    fn value(&self, field: usize, index: usize) -> Value<'_>;
}

/// An expression made ready to be computed for many events.
#[derive(Debug)]
pub struct Evaluator {
    fields: Vec<FieldRef>,
    root: Node,
}

/// The expression with numbered fields and compiled tests.
#[derive(Debug)]
enum Node {
    Literal(Literal),
    Field(usize),
    Call { function: &'static Function, case: Case, arguments: Vec<Node> },
    Arithmetic { operator: ArithmeticOperator, sides: Box<[Node; 2]> },
    Negate(Box<Node>),
    Equal { sides: Box<[Node; 2]>, case: Case },
    Compare { comparison: Comparison, sides: Box<[Node; 2]>, field_type: FieldType },
    Passes { value: Box<Node>, test: TestMatcher },
    IsNull(Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
}

impl Evaluator {
    /// Makes an expression ready.
    pub fn new(scalar: &Scalar) -> Self {
        let mut fields = Vec::new();
        let root = Node::new(scalar, &mut fields);
        Self { fields, root }
    }

    /// The fields whose values it needs, each once.
    pub fn fields(&self) -> &[FieldRef] {
        &self.fields
    }

    /// Whether any combination of the fields' values makes the expression true. A missing field is null.
    pub fn selects(&self, values: &dyn FieldValues) -> bool {
        let mut chosen = vec![0_usize; self.fields.len()];
        for _ in 0..MAX_COMBINATIONS {
            let row = Row { values, chosen: &chosen };
            if self.root.compute(&row).as_boolean() == Some(true) {
                return true;
            }
            if !advance(&mut chosen, values) {
                return false;
            }
        }
        false
    }

    /// The expression's value with the first value of each field.
    pub fn value(&self, values: &dyn FieldValues) -> Value<'static> {
        let chosen = vec![0_usize; self.fields.len()];
        self.root.compute(&Row { values, chosen: &chosen }).into_owned()
    }
}

/// Goes to the next combination, the last field fastest; false after the last one.
fn advance(chosen: &mut [usize], values: &dyn FieldValues) -> bool {
    for (field, index) in chosen.iter_mut().enumerate().rev() {
        if *index + 1 < values.count(field) {
            *index += 1;
            return true;
        }
        *index = 0;
    }
    false
}

/// One combination of values.
struct Row<'r> {
    values: &'r dyn FieldValues,
    chosen: &'r [usize],
}

impl<'r> Row<'r> {
    fn value(&self, field: usize) -> Value<'r> {
        let index = self.chosen.get(field).copied().unwrap_or(0);
        if index < self.values.count(field) { self.values.value(field, index) } else { Value::Null }
    }
}

impl Node {
    fn new(scalar: &Scalar, fields: &mut Vec<FieldRef>) -> Self {
        let mut node = |scalar: &Scalar| Self::new(scalar, fields);
        match scalar {
            Scalar::Literal(literal) => Self::Literal(literal.clone()),
            Scalar::Field(field) => {
                let number = fields.iter().position(|known| known == field).unwrap_or_else(|| {
                    fields.push(field.clone());
                    fields.len() - 1
                });
                Self::Field(number)
            }
            Scalar::Call { function, case, arguments } => {
                Self::Call { function, case: *case, arguments: arguments.iter().map(node).collect() }
            }
            Scalar::Arithmetic { operator, left, right } => {
                Self::Arithmetic { operator: *operator, sides: Box::new([node(left), node(right)]) }
            }
            Scalar::Negate(value) => Self::Negate(Box::new(node(value))),
            Scalar::Equal { left, right, case } => {
                Self::Equal { sides: Box::new([node(left), node(right)]), case: *case }
            }
            Scalar::Compare { comparison, left, right } => Self::Compare {
                comparison: *comparison,
                field_type: field_type_of(left, right),
                sides: Box::new([node(left), node(right)]),
            },
            Scalar::Passes { value, test } => {
                let field_type = field_type_of(value, value);
                Self::Passes { value: Box::new(node(value)), test: TestMatcher::new(test, field_type) }
            }
            Scalar::IsNull(value) => Self::IsNull(Box::new(node(value))),
            Scalar::And(parts) => Self::And(parts.iter().map(node).collect()),
            Scalar::Or(parts) => Self::Or(parts.iter().map(node).collect()),
            Scalar::Not(value) => Self::Not(Box::new(node(value))),
        }
    }

    fn compute<'v>(&'v self, row: &Row<'v>) -> Value<'v> {
        match self {
            Self::Literal(literal) => Value::from(literal),
            Self::Field(number) => row.value(*number),
            Self::Call { function, case, arguments } => {
                let arguments: Vec<Value<'v>> =
                    arguments.iter().map(|argument| argument.compute(row)).collect();
                (function.evaluate)(&arguments, *case)
            }
            Self::Arithmetic { operator, sides } => {
                compute(*operator, &sides[0].compute(row), &sides[1].compute(row))
            }
            Self::Negate(value) => negate(&value.compute(row)),
            Self::Equal { sides, case } => match (sides[0].compute(row), sides[1].compute(row)) {
                (Value::Null, _) | (_, Value::Null) => Value::Null,
                (left, right) => Value::Boolean(equal(&left, &right, *case)),
            },
            Self::Compare { comparison, sides, field_type } => {
                let order = compare(&sides[0].compute(row), &sides[1].compute(row), *field_type);
                order.map_or(Value::Null, |order| Value::Boolean(comparison.holds(order)))
            }
            Self::Passes { value, test } => match value.compute(row) {
                Value::Null => Value::Null,
                value => Value::Boolean(test.passes(&value)),
            },
            Self::IsNull(value) => Value::Boolean(value.compute(row).is_null()),
            Self::And(parts) => connect(parts, row, false),
            Self::Or(parts) => connect(parts, row, true),
            Self::Not(value) => match value.compute(row).as_boolean() {
                Some(value) => Value::Boolean(!value),
                None => Value::Null,
            },
        }
    }
}

/// Three-valued `and` (decided by a false part) and `or` (decided by a true one).
fn connect<'v>(parts: &'v [Node], row: &Row<'v>, deciding: bool) -> Value<'v> {
    let mut unknown = false;
    for part in parts {
        match part.compute(row).as_boolean() {
            Some(value) if value == deciding => return Value::Boolean(deciding),
            Some(_) => {}
            None => unknown = true,
        }
    }
    if unknown { Value::Null } else { Value::Boolean(!deciding) }
}

/// The type by which two sides are ordered: that of a field among them, where one stands bare.
fn field_type_of(left: &Scalar, right: &Scalar) -> FieldType {
    match (left, right) {
        (Scalar::Field(field), _) | (_, Scalar::Field(field)) => field.field_type,
        _ => FieldType::Keyword,
    }
}

/// Values of fields that a closure gave.
struct Gathered(Vec<Vec<Value<'static>>>);

impl FieldValues for Gathered {
    fn count(&self, field: usize) -> usize {
        self.0.get(field).map_or(0, Vec::len)
    }

    fn value(&self, field: usize, index: usize) -> Value<'_> {
        self.0.get(field).and_then(|values| values.get(index)).cloned().unwrap_or(Value::Null)
    }
}

impl Scalar {
    /// Computes the expression with the values that `fields` gives, the first of each. For many events make an
    /// [`Evaluator`] once.
    pub fn evaluate(&self, fields: &dyn Fn(&FieldRef) -> Vec<Value<'static>>) -> Value<'static> {
        let evaluator = Evaluator::new(self);
        evaluator.value(&Gathered(evaluator.fields.iter().map(fields).collect()))
    }

    /// Whether any combination of the values that `fields` gives makes the expression true.
    pub fn selects(&self, fields: &dyn Fn(&FieldRef) -> Vec<Value<'static>>) -> bool {
        let evaluator = Evaluator::new(self);
        evaluator.selects(&Gathered(evaluator.fields.iter().map(fields).collect()))
    }
}
