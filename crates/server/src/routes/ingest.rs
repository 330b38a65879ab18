//! `POST /ingest/<source>`: raw records of one source, one a line, from whatever can send lines.

use std::time::Instant;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::Route;
use crate::app::{App, RawBody};
use crate::auth::Permission;
use crate::error::ApiError;
use crate::http::Parameters;
use crate::intake::{Outcome, Posted, Rules, check_index_name};

/// Lines that could not be used and are told of; the others are counted.
const MOST_ERRORS: usize = 100;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::new(Method::POST, "/ingest/{source}", Permission::Ingest, ingest)]
}

/// Stores records. `?index=` is the data stream they go to, the source's first one where it is left out. Lines that cannot
/// be used are told of and do not keep the others back; when nothing could be stored for want of room, the status says so
/// and the client is to send again.
async fn ingest(
    State(app): State<App>,
    Path(name): Path<String>,
    parameters: Parameters,
    RawBody(body): RawBody,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let begun = Instant::now();
    let source = ingest::source(&name);
    let source = source.ok_or_else(|| ApiError::not_found(format!("there is no source [{name}]")))?;
    let index =
        parameters.text("index").or(source.indices.first().copied()).unwrap_or("logs-generic-default");
    check_index_name(index)?;
    let index = index.to_owned();
    let outcomes = app.intake.run(body.bytes.len(), move |storing| {
        let lines = body.bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
        let mut numbers = Vec::new();
        let mut records = Vec::new();
        let mut unreadable = Vec::new();
        for (line, number) in lines.zip(1_usize..).filter(|(line, _)| !line.is_empty()) {
            match std::str::from_utf8(line) {
                Ok(text) => {
                    numbers.push(number);
                    records.push(Posted { index: &index, id: None, text });
                }
                Err(_) => unreadable.push((number, "the line is no UTF-8".to_owned())),
            }
        }
        let outcomes = storing.store(&records, Rules { source: Some(source), ..Rules::default() });
        (numbers.into_iter().zip(outcomes).collect::<Vec<_>>(), unreadable)
    });
    let (outcomes, mut errors) = outcomes.await?;
    let count = |label: &str| outcomes.iter().filter(|(_, outcome)| outcome.label() == label).count();
    let created = count("created");
    let refusal = outcomes.iter().find_map(|(_, outcome)| match outcome {
        Outcome::Failed(error) if outcome.label() == "refused" => Some(error.clone()),
        _ => None,
    });
    if let Some(refusal) = refusal.filter(|_| created == 0) {
        return Err(refusal);
    }
    let failed = outcomes.iter().filter_map(|(number, outcome)| match outcome {
        Outcome::Failed(error) => Some((*number, error.reason.clone())),
        _ => None,
    });
    errors.extend(failed);
    errors.sort_unstable();
    let failed = errors.len();
    let status =
        if failed > 0 && failed >= outcomes.len() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let errors = errors.into_iter().take(MOST_ERRORS);
    let errors: Vec<Value> = errors.map(|(line, reason)| json!({"line": line, "reason": reason})).collect();
    let answer = json!({
        "took": begun.elapsed().as_millis() as u64,
        "created": created,
        "duplicates": count("duplicate"),
        "no_event": count("no_event"),
        "failed": failed,
        "errors": errors,
    });
    Ok((status, Json(answer)))
}
