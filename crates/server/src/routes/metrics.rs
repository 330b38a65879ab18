//! `/metrics`: counters in the OpenMetrics text format, which Prometheus reads.

use axum::extract::State;
use axum::http::{Method, header};
use axum::response::{IntoResponse as _, Response};

use super::Route;
use crate::app::App;
use crate::auth::Permission;
use crate::detection::Detection;
use crate::error::ApiError;

const TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

pub(super) fn routes() -> Vec<Route> {
    vec![Route::new(Method::GET, "/metrics", Permission::Read, metrics)]
}

async fn metrics(State(app): State<App>) -> Result<Response, ApiError> {
    let detection = app.detection.get().map(Detection::statistics);
    let text = app.metrics.text(detection.as_ref()).map_err(|error| ApiError::internal(&error))?;
    Ok(([(header::CONTENT_TYPE, TYPE)], text).into_response())
}
