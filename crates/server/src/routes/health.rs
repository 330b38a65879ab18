//! `/health`: for whoever starts, restarts and balances servers. Asked without credentials, tells nothing else.

use std::sync::atomic::Ordering;

use axum::Json;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::Route;
use crate::app::App;
use crate::auth::Permission;
use crate::detection::Detection;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::new(Method::GET, "/health/live", Permission::Public, live),
        Route::new(Method::GET, "/health/ready", Permission::Public, ready),
    ]
}

async fn live() -> Json<Value> {
    Json(json!({"status": "alive"}))
}

/// Not ready is also a server whose detection has ended by itself: it would take events that no rule sees.
async fn ready(State(app): State<App>) -> (StatusCode, Json<Value>) {
    let detects = app.detection.get().is_none_or(Detection::is_running);
    let (status, said) = match (app.is_ready.load(Ordering::Acquire), detects) {
        (true, true) => (StatusCode::OK, "ready"),
        (true, false) => (StatusCode::SERVICE_UNAVAILABLE, "detection has ended; the log says why"),
        (false, _) => (StatusCode::SERVICE_UNAVAILABLE, "stopping"),
    };
    (status, Json(json!({"status": said})))
}
