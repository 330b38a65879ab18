//! The compiled matcher of the live stream as a function within a query plan.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{BooleanArray, BooleanBufferBuilder, StringViewArray};
use arrow::datatypes::DataType;
use datafusion::common::cast::as_string_view_array;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, TypeSignature, Volatility,
};
use detect::eval::{EvalScratch, FilterId, FilterSet, FilterSetBuilder};
use lang::ir::Filter;

use super::{DecodeEvents, EventDecoders};
use crate::hit;

/// `matches(_index, _id, _source)`: whether an event passes a filter.
pub(super) struct Matches {
    signature: Signature,
    filters: FilterSet,
    filter: FilterId,
    decoders: EventDecoders,
    /// Of threads that are not at work now.
    idle: Mutex<Vec<Bench>>,
}

/// What one thread needs.
struct Bench {
    decoder: Box<dyn DecodeEvents>,
    scratch: EvalScratch,
}

impl Matches {
    /// The function for a filter.
    ///
    /// # Errors
    /// Why the filter cannot be compiled: a pattern that is too large.
    pub(super) fn new(filter: &Filter, decoders: EventDecoders) -> std::result::Result<Self, String> {
        let mut builder = FilterSetBuilder::new();
        let filter = builder.add(filter);
        let filters = builder.build();
        if let Some(problem) = filters.problems().first() {
            return Err(problem.reason.clone());
        }
        let arguments = TypeSignature::Exact(vec![DataType::Utf8View; 3]);
        let signature = Signature::new(arguments, Volatility::Immutable);
        Ok(Self { signature, filters, filter, decoders, idle: Mutex::default() })
    }

    fn evaluate(
        &self,
        indices: &StringViewArray,
        ids: &StringViewArray,
        sources: &StringViewArray,
    ) -> Result<BooleanArray> {
        let rows = sources.iter().count();
        let mut lines = Vec::with_capacity(sources.total_buffer_bytes_used() + rows * 64);
        for ((index, id), source) in indices.iter().zip(ids).zip(sources) {
            hit::write_line(
                &mut lines,
                index.unwrap_or_default(),
                id.unwrap_or_default(),
                source.unwrap_or("{}"),
            );
        }
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut bench = idle.unwrap_or_else(|| Bench {
            decoder: (self.decoders)(Arc::clone(self.filters.projection())),
            scratch: self.filters.scratch(),
        });
        let mut passing = BooleanBufferBuilder::new(rows);
        passing.append_n(rows, false);
        let batch = bench.decoder.decode(0, lines).map_err(DataFusionError::Execution)?;
        if let Some(batch) = batch {
            let matches = self.filters.evaluate(&batch, &mut bench.scratch);
            for row in matches.rows(self.filter).into_iter().flat_map(|rows| rows.iter()) {
                let number = usize::try_from(batch.keep(row).offset).unwrap_or(usize::MAX);
                if number < rows {
                    passing.set_bit(number, true);
                }
            }
        }
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(bench);
        Ok(BooleanArray::new(passing.finish(), None))
    }
}

impl ScalarUDFImpl for Matches {
    fn name(&self) -> &str {
        "matches"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Boolean)
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&arguments.args)?;
        let [indices, ids, sources] = arrays.as_slice() else {
            return Err(DataFusionError::Internal("matches takes three arguments".to_owned()));
        };
        let passing = self.evaluate(
            as_string_view_array(indices)?,
            as_string_view_array(ids)?,
            as_string_view_array(sources)?,
        )?;
        Ok(ColumnarValue::Array(Arc::new(passing)))
    }
}

impl fmt::Debug for Matches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Matches").finish_non_exhaustive()
    }
}

/// Two are the same where they are one: what a filter means is not compared.
impl PartialEq for Matches {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Matches {}

impl Hash for Matches {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::ptr::from_ref(self).hash(state);
    }
}
