//! The `[transform]` table of a rule file: blocks that the guide refers to by number.
//!
//! Rule files keep the queries of their guide as tables (`[[transform.investigate]]`, `[[transform.osquery]]`) and write
//! `$investigate_0` in the note. The API's form has them in place: `!{investigate{…}}`, with the members sorted.

use serde_json::{Map, Value};

/// The parts of a rule that are Markdown and may refer to a block.
const MARKDOWN_MEMBERS: [&str; 2] = ["note", "setup"];

/// Puts the blocks where the rule's Markdown refers to them.
pub(super) fn apply(transforms: &Map<String, Value>, rule: &mut Map<String, Value>, notes: &mut Vec<String>) {
    for member in MARKDOWN_MEMBERS {
        if let Some(Value::String(markdown)) = rule.get_mut(member)
            && markdown.contains('$')
        {
            *markdown = substitute(transforms, markdown, notes);
        }
    }
}

fn substitute(transforms: &Map<String, Value>, markdown: &str, notes: &mut Vec<String>) -> String {
    let mut result = String::with_capacity(markdown.len() * 2);
    let mut rest = markdown;
    while let Some(position) = rest.find('$') {
        let (before, from_mark) = rest.split_at(position);
        result.push_str(before);
        match reference(transforms, from_mark) {
            Reference::To { length, name, block } => {
                push_block(&mut result, name, block);
                rest = from_mark.get(length..).unwrap_or_default();
            }
            Reference::Dangling { length } => {
                let text = from_mark.get(..length).unwrap_or(from_mark);
                notes.push(format!("the guide refers to {text}, but the file has no such block"));
                result.push_str(text);
                rest = from_mark.get(length..).unwrap_or_default();
            }
            Reference::None => {
                result.push('$');
                rest = from_mark.get(1..).unwrap_or_default();
            }
        }
    }
    result.push_str(rest);
    result
}

enum Reference<'t> {
    To { length: usize, name: &'t str, block: &'t Value },
    Dangling { length: usize },
    None,
}

/// What `$name_number` at the start of a text refers to.
fn reference<'t>(transforms: &'t Map<String, Value>, text: &str) -> Reference<'t> {
    for (name, blocks) in transforms {
        let Some(after) = text.get(1..).and_then(|text| text.strip_prefix(name.as_str())) else { continue };
        let Some(after) = after.strip_prefix('_') else { continue };
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            continue;
        }
        let length = 1 + name.len() + 1 + digits;
        let number = after.get(..digits).and_then(|digits| digits.parse::<usize>().ok());
        let block = number.and_then(|number| blocks.as_array()?.get(number));
        return match block {
            Some(block) => Reference::To { length, name, block },
            None => Reference::Dangling { length },
        };
    }
    Reference::None
}

fn push_block(result: &mut String, name: &str, block: &Value) {
    result.push_str("!{");
    result.push_str(name);
    result.push_str(&sorted(block).to_string());
    result.push('}');
}

/// The same value with the members of every object in the order of their names. TOML and JSON values are at most as
/// deep as their parsers allow, so this recursion is bounded.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let mut members: Vec<(&String, &Value)> = object.iter().collect();
            members.sort_by_key(|(name, _)| *name);
            Value::Object(members.into_iter().map(|(name, value)| (name.clone(), sorted(value))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        other => other.clone(),
    }
}
