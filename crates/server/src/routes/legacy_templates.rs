//! `_template`: the older kind of index templates, kept for older shippers.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{Method, StatusCode};
use serde_json::{Map, Value};

use super::{Route, acknowledged};
use crate::app::{App, JsonBody};
use crate::auth::Permission;
use crate::error::ApiError;
use crate::resources::Kind;

const PATH: &str = "/_template/{name}";

pub(super) fn routes() -> Vec<Route> {
    let changes = Route::each([Method::PUT, Method::POST], PATH, Permission::Ingest, put);
    let mut routes: Vec<Route> = changes.into_iter().map(Route::audited).collect();
    routes.extend([
        Route::new(Method::GET, "/_template", Permission::Known, list),
        Route::new(Method::GET, PATH, Permission::Known, get),
        Route::new(Method::DELETE, PATH, Permission::Admin, delete).audited(),
    ]);
    routes
}

fn answer(found: Vec<(String, Value)>) -> Json<Value> {
    Json(Value::Object(found.into_iter().collect::<Map<_, _>>()))
}

async fn list(State(app): State<App>) -> Json<Value> {
    answer(app.resources.get(Kind::LegacyTemplate, "*"))
}

/// Of a name that is not there the answer is 404 with an empty object.
async fn get(State(app): State<App>, Path(name): Path<String>) -> (StatusCode, Json<Value>) {
    let found = app.resources.get(Kind::LegacyTemplate, &name);
    let is_missing = found.is_empty() && !name.contains('*');
    (if is_missing { StatusCode::NOT_FOUND } else { StatusCode::OK }, answer(found))
}

async fn put(
    State(app): State<App>,
    Path(name): Path<String>,
    body: JsonBody<Value>,
) -> Result<Json<Value>, ApiError> {
    app.resources.put(Kind::LegacyTemplate, &name, body.required()?)?;
    Ok(acknowledged())
}

async fn delete(State(app): State<App>, Path(name): Path<String>) -> Result<Json<Value>, ApiError> {
    if !app.resources.remove(Kind::LegacyTemplate, &name)? {
        return Err(ApiError::not_found(format!("index_template [{name}] is missing")));
    }
    Ok(acknowledged())
}
