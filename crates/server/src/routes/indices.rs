//! Indices as such: made by shippers before they send, though writing to one makes it too.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::Method;
use serde_json::{Map, Value, json};

use super::{Route, acknowledged};
use crate::app::App;
use crate::auth::Permission;
use crate::error::ApiError;
use crate::http::matches;
use crate::intake::check_index_name;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::new(Method::GET, "/{index}", Permission::Known, get),
        Route::new(Method::PUT, "/{index}", Permission::Ingest, create),
        Route::new(Method::GET, "/_alias/{name}", Permission::Known, alias),
        Route::new(Method::POST, "/_refresh", Permission::Known, refresh),
        Route::new(Method::POST, "/{index}/_refresh", Permission::Known, refresh),
    ]
}

/// The indices of these names or patterns that have events; clients ask so whether one is there.
async fn get(State(app): State<App>, Path(names): Path<String>) -> Result<Json<Value>, ApiError> {
    let mut found = Map::new();
    let all = app.indices.all();
    for name in names.split(',') {
        let before = found.len();
        for (index, _) in all.iter().filter(|(index, _)| name == "_all" || matches(name, index)) {
            found.insert(index.clone(), json!({"aliases": {}, "mappings": {}, "settings": {}}));
        }
        if found.len() == before && !name.contains('*') && name != "_all" {
            return Err(ApiError::no_such_index(name));
        }
    }
    Ok(Json(Value::Object(found)))
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
