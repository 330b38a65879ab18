//! `_data_stream`: made by shippers before they send, though writing to one makes it too.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Route, acknowledged};
use crate::app::App;
use crate::auth::Permission;
use crate::error::ApiError;
use crate::http::matches;
use crate::intake::check_index_name;
use crate::resources::Kind;

const PATH: &str = "/_data_stream/{name}";
const LIFECYCLE: &str = "/_data_stream/{name}/_lifecycle";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::new(Method::GET, "/_data_stream", Permission::Known, list),
        Route::new(Method::GET, PATH, Permission::Known, get),
        Route::new(Method::PUT, PATH, Permission::Ingest, put).audited(),
        Route::new(Method::PUT, LIFECYCLE, Permission::Ingest, put_lifecycle).audited(),
    ]
}

/// Data streams of these names: those that were made, and those that have events.
fn find(app: &App, names: &str) -> BTreeSet<String> {
    let made = app.resources.get(Kind::DataStream, names).into_iter().map(|(name, _)| name);
    let is_meant = |name: &str| names.split(',').any(|pattern| matches(pattern, name));
    let written = app.indices.all().into_iter().map(|(name, _)| name);
    let written = written.filter(|name| is_meant(name) && app.resources.is_data_stream(name));
    made.chain(written).collect()
}

fn answer(streams: BTreeSet<String>) -> Json<Value> {
    let streams = streams.into_iter().map(|name| {
        json!({
            "name": name,
            "timestamp_field": {"name": "@timestamp"},
            "indices": [{"index_name": name, "index_uuid": name, "managed_by": "Unmanaged"}],
            "generation": 1,
            "status": "GREEN",
            "template": name,
            "hidden": false,
            "system": false,
            "allow_custom_routing": false,
            "replicated": false,
            "rollover_on_write": false,
        })
    });
    Json(json!({"data_streams": streams.collect::<Vec<_>>()}))
}

async fn list(State(app): State<App>) -> Json<Value> {
    answer(find(&app, "*"))
}

async fn get(State(app): State<App>, Path(name): Path<String>) -> Result<Json<Value>, ApiError> {
    let found = find(&app, &name);
    if found.is_empty() && !name.contains('*') {
        return Err(ApiError::no_such_index(&name));
    }
    Ok(answer(found))
}

async fn put(State(app): State<App>, Path(name): Path<String>) -> Result<Json<Value>, ApiError> {
    check_index_name(&name)?;
    if find(&app, &name).contains(&name) {
        let reason = format!("data_stream [{name}] already exists");
        return Err(ApiError::new(StatusCode::BAD_REQUEST, "resource_already_exists_exception", reason));
    }
    app.resources.put(Kind::DataStream, &name, json!({}))?;
    Ok(acknowledged())
}

/// Retention is a setting of the server; what is asked for here is acknowledged so that shippers go on.
async fn put_lifecycle(Path(name): Path<String>) -> Result<Json<Value>, ApiError> {
    check_index_name(&name)?;
    Ok(acknowledged())
}
