//! Makes a query ready to run.

use std::sync::Arc;

use ecs::{Catalogue, FieldType, Projection, Slot};
use lang::ir::{FieldRef, Filter, JoinKey, Plan, SequenceStage};
use lang::{Diagnostic, EqlOptions, compile_eql};

use super::window::Window;
use super::{QueryCollector, QueryWorker};
use crate::eval::{BuildError, FilterId, FilterSet, FilterSetBuilder};

/// What a query's text does not say itself: the parameters of an EQL search request.
#[derive(Clone, Debug)]
pub struct QueryOptions {
    /// The field that orders events.
    pub timestamp_field: String,
    /// The field that `process where` is about.
    pub event_category_field: String,
    /// The field that orders events of the same time.
    pub tiebreaker_field: Option<String>,
    /// How many events, sequences or samples are given.
    pub size: u64,
    /// How many samples a key may give.
    pub max_samples_per_key: usize,
    /// Which events the query sees at all.
    pub filter: Option<Filter>,
    /// Which results are given where there are more than `size` and the query has no pipe.
    pub result_position: ResultPosition,
}

/// One end of all results.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ResultPosition {
    /// The earliest.
    Head,
    /// The most recent.
    #[default]
    Tail,
}

/// Elasticsearch's defaults.
impl Default for QueryOptions {
    fn default() -> Self {
        let eql = EqlOptions::default();
        Self {
            timestamp_field: eql.timestamp_field,
            event_category_field: eql.event_category_field,
            tiebreaker_field: None,
            size: 10,
            max_samples_per_key: 1,
            filter: None,
            result_position: ResultPosition::default(),
        }
    }
}

/// Why a query cannot be run.
#[derive(Clone, Debug, thiserror::Error)]
pub enum QueryError {
    /// The text is not a query, or not one for these fields; at least one diagnostic is an error.
    #[error("the query has errors")]
    Invalid(Vec<Diagnostic>),
    /// A filter is too large to be evaluated.
    #[error(transparent)]
    Filter(#[from] BuildError),
}

/// A query made ready to run. Shared by all workers.
#[derive(Debug)]
pub struct Query {
    pub(super) plan: Plan,
    pub(super) filters: FilterSet,
    pub(super) stages: Vec<Stage>,
    pub(super) time: OrderField,
    pub(super) tiebreaker: Option<OrderField>,
    pub(super) window: Window,
    pub(super) max_samples_per_key: usize,
    projection: Arc<Projection>,
    warnings: Vec<Diagnostic>,
}

/// A stage of a sequence, its `until`, a filter of a sample, or the one filter of an event query.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) filter: FilterId,
    pub(super) keys: Vec<StageKey>,
}

#[derive(Debug)]
pub(super) struct StageKey {
    pub(super) key: JoinKey,
    pub(super) slot: Option<Slot>,
}

/// A field that events are ordered by.
#[derive(Debug)]
pub(super) struct OrderField {
    pub(super) field: FieldRef,
    pub(super) slot: Option<Slot>,
}

impl Query {
    /// Reads a query for events whose fields the catalogue knows.
    ///
    /// # Errors
    /// When the text has errors, or a filter cannot be evaluated.
    pub fn compile(
        text: &str,
        catalogue: &dyn Catalogue,
        options: &QueryOptions,
    ) -> Result<Self, QueryError> {
        let eql = EqlOptions {
            event_category_field: options.event_category_field.clone(),
            timestamp_field: options.timestamp_field.clone(),
        };
        let compiled = compile_eql(text, catalogue, &eql);
        let Some(mut plan) = compiled.plan else { return Err(QueryError::Invalid(compiled.diagnostics)) };
        options.filter.iter().for_each(|filter| plan.narrow(filter));
        let mut query = Self::of_plan(plan, catalogue, options)?;
        query.warnings = compiled.diagnostics;
        Ok(query)
    }

    fn of_plan(plan: Plan, catalogue: &dyn Catalogue, options: &QueryOptions) -> Result<Self, QueryError> {
        let mut builder = FilterSetBuilder::new();
        let stages: Vec<(FilterId, Vec<JoinKey>)> = match &plan {
            Plan::Events { filter, .. } => vec![(builder.add(filter), Vec::new())],
            Plan::Sequence(plan) => add_stages(&mut builder, plan.stages.iter().chain(&plan.until)),
            Plan::Sample(plan) => add_stages(&mut builder, plan.filters.iter()),
        };
        // After the filters: a field's first type holds, and what a filter compares it with matters more.
        let mut need = |path: &str, preferred: Option<FieldType>| {
            let info = catalogue.field(path);
            let known = info.as_ref().map(|info| info.field_type);
            let field = FieldRef {
                path: info.map_or_else(|| path.into(), |info| info.path),
                field_type: preferred.or(known).unwrap_or(FieldType::Long),
            };
            builder.need(&field);
            field
        };
        let time = need(&options.timestamp_field, Some(FieldType::Date));
        let tiebreaker = options.tiebreaker_field.as_deref().map(|path| need(path, None));
        let filters = builder.build();
        if let Some(problem) = filters.problems().first() {
            return Err(problem.clone().into());
        }
        let projection = filters.projection().honouring(catalogue);
        let slot = |field: &FieldRef| projection.slot(field.path.as_str());
        let stage_key = |key: JoinKey| StageKey { slot: slot(&key.field), key };
        let order_field = |field: FieldRef| OrderField { slot: slot(&field), field };
        Ok(Self {
            stages: stages
                .into_iter()
                .map(|(filter, keys)| Stage { filter, keys: keys.into_iter().map(stage_key).collect() })
                .collect(),
            time: order_field(time),
            tiebreaker: tiebreaker.map(order_field),
            window: Window::new(&plan, options.size, options.result_position),
            max_samples_per_key: options.max_samples_per_key,
            warnings: Vec::new(),
            plan,
            filters,
            projection,
        })
    }

    /// What the query asks for, the filter of its options included.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What batches must be built for.
    pub fn projection(&self) -> &Arc<Projection> {
        &self.projection
    }

    /// What there is to say about the text though it can be run: unknown fields, say.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// One worker thread's part in running the query.
    pub fn worker(&self) -> QueryWorker<'_> {
        QueryWorker::new(self)
    }

    /// Gathers what the workers find.
    pub fn collector(&self) -> QueryCollector<'_> {
        QueryCollector::new(self)
    }
}

fn add_stages<'s>(
    builder: &mut FilterSetBuilder,
    stages: impl Iterator<Item = &'s SequenceStage>,
) -> Vec<(FilterId, Vec<JoinKey>)> {
    let mut add = |stage: &SequenceStage| {
        stage.keys.iter().for_each(|key| builder.need(&key.field));
        (builder.add(&stage.filter), stage.keys.clone())
    };
    stages.map(&mut add).collect()
}
