//! `_license`: Beats and Logstash go on only when there is an active one.

use axum::Json;
use axum::extract::State;
use axum::http::Method;
use serde_json::{Value, json};

use super::Route;
use crate::app::App;
use crate::auth::Permission;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::new(Method::GET, "/_license", Permission::Known, license)]
}

async fn license(State(app): State<App>) -> Json<Value> {
    Json(json!({"license": {
        "status": "active",
        "uid": app.cluster_uuid,
        "type": "basic",
        "mode": "basic",
        "issue_date": "1970-01-01T00:00:00.000Z",
        "issue_date_in_millis": 0,
        "max_nodes": 1000,
        "max_resource_units": null,
        "issued_to": "tripline",
        "issuer": "tripline",
        "start_date_in_millis": -1,
    }}))
}
