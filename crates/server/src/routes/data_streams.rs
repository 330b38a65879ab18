//! `_data_stream`: made by shippers before they send, though writing to one makes it too.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Route, acknowledged};
use crate::app::App;
use crate::auth::Permission;
use crate::error::ApiError;
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

fn answer(streams: Vec<(String, Value)>) -> Json<Value> {
    let streams = streams.into_iter().map(|(name, _)| {
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
    answer(app.resources.get(Kind::DataStream, "*"))
}

async fn get(State(app): State<App>, Path(name): Path<String>) -> Result<Json<Value>, ApiError> {
    let found = app.resources.get(Kind::DataStream, &name);
    if found.is_empty() && !name.contains('*') {
        return Err(ApiError::no_such_index(&name));
    }
    Ok(answer(found))
}

async fn put(State(app): State<App>, Path(name): Path<String>) -> Result<Json<Value>, ApiError> {
    check_index_name(&name)?;
    if !app.resources.get(Kind::DataStream, &name).is_empty() {
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
