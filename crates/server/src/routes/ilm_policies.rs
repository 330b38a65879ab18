//! `_ilm/policy`: kept for Beats that ask for theirs when they start. Retention is a setting of the server.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::Method;
use serde_json::{Map, Value, json};

use super::{Route, acknowledged};
use crate::app::{App, JsonBody};
use crate::auth::Permission;
use crate::error::ApiError;
use crate::resources::Kind;

const PATH: &str = "/_ilm/policy/{name}";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::new(Method::GET, "/_ilm/policy", Permission::Known, list),
        Route::new(Method::GET, PATH, Permission::Known, get),
        Route::new(Method::PUT, PATH, Permission::Ingest, put).audited(),
        Route::new(Method::DELETE, PATH, Permission::Admin, delete).audited(),
    ]
}

fn answer(policies: Vec<(String, Value)>) -> Json<Value> {
    let policies = policies.into_iter().map(|(name, body)| {
        let policy = body.get("policy").cloned().unwrap_or_default();
        (name, json!({"version": 1, "policy": policy, "in_use_by": {"indices": [], "data_streams": [], "composable_templates": []}}))
    });
    Json(Value::Object(policies.collect::<Map<_, _>>()))
}

async fn list(State(app): State<App>) -> Json<Value> {
    answer(app.resources.get(Kind::IlmPolicy, "*"))
}

async fn get(State(app): State<App>, Path(name): Path<String>) -> Result<Json<Value>, ApiError> {
    let found = app.resources.get(Kind::IlmPolicy, &name);
    if found.is_empty() {
        return Err(ApiError::not_found(format!("Lifecycle policy not found: {name}")));
    }
    Ok(answer(found))
}

async fn put(
    State(app): State<App>,
    Path(name): Path<String>,
    body: JsonBody<Value>,
) -> Result<Json<Value>, ApiError> {
    app.resources.put(Kind::IlmPolicy, &name, body.required()?)?;
    Ok(acknowledged())
}

async fn delete(State(app): State<App>, Path(name): Path<String>) -> Result<Json<Value>, ApiError> {
    if !app.resources.remove(Kind::IlmPolicy, &name)? {
        return Err(ApiError::not_found(format!("Lifecycle policy not found: {name}")));
    }
    Ok(acknowledged())
}
