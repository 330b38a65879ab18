//! One line in the log for each request.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::Response;

use crate::auth::Identity;
use crate::metrics::Metrics;

/// Notes a request and its answer. The query string is left out: it may hold what somebody looks for.
pub(crate) async fn log_access(
    State(metrics): State<Arc<Metrics>>,
    request: Request,
    next: Next,
) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let client = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let response = next.run(request).await;
    let took = begun.elapsed();
    let status = response.status().as_u16();
    metrics.request(&method, status, took);
    let user = response.extensions().get::<Arc<Identity>>().map_or("", |identity| identity.name.as_str());
    let client = client.map(tracing::field::display);
    tracing::info!(target: "access", client, user, %method, path, status, took_us = took.as_micros() as u64);
    response
}
