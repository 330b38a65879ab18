//! An investigation with the values of an alert in place.
//!
//! Where the alert lacks a field that a condition needs, Elastic searches for the braces, finds nothing and says nothing.
//! Here, first an equivalent pair of fields is tried (`process.pid` on the same host for `process.entity_id`, …); else the
//! alternative that has the condition is left out. Either way the pivot says so ([`Pivot::gaps`]).

use ecs::{Catalogue, Document, FieldPath, Timestamp};
use lang::ir::Filter;
use serde_json::Value;

use super::condition::{Condition, ConditionTest, ConditionValue, RangeBounds, ValueType};
use super::{Investigation, PivotContext};
use crate::alert::lookup::first_value;
use crate::rule::Rounding;

/// A query over events, ready to be run.
#[derive(Clone, PartialEq, Debug)]
pub struct Pivot {
    /// What it finds, in a few words.
    pub label: String,
    /// More about it.
    pub description: String,
    /// Any of these must hold, and of each all. Empty where the alert lacks too much: then there is nothing to ask.
    pub any_of: Vec<Vec<PivotCondition>>,
    /// Events from then on.
    pub from: Option<Timestamp>,
    /// Events up to then.
    pub to: Option<Timestamp>,
    /// What the alert lacks, and what was done about it.
    pub gaps: Vec<PivotGap>,
}

/// A condition with its values in place.
#[derive(Clone, PartialEq, Debug)]
pub struct PivotCondition {
    /// Which field.
    pub field: FieldPath,
    /// Whether the condition must not hold.
    pub excluded: bool,
    /// What is asked. Values are JSON scalars.
    pub test: PivotTest,
}

/// What is asked of a field.
#[derive(Clone, PartialEq, Debug)]
pub enum PivotTest {
    /// It is any of these.
    AnyOf(Vec<Value>),
    /// It has a value.
    Exists,
    /// It lies between these.
    Range(Box<RangeBounds<Value>>),
}

/// A field that an investigation needs and the alert lacks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PivotGap {
    /// The field.
    pub missing: FieldPath,
    /// What was done.
    pub effect: GapEffect,
}

/// What was done about a field that the alert lacks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum GapEffect {
    /// Another field was asked instead.
    Replaced {
        /// The field of the alert whose value was used.
        by: FieldPath,
    },
    /// The alternative that needs it was left out.
    LeftOut,
}

impl Pivot {
    /// Whether something was left to ask.
    pub fn is_answerable(&self) -> bool {
        !self.any_of.is_empty()
    }

    /// The query as a filter, its time range included. Selects nothing where there is nothing to ask.
    pub fn to_filter(&self, catalogue: &dyn Catalogue) -> Filter {
        super::filter::of(self, catalogue)
    }

    /// The query in EQL, its time range included; none where there is nothing to ask.
    pub fn to_eql(&self) -> Option<String> {
        self.is_answerable().then(|| super::eql::of_pivot(self))
    }
}

/// The time range starts at so much before the event, and ends at so much after now: an alert may be made long after its
/// event, and what followed the event is of interest, too.
pub(super) fn of(investigation: &Investigation, context: PivotContext<'_>) -> Pivot {
    let event_time = event_time(context.alert).unwrap_or(context.now);
    let mut gaps = Vec::new();
    let any_of = investigation
        .any_of
        .iter()
        .filter_map(|conditions| fill_all(conditions, context.alert, &mut gaps))
        .collect();
    gaps.dedup();
    Pivot {
        label: investigation.label.clone(),
        description: investigation.description.clone(),
        any_of,
        from: investigation.relative_from.as_ref().and_then(|math| math.resolve(event_time, Rounding::Down)),
        to: investigation.relative_to.as_ref().and_then(|math| math.resolve(context.now, Rounding::Up)),
        gaps,
    }
}

