//! `_nodes`: asked by clients that look for more nodes. There is this one.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{Method, header};
use serde_json::{Value, json};

use super::Route;
use crate::app::App;
use crate::auth::Permission;

pub(super) fn routes() -> Vec<Route> {
    ["/_nodes", "/_nodes/http", "/_nodes/ingest", "/_nodes/_all/http"]
        .map(|path| Route::new(Method::GET, path, Permission::Known, nodes))
        .to_vec()
}

/// The node under the name the client called it by: another one may not lead here.
async fn nodes(State(app): State<App>, request: Request) -> Json<Value> {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let address = host.map_or_else(|| app.config.http.listen.to_string(), str::to_owned);
    Json(json!({
        "_nodes": {"total": 1, "successful": 1, "failed": 0},
        "cluster_name": "tripline",
        "nodes": {app.cluster_uuid.as_str(): {
            "name": "tripline",
            "transport_address": address,
            "host": address,
            "ip": address,
            "version": app.config.http.elasticsearch_version,
            "roles": ["data", "ingest", "master"],
            "http": {"bound_address": [address], "publish_address": address,
                "max_content_length_in_bytes": app.config.http.max_body_bytes},
            "ingest": {"processors": []},
        }},
    }))
}
