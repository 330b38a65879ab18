//! The HTTP surface: one file a thing, and the list of all of them.

mod api_keys;
mod backup;
mod bulk;
mod cat;
mod cluster;
mod component_templates;
mod data_streams;
mod documents;
mod health;
mod ilm_policies;
mod index_templates;
mod indices;
mod ingest;
mod legacy_templates;
mod license;
mod metrics;
mod nodes;
mod openapi;
mod pipelines;
mod root;
mod search;
mod security;
mod xpack;

use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::http::{Method, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use serde_json::{Value, json};
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::SizeAbove;

use crate::app::App;
use crate::audit::note_change;
use crate::auth::{Permission, authenticate, authorise};
use crate::error::{ApiError, plain_error};
use crate::http::{check_media, finish_answer, log_access};

/// Smaller answers are not worth packing.
const LEAST_PACKED_BYTES: u64 = 1024;
/// What anybody may ask.
const PUBLIC: &[&str] = &["/health/live", "/health/ready"];

/// One request that is answered.
#[derive(Clone, Debug)]
pub(crate) struct Route {
    #[cfg_attr(not(test), allow(dead_code, reason = "the handler knows it; tests list it"))]
    method: Method,
    path: &'static str,
    permission: Permission,
    /// Whether it changes something that an administrator wants to know of.
    is_change: bool,
    handler: MethodRouter<App>,
}

impl Route {
    /// A route. `path` has parameters as axum writes them: `/{index}/_doc/{id}`. A GET answers HEAD too.
    pub(crate) fn new<H, T>(method: Method, path: &'static str, permission: Permission, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let filter = MethodFilter::try_from(method.clone()).unwrap_or(MethodFilter::GET);
        Self { method, path, permission, is_change: false, handler: on(filter, handler) }
    }

    /// The same route, noted in the audit log each time it is asked for.
    pub(crate) fn audited(self) -> Self {
        Self { is_change: true, ..self }
    }

    /// Routes that are the same thing under several methods.
    pub(crate) fn each<H, T, const N: usize>(
        methods: [Method; N],
        path: &'static str,
        permission: Permission,
        handler: H,
    ) -> Vec<Self>
    where
        H: Handler<T, App>,
        T: 'static,
    {
        methods.into_iter().map(|method| Self::new(method, path, permission, handler.clone())).collect()
    }
}

/// All routes.
pub(crate) fn all() -> Vec<Route> {
    [
        api_keys::routes(),
        backup::routes(),
        bulk::routes(),
        cat::routes(),
        cluster::routes(),
        component_templates::routes(),
        data_streams::routes(),
        documents::routes(),
        health::routes(),
        ilm_policies::routes(),
        index_templates::routes(),
        indices::routes(),
        ingest::routes(),
        legacy_templates::routes(),
        license::routes(),
        metrics::routes(),
        nodes::routes(),
        openapi::routes(),
        pipelines::routes(),
        root::routes(),
        search::routes(),
        security::routes(),
        xpack::routes(),
    ]
    .concat()
}

/// The server's answer to every request.
pub(crate) fn router(app: &App) -> Router {
    let mut router = Router::new();
    for route in all() {
        let mut handler = route.handler.layer(from_fn_with_state(route.permission, authorise));
        if route.is_change {
            handler = handler.layer(from_fn_with_state(app.audit.clone(), note_change));
        }
        router = router.route(route.path, handler);
    }
    let timeout = Duration::from_secs(app.config.http.request_timeout_seconds);
    router
        .fallback(no_handler)
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn(check_media))
        .layer(from_fn_with_state((app.clone(), timeout), limit))
        .layer(from_fn_with_state((app.gate.clone(), PUBLIC), authenticate))
        .layer(from_fn(finish_answer))
        .layer(CompressionLayer::new().gzip(true).compress_when(SizeAbove::new(LEAST_PACKED_BYTES)))
        .layer(from_fn_with_state(app.metrics.clone(), log_access))
        .with_state(app.clone())
}

/// Refuses what is beyond the number of requests that are worked on, and gives up those that take too long. What is being
/// written to the log is written nevertheless.
async fn limit(State((app, timeout)): State<(App, Duration)>, request: Request, next: Next) -> Response {
    let is_public = PUBLIC.contains(&request.uri().path());
    let slot = app.slots.clone().try_acquire_owned();
    if slot.is_err() && !is_public {
        return ApiError::too_many_requests("too many requests are being worked on").into_response();
    }
    match tokio::time::timeout(timeout, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            let reason = "the request took too long";
            ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "timeout_exception", reason).into_response()
        }
    }
}

async fn no_handler(request: Request) -> Response {
    let (method, uri) = (request.method(), request.uri());
    plain_error(StatusCode::BAD_REQUEST, &format!("no handler found for uri [{uri}] and method [{method}]"))
}

async fn wrong_method(request: Request) -> Response {
    let (method, uri) = (request.method(), request.uri());
    let reason = format!("Incorrect HTTP method for uri [{uri}] and method [{method}]");
    plain_error(StatusCode::METHOD_NOT_ALLOWED, &reason)
}

/// What Elasticsearch says to whoever put something.
fn acknowledged() -> axum::Json<Value> {
    axum::Json(json!({"acknowledged": true}))
}

#[cfg(test)]
mod tests;
