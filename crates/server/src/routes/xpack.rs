//! `_xpack`: which features there are, asked by Beats that set up machine learning.

use axum::Json;
use axum::extract::State;
use axum::http::Method;
use serde_json::{Value, json};

use super::Route;
use crate::app::App;
use crate::auth::Permission;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::new(Method::GET, "/_xpack", Permission::Known, features)]
}

async fn features(State(app): State<App>) -> Json<Value> {
    let feature = |is_there: bool| json!({"available": is_there, "enabled": is_there});
    Json(json!({
        "build": {"hash": env!("CARGO_PKG_VERSION"), "date": "1970-01-01T00:00:00.000Z"},
        "license": {"uid": app.cluster_uuid, "type": "basic", "mode": "basic", "status": "active"},
        "features": {
            "eql": feature(true),
            "data_streams": feature(true),
            "ilm": feature(true),
            "security": feature(!app.gate.is_open()),
            "ml": feature(false),
            "watcher": feature(false),
        },
        "tagline": "You know, for X",
    }))
}
