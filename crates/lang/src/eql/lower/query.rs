//! Whole queries: categories, stages, join keys, pipes.

use std::time::Duration;

use ecs::FieldType;

use super::Lowerer;
use super::fields::ResolvedField;
use crate::Diagnostic;
use crate::codes;
use crate::eql::ast::{EventFilter, Field, PipeKind, Query, QueryBody, Sample, Sequence, Stage};
use crate::ir::{
    Case, FieldRef, FieldTest, Filter, JoinKey, Literal, Pipe, Plan, Presence, SamplePlan, SequencePlan,
    SequenceStage, Test,
};

impl Lowerer<'_> {
    pub(super) fn query(&mut self, query: &Query) -> Option<Plan> {
        let pipes = query.pipes.iter().map(|pipe| match pipe.kind {
            PipeKind::Head => Pipe::Head(pipe.count),
            PipeKind::Tail => Pipe::Tail(pipe.count),
        });
        match &query.body {
            QueryBody::Event(filter) => {
                let filter = self.event_filter(filter);
                Some(Plan::Events { filter, pipes: pipes.collect() })
            }
            QueryBody::Sequence(sequence) => Some(Plan::Sequence(self.sequence(sequence, pipes.collect()))),
            QueryBody::Sample(sample) => Some(Plan::Sample(self.sample(sample))),
            QueryBody::Error(_) => None,
        }
    }

    fn event_filter(&mut self, filter: &EventFilter) -> Filter {
        let condition = self.condition(&filter.condition).filter();
        let Some(category) = &filter.category else { return condition };
        let path = self.options.event_category_field.as_str();
        let field = match self.known.get(path).cloned() {
            Some(info) => FieldRef { path: info.path, field_type: info.field_type },
            None => FieldRef { path: path.into(), field_type: FieldType::Keyword },
        };
        let test = Test::AnyOf { values: vec![Literal::Text(category.text.clone())], case: Case::Sensitive };
        super::simplify::all(vec![Filter::Test(FieldTest { field, test }), condition])
    }

    fn sequence(&mut self, sequence: &Sequence, pipes: Vec<Pipe>) -> SequencePlan {
        let mut stages = Vec::new();
        for stage in &sequence.stages {
            let lowered = self.stage(&sequence.by, stage);
            let runs = stage.runs.map_or(1, |runs| runs.count);
            stages.extend((0..runs).map(|_| lowered.clone()));
        }
        let until = sequence.until.as_ref().map(|stage| self.stage(&sequence.by, stage));
        self.check_key_types(&sequence.by, sequence.stages.iter().chain(sequence.until.as_deref()));
        let maxspan =
            sequence.maxspan.map(|span| Duration::from_millis(span.count.saturating_mul(span.unit.millis())));
        SequencePlan { stages, until, maxspan, pipes }
    }

    fn sample(&mut self, sample: &Sample) -> SamplePlan {
        let filters = sample.filters.iter().map(|filter| self.stage(&sample.by, filter)).collect();
        self.check_key_types(&sample.by, sample.filters.iter());
        SamplePlan { filters }
    }

    fn stage(&mut self, by: &[Field], stage: &Stage) -> SequenceStage {
        let filter = self.event_filter(&stage.filter);
        let keys = by.iter().chain(&stage.by).map(|key| self.key(key)).collect();
        let presence = if stage.missing { Presence::Missing } else { Presence::Required };
        SequenceStage { filter, keys, presence }
    }

    fn key(&mut self, key: &Field) -> JoinKey {
        let resolved = self.resolve(key);
        JoinKey { field: resolved.field, optional: key.optional }
    }

    /// Keys that are compared with one another have comparable types; nothing is said of fields that nobody knows.
    fn check_key_types<'s>(&mut self, by: &[Field], stages: impl Iterator<Item = &'s Stage>) {
        let mut first: Option<Vec<(&Field, ResolvedField)>> = None;
        for stage in stages {
            let keys: Vec<_> = by.iter().chain(&stage.by).map(|key| (key, self.resolve(key))).collect();
            let Some(first) = &first else {
                first = Some(keys);
                continue;
            };
            for ((first_key, first), (key, resolved)) in first.iter().zip(&keys) {
                let known = first.is_known && resolved.is_known;
                if known && !comparable(first.field.field_type, resolved.field.field_type) {
                    let message = format!(
                        "`{}` is {}, but `{}` is {}",
                        key.path,
                        resolved.kind().name(),
                        first_key.path,
                        first.kind().name()
                    );
                    let error = Diagnostic::error(codes::KEY_TYPES, key.span, message)
                        .with_label(first_key.span, "compared with this key")
                        .with_help("join keys of one place need the same type");
                    self.report(error);
                }
            }
        }
    }
}

fn comparable(left: FieldType, right: FieldType) -> bool {
    let is_text = |field_type| matches!(field_type, FieldType::Keyword | FieldType::Text);
    left == right || (left.is_numeric() && right.is_numeric()) || (is_text(left) && is_text(right))
}
