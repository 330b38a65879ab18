//! Answers to whoever posted documents.

use std::fmt::Write as _;
use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::bulk::BulkItem;
use super::outcome::Outcome;
use crate::http::FilterPath;

/// About what one item of an answer takes.
const USUAL_ITEM_BYTES: usize = 190;

/// The answer to a bulk request. Without a filter it is written as text: a body has thousands of items, and all of them
/// look the same.
pub(crate) fn bulk_answer(
    items: &[BulkItem<'_>],
    outcomes: &[Outcome],
    took: Duration,
    filter: &FilterPath,
) -> String {
    let errors = outcomes.iter().any(|outcome| matches!(outcome, Outcome::Failed(_)));
    let took = took.as_millis();
    if !filter.is_empty() && !errors && !filter.wants(&["items"]) {
        return filter.apply(json!({"took": took as u64, "errors": false})).to_string();
    }
    if !filter.is_empty() {
        return filtered(items, outcomes, took as u64, errors, filter).to_string();
    }
    let mut text = String::with_capacity(64 + items.len() * USUAL_ITEM_BYTES);
    // Writing to a string does not fail.
    let _ = write!(text, r#"{{"errors":{errors},"took":{took},"items":["#);
    for (place, (item, outcome)) in items.iter().zip(outcomes).enumerate() {
        if place > 0 {
            text.push(',');
        }
        let action = item.action.name();
        match outcome {
            Outcome::Created { id, seq } => {
                let (index, id) = (quoted(&item.index), quoted(id));
                let _ = write!(
                    text,
                    r#"{{"{action}":{{"_index":{index},"_id":{id},"_version":1,"result":"created","_shards":{{"total":1,"successful":1,"failed":0}},"_seq_no":{seq},"_primary_term":1,"status":201}}}}"#
                );
            }
            other => {
                let _ = write!(text, r#"{{"{action}":{}}}"#, item_answer(item, other));
            }
        }
    }
    text.push_str("]}");
    text
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

/// The answer of which a client wants a part only. Beats ask for errors and statuses.
fn filtered(
    items: &[BulkItem<'_>],
    outcomes: &[Outcome],
    took: u64,
    errors: bool,
    filter: &FilterPath,
) -> Value {
    let answers = items
        .iter()
        .zip(outcomes)
        .map(|(item, outcome)| json!({item.action.name(): item_answer(item, outcome)}));
    filter.apply(json!({"errors": errors, "took": took, "items": answers.collect::<Vec<_>>()}))
}

fn item_answer(item: &BulkItem<'_>, outcome: &Outcome) -> Value {
    match outcome {
        Outcome::Failed(error) => json!({
            "_index": item.index,
            "_id": item.id,
            "status": error.status.as_u16(),
            "error": error.cause(),
        }),
        stored => {
            let (status, answer) = document_answer(&item.index, stored);
            let mut answer = answer;
            if let Some(answer) = answer.as_object_mut() {
                answer.insert("status".to_owned(), status.as_u16().into());
            }
            answer
        }
    }
}

/// The answer about one document that did not fail.
pub(crate) fn document_answer(index: &str, outcome: &Outcome) -> (StatusCode, Value) {
    let answer = |id: Option<&str>, seq: u64, result: &str, written: u8| {
        json!({
            "_index": index,
            "_id": id,
            "_version": 1,
            "result": result,
            "_shards": {"total": written, "successful": written, "failed": 0},
            "_seq_no": seq,
            "_primary_term": 1,
        })
    };
    match outcome {
        Outcome::Created { id, seq } => (StatusCode::CREATED, answer(Some(id), *seq, "created", 1)),
        Outcome::Exists { id } => (StatusCode::OK, answer(Some(id), 0, "noop", 0)),
        Outcome::NoEvent => (StatusCode::OK, answer(None, 0, "noop", 0)),
        Outcome::Failed(error) => (error.status, error.body()),
    }
}
