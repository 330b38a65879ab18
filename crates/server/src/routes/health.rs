//! `/health`: for whoever starts, restarts and balances servers. Asked without credentials, tells nothing else.

use std::sync::atomic::Ordering;

use axum::Json;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::Route;
use crate::app::App;
use crate::auth::Permission;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::new(Method::GET, "/health/live", Permission::Public, live),
        Route::new(Method::GET, "/health/ready", Permission::Public, ready),
    ]
}

async fn live() -> Json<Value> {
    Json(json!({"status": "alive"}))
}

async fn ready(State(app): State<App>) -> (StatusCode, Json<Value>) {
    if app.is_ready.load(Ordering::Acquire) {
        (StatusCode::OK, Json(json!({"status": "ready"})))
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, Json(json!({"status": "stopping"})))
    }
}
