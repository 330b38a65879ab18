//! `_index_template`: kept; a template with `data_stream` makes what its patterns name data streams.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::Method;
use serde_json::{Value, json};

use super::{Route, acknowledged};
use crate::app::{App, JsonBody};
use crate::auth::Permission;
use crate::error::ApiError;
use crate::resources::Kind;

const PATH: &str = "/_index_template/{name}";

pub(super) fn routes() -> Vec<Route> {
    let changes = Route::each([Method::PUT, Method::POST], PATH, Permission::Ingest, put);
    let mut routes: Vec<Route> = changes.into_iter().map(Route::audited).collect();
    routes.extend([
        Route::new(Method::GET, "/_index_template", Permission::Known, list),
        Route::new(Method::GET, PATH, Permission::Known, get),
        Route::new(Method::DELETE, PATH, Permission::Admin, delete).audited(),
    ]);
    routes
}

fn answer(templates: Vec<(String, Value)>) -> Json<Value> {
    let templates = templates.into_iter().map(|(name, body)| json!({"name": name, "index_template": body}));
    Json(json!({"index_templates": templates.collect::<Vec<_>>()}))
}

fn missing(name: &str) -> ApiError {
    ApiError::not_found(format!("index template matching [{name}] not found"))
}

async fn list(State(app): State<App>) -> Json<Value> {
    answer(app.resources.get(Kind::IndexTemplate, "*"))
}

async fn get(State(app): State<App>, Path(name): Path<String>) -> Result<Json<Value>, ApiError> {
    let found = app.resources.get(Kind::IndexTemplate, &name);
    // A pattern that nothing matches is no error, a name is.
    if found.is_empty() && !name.contains('*') {
        return Err(missing(&name));
    }
    Ok(answer(found))
}

async fn put(
    State(app): State<App>,
    Path(name): Path<String>,
    body: JsonBody<Value>,
) -> Result<Json<Value>, ApiError> {
    app.resources.put(Kind::IndexTemplate, &name, body.required()?)?;
    Ok(acknowledged())
}

async fn delete(State(app): State<App>, Path(name): Path<String>) -> Result<Json<Value>, ApiError> {
    if !app.resources.remove(Kind::IndexTemplate, &name)? {
        return Err(missing(&name));
    }
    Ok(acknowledged())
}
