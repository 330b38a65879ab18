//! Rule files: TOML with the tables `[metadata]`, `[rule]` and `[transform]`.

use std::path::Path;

use serde_json::{Map, Value};

use super::super::decode::{Fields, ValuePath};
use super::super::{Rule, RuleMetadata};
use super::locate::{line_and_column, toml_place};
use super::{Known, LoadedRules, Origin, RuleProblem, transform};

pub(super) fn load(path: &Path, text: &str, loaded: &mut LoadedRules) -> Known {
    let origin = Origin::file(path);
    let mut document: Map<String, Value> = match toml::from_str(text) {
        Ok(document) => document,
        Err(error) => {
            let place = error.span().map(|span| line_and_column(text, span.start));
            let message = format!("not valid TOML: {}", error.message());
            let help = "correct the syntax at this place";
            loaded.problems.push(RuleProblem::syntax(origin, place, message, help));
            return Known::Yes;
        }
    };
    let Some(Value::Object(mut rule)) = document.shift_remove("rule") else { return Known::No };
    let mut problems = Vec::new();
    let metadata = match document.shift_remove("metadata") {
        Some(Value::Object(table)) => {
            RuleMetadata::read(&mut Fields::new(table, ValuePath::default().key("metadata"), &mut problems))
        }
        _ => RuleMetadata::default(),
    };
    let mut notes = Vec::new();
    if let Some(Value::Object(transforms)) = document.shift_remove("transform") {
        transform::apply(&transforms, &mut rule, &mut notes);
    }
    let name = rule.get("name").and_then(Value::as_str).map(str::to_owned);
    match Rule::read(rule, ValuePath::default().key("rule"), metadata) {
        Ok(rule) if problems.is_empty() => loaded.add(rule, origin, notes),
        result => {
            problems.extend(result.err().into_iter().flatten());
            let locate = |problem: &super::super::FieldProblem| toml_place(text, &problem.path);
            loaded.problems.push(RuleProblem::fields(origin, name, problems, locate));
        }
    }
    Known::Yes
}