/// When the alert's event happened.
fn event_time(alert: &Document) -> Option<Timestamp> {
    ["kibana.alert.original_time", "@timestamp"]
        .into_iter()
        .find_map(|field| first_value(alert, field)?.as_str().and_then(Timestamp::parse))
}

/// The conditions of one alternative; none where one of them cannot be filled.
fn fill_all(
    conditions: &[Condition],
    alert: &Document,
    gaps: &mut Vec<PivotGap>,
) -> Option<Vec<PivotCondition>> {
    let mut filled = Vec::with_capacity(conditions.len());
    let mut complete = true;
    for condition in conditions {
        match fill(condition, alert) {
            Ok(condition) => filled.push(condition),
            Err(missing) => match replacement(condition, alert) {
                Some((replaced, by)) => {
                    filled.push(replaced);
                    gaps.extend(
                        missing.into_iter().map(|missing| PivotGap {
                            missing,
                            effect: GapEffect::Replaced { by: by.clone() },
                        }),
                    );
                }
                None => {
                    complete = false;
                    gaps.extend(
                        missing.into_iter().map(|missing| PivotGap { missing, effect: GapEffect::LeftOut }),
                    );
                }
            },
        }
    }
    complete.then_some(filled)
}

fn fill(condition: &Condition, alert: &Document) -> Result<PivotCondition, Vec<FieldPath>> {
    let test = match &condition.test {
        ConditionTest::Phrase(value) => PivotTest::AnyOf(vec![fill_value(value, alert)?]),
        ConditionTest::Phrases(values) => {
            PivotTest::AnyOf(values.iter().map(|value| fill_value(value, alert)).collect::<Result<_, _>>()?)
        }
        ConditionTest::Exists => PivotTest::Exists,
        ConditionTest::Range(bounds) => {
            PivotTest::Range(Box::new(bounds.try_map(|value| fill_value(value, alert))?))
        }
    };
    Ok(PivotCondition { field: condition.field.clone(), excluded: condition.excluded, test })
}

fn fill_value(value: &ConditionValue, alert: &Document) -> Result<Value, Vec<FieldPath>> {
    let filled = value.template.fill(alert)?;
    let Value::String(text) = &filled else { return Ok(filled) };
    let read = match value.value_type {
        ValueType::Text => None,
        ValueType::Number | ValueType::Boolean => serde_json::from_str::<Value>(text.trim())
            .ok()
            .filter(|value| value.is_number() || value.is_boolean()),
    };
    Ok(read.unwrap_or(filled))
}

/// Pairs of a field's last part that say nearly the same of an entity within one time range. A process id is reused in
/// time, and a name less exact than an id, but both find what is looked for where ids were not recorded.
const EQUIVALENTS: [(&str, &str); 3] =
    [("process.pid", "entity_id"), ("host.name", "host.id"), ("user.name", "user.id")];

/// The same condition by another field: the alert lacks `process.entity_id`, so `process.parent.entity_id` is not asked
/// for but `process.parent.pid`, with the alert's `process.pid`.
fn replacement(condition: &Condition, alert: &Document) -> Option<(PivotCondition, FieldPath)> {
    let ConditionTest::Phrase(value) = &condition.test else { return None };
    let by = equivalent(value.template.sole_field()?)?;
    let field = equivalent(&condition.field)?;
    let found = first_value(alert, by.as_str()).filter(|value| !value.is_object())?;
    let test = PivotTest::AnyOf(vec![found.clone()]);
    Some((PivotCondition { field, excluded: condition.excluded, test }, by))
}

fn equivalent(field: &FieldPath) -> Option<FieldPath> {
    let name = field.as_str();
    EQUIVALENTS.into_iter().find_map(|(substitute, id)| match id {
        "entity_id" => name
            .strip_suffix(".entity_id")
            .filter(|parent| parent.starts_with("process"))
            .map(|parent| FieldPath::from(format!("{parent}.pid"))),
        id => (name == id).then(|| FieldPath::from(substitute)),
    })
}
