//! `_security`: who a client is and what it may do.

use std::sync::Arc;

use axum::http::Method;
use axum::{Extension, Json};
use serde_json::{Map, Value, json};

use super::Route;
use crate::app::JsonBody;
use crate::auth::{Identity, Permission, Realm};
use crate::error::ApiError;

/// Privileges on indices that sending needs.
const WRITING: [&str; 8] = [
    "auto_configure",
    "create",
    "create_doc",
    "create_index",
    "index",
    "write",
    "view_index_metadata",
    "monitor",
];
/// Privileges that reading needs.
const READING: [&str; 5] = ["read", "monitor", "view_index_metadata", "read_cross_cluster", "read_security"];

pub(super) fn routes() -> Vec<Route> {
    let path = "/_security/user/_has_privileges";
    let mut routes = Route::each([Method::GET, Method::POST], path, Permission::Known, has_privileges);
    routes.push(Route::new(Method::GET, "/_security/_authenticate", Permission::Known, who));
    routes
}

async fn who(Extension(identity): Extension<Arc<Identity>>) -> Json<Value> {
    let (realm, kind) = match identity.realm {
        Realm::Password => (json!({"name": "native1", "type": "native"}), "realm"),
        Realm::ApiKey => (json!({"name": "_es_api_key", "type": "_es_api_key"}), "api_key"),
        Realm::Open => (json!({"name": "__anonymous", "type": "__anonymous"}), "anonymous"),
    };
    let mut answer = json!({
        "username": identity.name,
        "roles": [identity.role.name()],
        "full_name": null,
        "email": null,
        "metadata": {},
        "enabled": true,
        "authentication_realm": realm,
        "lookup_realm": realm,
        "authentication_type": kind,
    });
    if let (Some(id), Some(answer)) = (&identity.key_id, answer.as_object_mut()) {
        answer.insert("api_key".to_owned(), json!({"id": id, "name": identity.name}));
    }
    Json(answer)
}

/// Answers for each privilege that is asked about. Those of indices and of the cluster follow from the role.
async fn has_privileges(
    Extension(identity): Extension<Arc<Identity>>,
    body: JsonBody<Value>,
) -> Result<Json<Value>, ApiError> {
    let asked = body.required()?;
    let may = |privilege: &str| {
        let may = |permission| identity.role.may(permission);
        may(Permission::Admin)
            || (WRITING.contains(&privilege) && may(Permission::Ingest))
            || (READING.contains(&privilege) && may(Permission::Read))
            || matches!(privilege, "monitor" | "read_ilm" | "read_pipeline")
            || (matches!(
                privilege,
                "manage_ilm" | "manage_index_templates" | "manage_pipeline" | "manage_ingest_pipelines"
            ) && may(Permission::Ingest))
    };
    let strings = |value: &Value| -> Vec<String> {
        let items = value.as_array().into_iter().flatten();
        items.filter_map(|item| item.as_str().map(str::to_owned)).collect()
    };
    let mut has_all = true;
    let mut decide = |privileges: Vec<String>| -> Value {
        let decided = privileges.into_iter().map(|privilege| {
            let may = may(&privilege);
            has_all &= may;
            (privilege, Value::Bool(may))
        });
        Value::Object(decided.collect::<Map<_, _>>())
    };
    let cluster = decide(strings(&asked["cluster"]));
    let mut index = Map::new();
    for entry in asked["index"].as_array().into_iter().flatten() {
        for name in strings(&entry["names"]) {
            index.insert(name, decide(strings(&entry["privileges"])));
        }
    }
    let mut application = Map::new();
    for entry in asked["application"].as_array().into_iter().flatten() {
        let mut resources = Map::new();
        for resource in strings(&entry["resources"]) {
            resources.insert(resource, decide(strings(&entry["privileges"])));
        }
        if let Some(name) = entry["application"].as_str() {
            application.insert(name.to_owned(), Value::Object(resources));
        }
    }
    Ok(Json(json!({
        "username": identity.name,
        "has_all_requested": has_all,
        "cluster": cluster,
        "index": index,
        "application": application,
    })))
}
