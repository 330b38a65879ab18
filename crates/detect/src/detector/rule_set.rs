//! All rules, compiled together.

use std::num::NonZeroUsize;
use std::sync::Arc;

use ecs::{Catalogue, FieldPath, FieldType, IndexPatterns, Projection, Slot};
use lang::ir::{FieldRef, JoinKey, Plan, SequenceStage};
use lang::{Diagnostic, EqlOptions, compile_eql};

use crate::dsl::lower_filters;
use crate::eval::{FilterId, FilterSet, FilterSetBuilder};
use crate::parallel;
use crate::rule::{LoadedRule, Rule, RuleType, Support};

/// Fields that order events of equal time where the rule names none, the first that an event has.
const DEFAULT_TIEBREAKERS: &[&str] = &["event.sequence", "winlog.record_id"];

/// What became of one rule.
#[derive(Clone, Debug)]
pub struct RuleOutcome {
    /// The rule as loaded.
    pub loaded: LoadedRule,
    /// Whether it runs.
    pub status: RuleStatus,
    /// What there is to say about its query: errors where it is invalid, warnings otherwise.
    pub diagnostics: Vec<Diagnostic>,
}

/// Whether a rule runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleStatus {
    /// It does.
    Runs,
    /// Its type is not supported yet; the reason.
    NotSupported(String),
    /// Its query cannot be compiled; the diagnostics or this reason say why.
    Invalid(String),
}

/// A rule that runs.
#[derive(Debug)]
pub struct CompiledRule {
    /// The rule.
    pub rule: Arc<Rule>,
    /// What it asks for.
    pub plan: Plan,
    pub(super) patterns: IndexPatterns,
    /// The field that orders its events; none for `@timestamp`.
    pub(super) time: Option<Slot>,
    /// Fields that order events of equal time, the first that has a value.
    pub(super) tiebreakers: Vec<Slot>,
    /// By stage; the `until` of a sequence is the last.
    pub(super) stages: Vec<CompiledStage>,
}

/// One event query of a rule.
#[derive(Debug)]
pub(super) struct CompiledStage {
    pub(super) keys: Vec<CompiledKey>,
}

/// A join key of a stage.
#[derive(Debug)]
pub(super) struct CompiledKey {
    pub(super) slot: Slot,
    pub(super) optional: bool,
}

/// All rules that run, compiled together: immutable, shared by every thread.
#[derive(Debug)]
pub struct RuleSet {
    rules: Vec<CompiledRule>,
    filters: FilterSet,
    /// Rule and stage that a filter belongs to, by [`FilterId`].
    uses: Vec<(u32, u32)>,
}

/// A rule whose query compiled, on the way into the set.
struct Planned {
    outcome: usize,
    rule: Arc<Rule>,
    plan: Plan,
}

impl RuleSet {
    /// Compiles every rule that can run. One that cannot does not stop the others: its outcome says why.
    pub fn compile(rules: Vec<LoadedRule>, catalogue: &(dyn Catalogue + Sync)) -> (Self, Vec<RuleOutcome>) {
        Self::compile_on(NonZeroUsize::MIN, rules, catalogue)
    }

    /// The same on so many threads.
    pub fn compile_on(
        threads: NonZeroUsize,
        rules: Vec<LoadedRule>,
        catalogue: &(dyn Catalogue + Sync),
    ) -> (Self, Vec<RuleOutcome>) {
        let mut outcomes = Vec::with_capacity(rules.len());
        let mut planned: Vec<Planned> = Vec::new();
        let mut builder = FilterSetBuilder::new();
        let mut uses = Vec::new();
        let queries = parallel::map(threads, &rules, |loaded| compile_query(&loaded.rule, catalogue));
        for (loaded, query) in rules.into_iter().zip(queries) {
            let CompiledQuery { status, diagnostics, plan } = query;
            if let Some(plan) = plan {
                let rule = Arc::clone(&loaded.rule);
                add_filters(&plan, planned.len(), &mut builder, &mut uses);
                ordering_fields(&rule, catalogue).iter().for_each(|field| builder.need(field));
                planned.push(Planned { outcome: outcomes.len(), rule, plan });
            }
            outcomes.push(RuleOutcome { loaded, status, diagnostics });
        }
        let filters = builder.build();
        for problem in filters.problems() {
            let (rule, _) = uses[problem.filter.index()];
            let outcome = &mut outcomes[planned[rule as usize].outcome];
            outcome.status = RuleStatus::Invalid(problem.reason.clone());
        }
        let projection = Arc::clone(filters.projection());
        let rules = planned.into_iter().map(|planned| planned.resolve(&projection)).collect();
        (Self { rules, filters, uses }, outcomes)
    }

    /// What a batch must carry.
    pub fn projection(&self) -> &Arc<Projection> {
        self.filters.projection()
    }

