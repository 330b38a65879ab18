//! Computing an [`ir::Scalar`](crate::ir::Scalar) for one event.
//!
//! [`Evaluator`] is the expression made ready: regular expressions compiled, fields numbered. The caller gives the fields'
//! values through [`FieldValues`], from columns or from a document.

use crate::Value;
use crate::ir::{FieldRef, Scalar};

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
}

impl Evaluator {
    /// Makes an expression ready.
    pub fn new(scalar: &Scalar) -> Self {
        let mut fields: Vec<FieldRef> = Vec::new();
        scalar.for_each_field(&mut |field| {
            if !fields.contains(field) {
                fields.push(field.clone());
            }
        });
        Self { fields }
    }

    /// The fields whose values it needs, each once.
    pub fn fields(&self) -> &[FieldRef] {
        &self.fields
    }

    /// Whether any combination of the fields' values makes the expression true.
    pub fn selects(&self, _values: &dyn FieldValues) -> bool {
        false
    }

    /// The expression's value with the first value of each field.
    pub fn value<'v>(&self, _values: &'v dyn FieldValues) -> Value<'v> {
        Value::Null
    }
}

impl Scalar {
    /// Computes the expression with the values that `fields` gives, the first of each. For many events make an
    /// [`Evaluator`] once.
    pub fn evaluate(&self, _fields: &dyn Fn(&FieldRef) -> Vec<Value<'static>>) -> Value<'static> {
        Value::Null
    }

    /// Whether any combination of the values that `fields` gives makes the expression true.
    pub fn selects(&self, _fields: &dyn Fn(&FieldRef) -> Vec<Value<'static>>) -> bool {
        false
    }
}
