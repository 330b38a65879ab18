//! `GET /`: what clients and shippers ask first.

use axum::Json;
use axum::extract::State;
use axum::http::Method;
use serde_json::{Value, json};

use super::Route;
use crate::app::App;
use crate::auth::Permission;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::new(Method::GET, "/", Permission::Known, root)]
}

/// The product's greeting. Beats read `version.number` and `version.build_flavor`, which has to be `default`.
async fn root(State(app): State<App>) -> Json<Value> {
    Json(json!({
        "name": "tripline",
        "cluster_name": "tripline",
        "cluster_uuid": app.cluster_uuid,
        "version": {
            "number": app.config.http.elasticsearch_version,
            "build_flavor": "default",
            "build_type": "tripline",
            "build_hash": env!("CARGO_PKG_VERSION"),
            "build_date": "1970-01-01T00:00:00.000Z",
            "build_snapshot": false,
            "lucene_version": "10.0.0",
            "minimum_wire_compatibility_version": "8.19.0",
            "minimum_index_compatibility_version": "8.0.0",
        },
        "tagline": "You Know, for Search",
    }))
}
