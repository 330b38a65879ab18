//! The details of what a command did: one line each.

use ecs::{EventSink, FieldId};
use serde_json::{Map, Value};

const INVOCATION_DETAILS: FieldId = FieldId::of("powershell.command.invocation_details");
/// Lines beyond this many are left out.
const MAX_LINES: usize = 10_000;

/// Sets the details.
pub(super) fn set(lines: Option<&str>, sink: &mut dyn EventSink) {
    let Some(lines) = lines.map(|lines| lines.trim_end_matches('\n')).filter(|lines| !lines.is_empty())
    else {
        return;
    };
    if sink.wants(INVOCATION_DETAILS) || sink.wants_any_below(INVOCATION_DETAILS) {
        let details = lines.split('\n').take(MAX_LINES).map(|line| Value::Object(detail(line))).collect();
        sink.json(INVOCATION_DETAILS, &Value::Array(details));
    }
}

/// `ParameterBinding(Out-Null): name="InputObject"; value="x"`.
fn detail(line: &str) -> Map<String, Value> {
    let mut detail = Map::new();
    let mut add = |name: &str, value: &str| detail.insert(name.to_owned(), Value::from(value));
    match read(line) {
        Some((kind @ "ParameterBinding", command, rest)) => match binding(rest) {
            Some((name, value)) => {
                add("type", kind);
                add("related_command", command);
                add("name", name);
                add("value", value);
            }
            None => {
                add("value", rest);
            }
        },
        Some((kind, command, rest)) => {
            add("type", kind);
            add("related_command", command);
            if !rest.is_empty() {
                add("value", rest);
            }
        }
        None => {
            add("value", line);
        }
    }
    detail
}

/// Kind, command and the rest of a line.
fn read(line: &str) -> Option<(&str, &str, &str)> {
    let (kind, rest) = line.split_once('(').filter(|(kind, _)| !kind.is_empty() && !kind.contains(':'))?;
    let (command, rest) = rest.split_once(')').filter(|(command, _)| !command.is_empty())?;
    Some((kind, command, rest.strip_prefix(':')?.trim_start()))
}

fn binding(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_prefix("name=")?;
    let mut from_end = text.rmatch_indices(';').map(|(at, _)| at);
    from_end.find_map(|at| {
        let value = text.get(at + 1..)?.trim_start().strip_prefix("value=")?;
        text.get(..at).filter(|name| !name.is_empty() && !value.is_empty()).map(|name| (name, value))
    })
}
