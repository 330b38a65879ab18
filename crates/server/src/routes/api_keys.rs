//! `_security/api_key`: keys for shippers and programs.

use std::sync::Arc;

use axum::extract::State;
use axum::http::Method;
use axum::{Extension, Json};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Route;
use crate::app::{App, JsonBody};
use crate::auth::{AuthError, Identity, Permission, Role};
use crate::error::ApiError;
use crate::http::{Parameters, matches};

const PATH: &str = "/_security/api_key";

pub(super) fn routes() -> Vec<Route> {
    let changes = Route::each([Method::PUT, Method::POST], PATH, Permission::Admin, create);
    let mut routes: Vec<Route> = changes.into_iter().map(Route::audited).collect();
    routes.push(Route::new(Method::GET, PATH, Permission::Admin, list));
    routes.push(Route::new(Method::DELETE, PATH, Permission::Admin, invalidate).audited());
    routes
}

#[derive(Deserialize)]
struct NewKey {
    name: String,
    #[serde(default)]
    expiration: Option<String>,
    #[serde(default)]
    role_descriptors: Map<String, Value>,
    #[serde(default)]
    metadata: Value,
}

/// Makes a key. Its role is `metadata.role`; without it, a key whose descriptors only write is for ingest, and another one
/// may what its maker may.
async fn create(
    State(app): State<App>,
    Extension(identity): Extension<Arc<Identity>>,
    body: JsonBody<NewKey>,
) -> Result<Json<Value>, ApiError> {
    let new = body.required()?;
    let role = match new.metadata["role"].as_str() {
        Some(name) => Role::from_name(name)
            .ok_or_else(|| ApiError::illegal_argument(format!("there is no role [{name}]")))?,
        None if writes_only(&new.role_descriptors) => Role::Ingest,
        None => identity.role,
    };
    let expires = new.expiration.as_deref().map(end_of).transpose()?;
    let (gate, name) = (Arc::clone(&app.gate), new.name.clone());
    let made = tokio::task::spawn_blocking(move || gate.accounts().add_key(&name, role, expires)).await;
    let made = made.map_err(|error| ApiError::internal(&error))?.map_err(refusal)?;
    tracing::info!(target: "audit", by = identity.name, key = made.id, name = new.name, role = role.name(), "key made");
    Ok(Json(json!({
        "id": made.id,
        "name": new.name,
        "expiration": expires,
        "api_key": made.secret,
        "encoded": STANDARD.encode(format!("{}:{}", made.id, made.secret)),
    })))
}

fn refusal(error: AuthError) -> ApiError {
    match error {
        AuthError::File(_) | AuthError::NoRandomness | AuthError::Hashing => ApiError::internal(&error),
        other => ApiError::illegal_argument(other.to_string()),
    }
}

fn writes_only(descriptors: &Map<String, Value>) -> bool {
    const WRITES: [&str; 7] =
        ["auto_configure", "create", "create_doc", "create_index", "index", "write", "view_index_metadata"];
    let entries = descriptors.values().flat_map(|descriptor| {
        ["index", "indices"].into_iter().filter_map(|name| descriptor[name].as_array()).flatten()
    });
    let privileges: Vec<&str> = entries
        .filter_map(|entry| entry["privileges"].as_array())
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    !privileges.is_empty() && privileges.iter().all(|privilege| WRITES.contains(privilege))
}

/// When a key ends that lives so long: a number with `d`, `h`, `m`, `s` or `ms`.
fn end_of(duration: &str) -> Result<i64, ApiError> {
    let wrong = || {
        ApiError::illegal_argument(format!("failed to parse setting [expiration] with value [{duration}]"))
    };
    let digits = duration.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = duration.split_at(digits);
    let milliseconds: i64 = match unit {
        "d" => 86_400_000,
        "h" => 3_600_000,
        "m" => 60_000,
        "s" => 1000,
        "ms" => 1,
        _ => return Err(wrong()),
    };
    let number: i64 = number.parse().map_err(|_| wrong())?;
    let lasts = number.checked_mul(milliseconds).ok_or_else(wrong)?;
    jiff::Timestamp::now().as_millisecond().checked_add(lasts).ok_or_else(wrong)
}

async fn list(State(app): State<App>, parameters: Parameters) -> Json<Value> {
    let accounts = app.gate.accounts().list();
    let (id, name) = (parameters.text("id"), parameters.text("name"));
    let keys = accounts.keys.iter().filter(|(key, value)| {
        id.is_none_or(|id| id == key.as_str()) && name.is_none_or(|name| matches(name, &value.name))
    });
    let keys = keys.map(|(id, key)| {
        json!({
            "id": id,
            "name": key.name,
            "type": "rest",
            "creation": key.created,
            "expiration": key.expires,
            "invalidated": false,
            "realm": "tripline",
            "metadata": {"role": key.role.name()},
        })
    });
    Json(json!({"api_keys": keys.collect::<Vec<_>>()}))
}

#[derive(Deserialize)]
struct Invalidation {
    #[serde(default)]
    ids: Vec<String>,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    name: Option<String>,
}

async fn invalidate(
    State(app): State<App>,
    Extension(identity): Extension<Arc<Identity>>,
    body: JsonBody<Invalidation>,
) -> Result<Json<Value>, ApiError> {
    let body = body.required()?;
    let meant: Vec<String> = body.ids.into_iter().chain(body.id).chain(body.name).collect();
    if meant.is_empty() {
        return Err(ApiError::illegal_argument("one of [ids, name] must be specified"));
    }
    let gate = Arc::clone(&app.gate);
    let removed = tokio::task::spawn_blocking(move || {
        let mut removed = Vec::new();
        for id in meant {
            match gate.accounts().remove_key(&id) {
                Ok(ids) => removed.extend(ids),
                Err(AuthError::Unknown(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(removed)
    });
    let removed = removed.await.map_err(|error| ApiError::internal(&error))?.map_err(refusal)?;
    tracing::info!(target: "audit", by = identity.name, keys = ?removed, "keys invalidated");
    Ok(Json(
        json!({"invalidated_api_keys": removed, "previously_invalidated_api_keys": [], "error_count": 0}),
    ))
}