    /// The rules that run.
    pub fn rules(&self) -> &[CompiledRule] {
        &self.rules
    }

    pub(super) fn filters(&self) -> &FilterSet {
        &self.filters
    }

    pub(super) fn use_of(&self, filter: FilterId) -> (u32, u32) {
        self.uses[filter.index()]
    }
}

/// What became of one rule's query; the plan is there exactly where the rule runs.
struct CompiledQuery {
    status: RuleStatus,
    diagnostics: Vec<Diagnostic>,
    plan: Option<Plan>,
}

fn compile_query(rule: &Rule, catalogue: &dyn Catalogue) -> CompiledQuery {
    let not_supported = |reason| CompiledQuery {
        status: RuleStatus::NotSupported(reason),
        diagnostics: Vec::new(),
        plan: None,
    };
    if let Support::NotYet(reason) = rule.support() {
        return not_supported(reason.to_string());
    }
    let RuleType::Eql(eql) = &rule.rule_type else {
        return not_supported(format!("rules of type {}", rule.rule_type.name()));
    };
    let mut options = EqlOptions::default();
    if let Some(field) = &eql.event_category_override {
        options.event_category_field = field.to_string();
    }
    if let Some(field) = &eql.timestamp_field {
        options.timestamp_field = field.to_string();
    }
    let within = match lower_filters(&eql.scope.filters, catalogue) {
        Ok(within) => within,
        Err(reason) => return not_supported(format!("its `filters` cannot be evaluated: {reason}")),
    };
    let mut compiled = compile_eql(&eql.query, catalogue, &options);
    if let (Some(plan), false) = (&mut compiled.plan, eql.scope.filters.is_empty()) {
        plan.narrow(&within);
    }
    let status = match &compiled.plan {
        Some(_) => RuleStatus::Runs,
        None => RuleStatus::Invalid("its query has errors".to_owned()),
    };
    CompiledQuery { status, diagnostics: compiled.diagnostics, plan: compiled.plan }
}

/// The event queries of a plan, in the order of their stage numbers.
fn stages(plan: &Plan) -> Vec<&SequenceStage> {
    match plan {
        Plan::Events { .. } => Vec::new(),
        Plan::Sequence(sequence) => sequence.stages.iter().chain(&sequence.until).collect(),
        Plan::Sample(sample) => sample.filters.iter().collect(),
    }
}

fn add_filters(plan: &Plan, rule: usize, builder: &mut FilterSetBuilder, uses: &mut Vec<(u32, u32)>) {
    if let Plan::Events { filter, .. } = plan {
        builder.add(filter);
        uses.push((rule as u32, 0));
    }
    for (number, stage) in stages(plan).into_iter().enumerate() {
        builder.add(&stage.filter);
        uses.push((rule as u32, number as u32));
        stage.keys.iter().for_each(|key| builder.need(&key.field));
    }
}

/// The fields by which a rule's events are ordered, beside `@timestamp`.
fn ordering_fields(rule: &Rule, catalogue: &dyn Catalogue) -> Vec<FieldRef> {
    let eql = rule.eql();
    let time = eql.and_then(|eql| eql.timestamp_field.clone()).filter(|path| path.as_str() != "@timestamp");
    let time = time.map(|path| FieldRef { path, field_type: FieldType::Date });
    let tiebreakers = tiebreakers(rule).into_iter().map(|path| {
        let field_type = catalogue.field(path.as_str()).map_or(FieldType::Long, |field| field.field_type);
        FieldRef { path, field_type }
    });
    time.into_iter().chain(tiebreakers).collect()
}

fn tiebreakers(rule: &Rule) -> Vec<FieldPath> {
    match rule.eql().and_then(|eql| eql.tiebreaker_field.clone()) {
        Some(path) => vec![path],
        None => DEFAULT_TIEBREAKERS.iter().map(|path| FieldPath::from(*path)).collect(),
    }
}

impl Planned {
    fn resolve(self, projection: &Projection) -> CompiledRule {
        let key = |key: &JoinKey| {
            let slot = projection.slot(key.field.path.as_str())?;
            Some(CompiledKey { slot, optional: key.optional })
        };
        let stages = stages(&self.plan)
            .into_iter()
            .map(|stage| CompiledStage { keys: stage.keys.iter().filter_map(key).collect() })
            .collect();
        let time = self.rule.eql().and_then(|eql| eql.timestamp_field.as_ref());
        let time = time.filter(|path| path.as_str() != "@timestamp");
        CompiledRule {
            patterns: self.rule.index_patterns(),
            time: time.and_then(|path| projection.slot(path.as_str())),
            tiebreakers: tiebreakers(&self.rule)
                .iter()
                .filter_map(|path| projection.slot(path.as_str()))
                .collect(),
            stages,
            plan: self.plan,
            rule: self.rule,
        }
    }
}
