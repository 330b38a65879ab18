//! Exceptions: what a rule must not alert on.
//!
//! A rule refers to lists (`exceptions_list`); an export carries the lists and their items as lines of their own. They
//! are loaded and kept; nothing evaluates them yet.

use ecs::FieldPath;
use serde::Serialize;
use serde_json::Value;

use super::decode::Fields;

/// Entries nested deeper than this are refused; Elastic nests one level.
const MAX_NESTING: usize = 4;

/// A rule's reference to a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ExceptionListRef {
    /// Id of the list's saved object.
    pub id: String,
    /// The stable id.
    pub list_id: String,
    /// `detection`, `rule_default`, `endpoint`, …
    #[serde(rename = "type")]
    pub list_type: String,
    /// `single` (one space) or `agnostic` (all).
    pub namespace_type: String,
}

impl ExceptionListRef {
    pub(crate) fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            id: fields.text("id").unwrap_or_default(),
            list_id: fields.required_text("list_id", "name the exception list"),
            list_type: fields.text("type").unwrap_or_else(|| "detection".into()),
            namespace_type: fields.text("namespace_type").unwrap_or_else(|| "single".into()),
        }
    }
}

/// A list of exceptions, without its items.
#[derive(Clone, PartialEq, Debug)]
pub struct ExceptionList {
    /// The stable id, to which rules and items refer.
    pub list_id: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// `detection`, `rule_default`, `endpoint`, …
    pub list_type: String,
    /// `single` or `agnostic`.
    pub namespace_type: String,
    /// Its tags.
    pub tags: Vec<String>,
}

impl ExceptionList {
    pub(crate) fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            list_id: fields.required_text("list_id", "give the list an id"),
            name: fields.text("name").unwrap_or_default(),
            description: fields.text("description").unwrap_or_default(),
            list_type: fields.text("type").unwrap_or_else(|| "detection".into()),
            namespace_type: fields.text("namespace_type").unwrap_or_else(|| "single".into()),
            tags: fields.texts("tags"),
        }
    }
}

/// One exception: an event that meets all its entries raises no alert.
#[derive(Clone, PartialEq, Debug)]
pub struct ExceptionItem {
    /// Its own stable id.
    pub item_id: String,
    /// The list it belongs to.
    pub list_id: String,
    /// Its name.
    pub name: String,
    /// Why it exists.
    pub description: String,
    /// All must hold.
    pub entries: Vec<ExceptionEntry>,
    /// Only on these operating systems; empty means any.
    pub os_types: Vec<String>,
    /// From then on it no longer counts.
    pub expire_time: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// What people wrote about it.
    pub comments: Vec<String>,
}

impl ExceptionItem {
    pub(crate) fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            item_id: fields.required_text("item_id", "give the item an id"),
            list_id: fields.required_text("list_id", "name the list it belongs to"),
            name: fields.text("name").unwrap_or_default(),
            description: fields.text("description").unwrap_or_default(),
            entries: read_entries(fields, 0),
            os_types: fields.texts("os_types"),
            expire_time: fields.text("expire_time"),
            tags: fields.texts("tags"),
            comments: fields.objects("comments", |comment| comment.text("comment").unwrap_or_default()),
        }
    }
}

/// One condition of an exception.
#[derive(Clone, PartialEq, Debug)]
pub struct ExceptionEntry {
    /// Which field.
    pub field: FieldPath,
    /// Whether the condition must hold or must not.
    pub operator: ExceptionOperator,
    /// The condition.
    pub test: ExceptionTest,
}

/// `included` or `excluded`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ExceptionOperator {
    /// The condition must hold.
    Included,
    /// The condition must not hold.
    Excluded,
}

/// What an entry asks of its field.
#[derive(Clone, PartialEq, Debug)]
pub enum ExceptionTest {
    /// `match`: is this phrase.
    Match(String),
    /// `match_any`: is any of these.
    MatchAny(Vec<String>),
    /// `wildcard`: matches this pattern; case counts.
    Wildcard(String),
    /// `exists`: has a value.
    Exists,
    /// `list`: is in this value list.
    List {
        /// The value list.
        id: String,
        /// `keyword`, `ip`, `ip_range`, …
        value_type: String,
    },
    /// `nested`: an object of the array meets all of these.
    Nested(Vec<ExceptionEntry>),
}

fn read_entries(fields: &mut Fields<'_>, depth: usize) -> Vec<ExceptionEntry> {
    if depth == MAX_NESTING {
        fields.problem("entries", "the entries are nested too deeply", "write nested entries one level deep");
        return Vec::new();
    }
    fields.objects("entries", |fields| read_entry(fields, depth)).into_iter().flatten().collect()
}

fn read_entry(fields: &mut Fields<'_>, depth: usize) -> Option<ExceptionEntry> {
    let field = fields.required_text("field", "name the field").into();
    let operator = match fields.text("operator").as_deref() {
        Some("excluded") => ExceptionOperator::Excluded,
        _ => ExceptionOperator::Included,
    };
    let kind = fields.required_text("type", "write match, match_any, wildcard, exists, list or nested");
    let test = match kind.as_str() {
        "match" => ExceptionTest::Match(fields.required_text("value", "write what the field must be")),
        "match_any" => ExceptionTest::MatchAny(fields.texts("value")),
        "wildcard" => ExceptionTest::Wildcard(fields.required_text("value", "write the pattern")),
        "exists" => ExceptionTest::Exists,
        "list" => fields.object("list", |list| ExceptionTest::List {
            id: list.required_text("id", "name the value list"),
            value_type: list.text("type").unwrap_or_else(|| "keyword".into()),
        })?,
        "nested" => ExceptionTest::Nested(read_entries(fields, depth + 1)),
        "" => return None,
        other => {
            let message = format!("no entry is of type `{other}`");
            fields.problem("type", message, "write match, match_any, wildcard, exists, list or nested");
            return None;
        }
    };
    Some(ExceptionEntry { field, operator, test })
}

/// Whether a line of an export is an exception list, and not an item or a rule.
pub(crate) fn is_list(object: &serde_json::Map<String, Value>) -> bool {
    object.contains_key("list_id") && !object.contains_key("item_id") && !object.contains_key("rule_id")
}

/// Whether a line of an export is an exception item.
pub(crate) fn is_item(object: &serde_json::Map<String, Value>) -> bool {
    object.contains_key("item_id") && object.contains_key("list_id")
}
