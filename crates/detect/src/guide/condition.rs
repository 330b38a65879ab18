//! One condition of an investigation: what Elastic's JSON calls a provider.

use ecs::FieldPath;
use lang::ir::Comparison;
use serde_json::Value;

use super::template::Template;
use crate::rule::decode::Fields;

/// A condition on one field.
#[derive(Clone, PartialEq, Debug)]
pub struct Condition {
    /// Which field of the events that are looked for.
    pub field: FieldPath,
    /// Whether the condition must not hold.
    pub excluded: bool,
    /// What is asked of the field.
    pub test: ConditionTest,
}

/// What is asked of a field (`queryType`).
#[derive(Clone, PartialEq, Debug)]
pub enum ConditionTest {
    /// It is this.
    Phrase(ConditionValue),
    /// It is any of these.
    Phrases(Vec<ConditionValue>),
    /// It has a value.
    Exists,
    /// It lies between these.
    Range(Box<RangeBounds<ConditionValue>>),
}

/// The ends of a range.
#[derive(Clone, PartialEq, Debug)]
pub struct RangeBounds<V> {
    /// Greater or equal.
    pub gte: Option<V>,
    /// Greater.
    pub gt: Option<V>,
    /// Less or equal.
    pub lte: Option<V>,
    /// Less.
    pub lt: Option<V>,
}

impl<V> RangeBounds<V> {
    /// The ends that are there, each with its comparison.
    pub fn ends(&self) -> impl Iterator<Item = (Comparison, &V)> {
        let ends = [
            (Comparison::GreaterOrEqual, &self.gte),
            (Comparison::Greater, &self.gt),
            (Comparison::LessOrEqual, &self.lte),
            (Comparison::Less, &self.lt),
        ];
        ends.into_iter().filter_map(|(comparison, end)| end.as_ref().map(|end| (comparison, end)))
    }

    pub(super) fn map<W>(&self, map: impl Fn(&V) -> W) -> RangeBounds<W> {
        let end = |end: &Option<V>| end.as_ref().map(&map);
        RangeBounds { gte: end(&self.gte), gt: end(&self.gt), lte: end(&self.lte), lt: end(&self.lt) }
    }

    pub(super) fn try_map<W, E>(&self, map: impl Fn(&V) -> Result<W, E>) -> Result<RangeBounds<W>, E> {
        let end = |end: &Option<V>| end.as_ref().map(&map).transpose();
        Ok(RangeBounds { gte: end(&self.gte)?, gt: end(&self.gt)?, lte: end(&self.lte)?, lt: end(&self.lt)? })
    }
}

/// A value to compare with.
#[derive(Clone, PartialEq, Debug)]
pub struct ConditionValue {
    /// A text, perhaps with fields of the alert in it; numbers and booleans as their text.
    pub template: Template,
    /// What the text stands for.
    pub value_type: ValueType,
}

/// What a value's text stands for (`valueType`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ValueType {
    /// A text.
    Text,
    /// A number.
    Number,
    /// True or false.
    Boolean,
}

impl Condition {
    pub(super) fn read(fields: &mut Fields<'_>) -> Self {
        let field = fields.required_text("field", "name the field").into();
        let excluded = fields.boolean("excluded").unwrap_or_default();
        let value = fields.take("value").unwrap_or(Value::Null);
        let test = match (fields.text("queryType").as_deref(), fields.text("type").as_deref()) {
            // The form of Elastic 8.6: a parameter is the name of a field of the alert.
            (None, Some("parameter")) => {
                let name = value.as_str().unwrap_or_default();
                ConditionTest::Phrase(ConditionValue::text(&format!("{{{{{name}}}}}")))
            }
            (None | Some("phrase"), _) => ConditionTest::Phrase(value_of(fields, &value)),
            (Some("phrases"), _) => match unpacked(&value) {
                Value::Array(values) => {
                    ConditionTest::Phrases(values.iter().map(|value| value_of(fields, value)).collect())
                }
                single => ConditionTest::Phrases(vec![value_of(fields, &single)]),
            },
            (Some("exists"), _) => ConditionTest::Exists,
            (Some("range"), _) => ConditionTest::Range(Box::new(range_of(fields, &unpacked(&value)))),
            (Some(other), _) => {
                let message = format!("no query type is called `{other}`");
                fields.problem("queryType", message, "write phrase, phrases, exists or range");
                ConditionTest::Exists
            }
        };
        Self { field, excluded, test }
    }
}

impl ConditionValue {
    pub(super) fn text(text: &str) -> Self {
        Self { template: Template::parse(text), value_type: ValueType::Text }
    }
}

/// Lists and ranges are written as JSON inside a text; the thing itself is read, too.
fn unpacked(value: &Value) -> Value {
    match value {
        Value::String(text) => serde_json::from_str(text).unwrap_or_else(|_| value.clone()),
        other => other.clone(),
    }
}

fn value_of(fields: &mut Fields<'_>, value: &Value) -> ConditionValue {
    let value_type = match (value, fields.peek_text("valueType")) {
        (Value::Number(_), _) | (_, Some("number")) => ValueType::Number,
        (Value::Bool(_), _) | (_, Some("boolean")) => ValueType::Boolean,
        _ => ValueType::Text,
    };
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(_) | Value::Bool(_) => value.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => {
            fields.problem("value", "the value is neither text, number nor boolean", "write one of these");
            String::new()
        }
    };
    ConditionValue { template: Template::parse(&text), value_type }
}

fn range_of(fields: &mut Fields<'_>, value: &Value) -> RangeBounds<ConditionValue> {
    let mut bound =
        |name: &str| value.get(name).filter(|bound| !bound.is_null()).map(|bound| value_of(fields, bound));
    let bounds = RangeBounds { gte: bound("gte"), gt: bound("gt"), lte: bound("lte"), lt: bound("lt") };
    if let RangeBounds { gte: None, gt: None, lte: None, lt: None } = bounds {
        fields.problem("value", "the range has no end", "write {\"gte\": …, \"lt\": …}");
    }
    bounds
}
