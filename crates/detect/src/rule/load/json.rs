//! Kibana exports: NDJSON with a rule a line, JSON arrays, single objects, and API answers with the rules under `data`.

use std::path::Path;

use serde_json::{Map, Value};

use super::super::decode::{Fields, ValuePath};
use super::super::exception::{is_item, is_list};
use super::super::{ExceptionItem, ExceptionList, FieldProblem, Rule, RuleMetadata};
use super::locate::{json_offset, line_and_column};
use super::{Known, LoadedRules, Origin, RuleProblem};

/// Members by which the summary line at the end of an export is known.
const SUMMARY_MEMBERS: [&str; 4] =
    ["exported_count", "exported_rules_count", "exported_exception_list_count", "missing_rules"];

pub(super) fn load(path: &Path, text: &str, loaded: &mut LoadedRules) -> Known {
    if is_line_delimited(text) { load_lines(path, text, loaded) } else { load_whole(path, text, loaded) }
}

/// Whether lines are values of their own: the first or second line that is not blank is a whole object. (The first alone
/// would not do: it may be the broken one.)
fn is_line_delimited(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let is_object = |line: &str| {
        line.trim_start().starts_with('{') && serde_json::from_str::<Map<String, Value>>(line).is_ok()
    };
    lines.next().is_some_and(is_object) || lines.next().is_some_and(is_object)
}

fn load_lines(path: &Path, text: &str, loaded: &mut LoadedRules) -> Known {
    let mut known = Known::No;
    for (position, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let origin = Origin { path: path.to_owned(), line: Some(position + 1), index: None };
        match serde_json::from_str::<Value>(line) {
            Ok(value) => {
                let source = SourceText { text: line, first_line: position };
                if load_value(value, &origin, &ValuePath::default(), source, loaded) == Known::Yes {
                    known = Known::Yes;
                }
            }
            Err(error) => {
                let place = Some((position + 1, error.column()));
                loaded.problems.push(syntax(origin, place, &error));
            }
        }
    }
    known
}

fn load_whole(path: &Path, text: &str, loaded: &mut LoadedRules) -> Known {
    let origin = Origin::file(path);
    match serde_json::from_str::<Value>(text) {
        Ok(value) => {
            load_value(value, &origin, &ValuePath::default(), SourceText { text, first_line: 0 }, loaded)
        }
        Err(error) => {
            let place = Some((error.line(), error.column()));
            loaded.problems.push(syntax(origin, place, &error));
            Known::Yes
        }
    }
}

fn syntax(origin: Origin, place: Option<(usize, usize)>, error: &serde_json::Error) -> RuleProblem {
    // The parser's own place counts from the start of what it was given, which may be one line of many.
    let full = error.to_string();
    let message = full.rsplit_once(" at line ").map_or(full.as_str(), |(message, _)| message);
    let message = format!("not valid JSON: {message}");
    RuleProblem::syntax(origin, place, message, "correct the syntax at this place, or export the rules again")
}

/// The text that a value was read from, to say where in it something is.
#[derive(Clone, Copy)]
struct SourceText<'t> {
    text: &'t str,
    /// How many lines of the file come before it.
    first_line: usize,
}

impl SourceText<'_> {
    fn place(&self, path: &ValuePath) -> (usize, usize) {
        let (line, column) = line_and_column(self.text, json_offset(self.text, path));
        (self.first_line + line, column)
    }
}

/// Loads whatever a value is: a list, a wrapper, a rule, a part of an export.
fn load_value(
    value: Value,
    origin: &Origin,
    path: &ValuePath,
    source: SourceText<'_>,
    loaded: &mut LoadedRules,
) -> Known {
    match value {
        Value::Array(items) => {
            let mut known = if items.is_empty() { Known::Yes } else { Known::No };
            for (index, item) in items.into_iter().enumerate() {
                let origin = Origin { index: Some(index), ..origin.clone() };
                if load_value(item, &origin, &path.index(index), source, loaded) == Known::Yes {
                    known = Known::Yes;
                }
            }
            known
        }
        Value::Object(object) => load_object(object, origin, path, source, loaded),
        _ => Known::No,
    }
}

fn load_object(
    mut object: Map<String, Value>,
    origin: &Origin,
    path: &ValuePath,
    source: SourceText<'_>,
    loaded: &mut LoadedRules,
) -> Known {
    if is_rule(&object) {
        load_rule(object, origin, path, source, loaded);
        return Known::Yes;
    }
    if is_item(&object) || is_list(&object) {
        load_exception(object, origin, path, source, loaded);
        return Known::Yes;
    }
    if SUMMARY_MEMBERS.iter().any(|member| object.contains_key(*member)) {
        return Known::Yes;
    }
    // An API answer (`data`), or a rule as Elastic's package holds it, a saved object (`attributes`).
    for wrapper in ["data", "attributes", "rules"] {
        if matches!(object.get(wrapper), Some(Value::Object(_) | Value::Array(_)))
            && let Some(inner) = object.shift_remove(wrapper)
        {
            return load_value(inner, origin, &path.key(wrapper), source, loaded);
        }
    }
    Known::No
}

/// A rule has an id, or at least a name, a type and one of the members that every rule has.
fn is_rule(object: &Map<String, Value>) -> bool {
    let has = |key: &str| object.contains_key(key);
    has("rule_id") || (has("type") && has("name") && (has("risk_score") || has("severity")))
}

fn load_rule(
    object: Map<String, Value>,
    origin: &Origin,
    path: &ValuePath,
    source: SourceText<'_>,
    loaded: &mut LoadedRules,
) {
    let name = object.get("name").and_then(Value::as_str).map(str::to_owned);
    match Rule::read(object, path.clone(), RuleMetadata::default()) {
        Ok(rule) => loaded.add(rule, origin.clone(), Vec::new()),
        Err(problems) => add_problems(origin, name, problems, source, loaded),
    }
}

fn load_exception(
    object: Map<String, Value>,
    origin: &Origin,
    path: &ValuePath,
    source: SourceText<'_>,
    loaded: &mut LoadedRules,
) {
    let name = object.get("name").and_then(Value::as_str).map(str::to_owned);
    let item = is_item(&object);
    let mut problems = Vec::new();
    let mut fields = Fields::new(object, path.clone(), &mut problems);
    if item {
        let exception = ExceptionItem::read(&mut fields);
        if problems.is_empty() {
            loaded.exception_items.push(exception);
            return;
        }
    } else {
        let list = ExceptionList::read(&mut fields);
        if problems.is_empty() {
            loaded.exception_lists.push(list);
            return;
        }
    }
    add_problems(origin, name, problems, source, loaded);
}

fn add_problems(
    origin: &Origin,
    name: Option<String>,
    problems: Vec<FieldProblem>,
    source: SourceText<'_>,
    loaded: &mut LoadedRules,
) {
    let locate = |problem: &FieldProblem| Some(source.place(&problem.path));
    loaded.problems.push(RuleProblem::fields(origin.clone(), name, problems, locate));
}
