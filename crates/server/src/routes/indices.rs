//! Indices as such: made by shippers before they send, though writing to one makes it too.

use axum::Json;
use axum::extract::Path;
use axum::http::Method;
use serde_json::{Value, json};

use super::{Route, acknowledged};
use crate::auth::Permission;
use crate::error::ApiError;
use crate::intake::check_index_name;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::new(Method::PUT, "/{index}", Permission::Ingest, create),
        Route::new(Method::GET, "/_alias/{name}", Permission::Known, alias),
        Route::new(Method::POST, "/_refresh", Permission::Known, refresh),
        Route::new(Method::POST, "/{index}/_refresh", Permission::Known, refresh),
    ]
}

async fn create(Path(index): Path<String>) -> Result<Json<Value>, ApiError> {
    check_index_name(&index)?;
    let acknowledged = acknowledged().0;
    Ok(Json(
        json!({"acknowledged": acknowledged["acknowledged"], "shards_acknowledged": true, "index": index}),
    ))
}

/// There are no aliases; older Beats ask for theirs.
async fn alias(Path(name): Path<String>) -> ApiError {
    ApiError::new(
        axum::http::StatusCode::NOT_FOUND,
        "aliases_not_found_exception",
        format!("aliases [{name}] missing"),
    )
}

/// Events are found as soon as they are answered.
async fn refresh() -> Json<Value> {
    Json(json!({"_shards": {"total": 1, "successful": 1, "failed": 0}}))
}
