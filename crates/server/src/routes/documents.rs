//! `_doc` and `_create`: documents one at a time.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::Route;
use crate::app::{App, RawBody};
use crate::auth::Permission;
use crate::error::ApiError;
use crate::http::Parameters;
use crate::intake::{Action, BulkItem, document_answer};

pub(super) fn routes() -> Vec<Route> {
    let methods = [Method::PUT, Method::POST];
    let mut routes = vec![
        Route::new(Method::POST, "/{index}/_doc", Permission::Ingest, post),
        Route::new(Method::GET, "/{index}/_doc/{id}", Permission::Read, get),
    ];
    routes.extend(Route::each(methods.clone(), "/{index}/_doc/{id}", Permission::Ingest, put));
    routes.extend(Route::each(methods, "/{index}/_create/{id}", Permission::Ingest, create));
    routes
}

/// A stored event by its id.
async fn get(State(app): State<App>, Path((index, id)): Path<(String, String)>) -> Answer {
    let (store, wanted) = (Arc::clone(&app.store), (index.clone(), id.clone()));
    let found = tokio::task::spawn_blocking(move || {
        let seq = store.find(&wanted.0, &wanted.1)?;
        let hit = seq.map(|seq| store.event(seq)).transpose()?.flatten();
        Ok::<_, store::StoreError>(seq.zip(hit))
    });
    let found = found.await.map_err(|error| ApiError::internal(&error))?;
    let Some((seq, hit)) = found.map_err(|error| ApiError::internal(&error))? else {
        return Ok((StatusCode::NOT_FOUND, Json(json!({"_index": index, "_id": id, "found": false}))));
    };
    let source: Value = serde_json::from_str(&hit.source).map_err(|error| ApiError::internal(&error))?;
    let found = json!({
        "_index": hit.index,
        "_id": hit.id,
        "_version": 1,
        "_seq_no": seq,
        "_primary_term": 1,
        "found": true,
        "_source": source,
    });
    Ok((StatusCode::OK, Json(found)))
}

type Answer = Result<(StatusCode, Json<Value>), ApiError>;

async fn post(
    State(app): State<App>,
    Path(index): Path<String>,
    parameters: Parameters,
    body: RawBody,
) -> Answer {
    // Elasticsearch makes ids for these, so that `create` and `index` are the same; data streams only take the former.
    store(&app, Action::Create, index, None, &parameters, body).await
}

async fn put(
    State(app): State<App>,
    Path((index, id)): Path<(String, String)>,
    parameters: Parameters,
    body: RawBody,
) -> Answer {
    let action = match parameters.text("op_type") {
        None | Some("index") => Action::Index,
        Some("create") => Action::Create,
        Some(other) => {
            return Err(ApiError::illegal_argument(format!(
                "opType must be 'create' or 'index', found: [{other}]"
            )));
        }
    };
    store(&app, action, index, Some(id), &parameters, body).await
}

async fn create(
    State(app): State<App>,
    Path((index, id)): Path<(String, String)>,
    parameters: Parameters,
    body: RawBody,
) -> Answer {
    store(&app, Action::Create, index, Some(id), &parameters, body).await
}

async fn store(
    app: &App,
    action: Action,
    index: String,
    id: Option<String>,
    parameters: &Parameters,
    RawBody(body): RawBody,
) -> Answer {
    let require_data_stream = parameters.is_on("require_data_stream")?;
    let require_alias = parameters.is_on("require_alias")?;
    let stored = app.intake.run(body.bytes.len(), move |storing| {
        let item = BulkItem {
            action,
            index: index.as_str().into(),
            id: id.as_deref().map(Into::into),
            require_data_stream,
            require_alias,
            source: std::str::from_utf8(&body.bytes).ok(),
        };
        let outcome = storing.bulk(std::slice::from_ref(&item)).pop();
        outcome.map(|outcome| document_answer(&item.index, &outcome))
    });
    let (status, answer) = stored.await?.ok_or_else(|| ApiError::internal(&"a document has no outcome"))?;
    Ok((status, Json(answer)))
}
