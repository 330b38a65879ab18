//! `_cluster`: always one healthy node.

use axum::Json;
use axum::http::Method;
use serde_json::{Value, json};

use super::Route;
use crate::auth::Permission;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::new(Method::GET, "/_cluster/health", Permission::Known, health),
        Route::new(Method::GET, "/_cluster/health/{index}", Permission::Known, health),
        Route::new(Method::GET, "/_cluster/settings", Permission::Known, settings),
    ]
}

async fn health() -> Json<Value> {
    Json(json!({
        "cluster_name": "tripline",
        "status": "green",
        "timed_out": false,
        "number_of_nodes": 1,
        "number_of_data_nodes": 1,
        "active_primary_shards": 1,
        "active_shards": 1,
        "relocating_shards": 0,
        "initializing_shards": 0,
        "unassigned_shards": 0,
        "unassigned_primary_shards": 0,
        "delayed_unassigned_shards": 0,
        "number_of_pending_tasks": 0,
        "number_of_in_flight_fetch": 0,
        "task_max_waiting_in_queue_millis": 0,
        "active_shards_percent_as_number": 100.0,
    }))
}

async fn settings() -> Json<Value> {
    Json(json!({"persistent": {}, "transient": {}}))
}
