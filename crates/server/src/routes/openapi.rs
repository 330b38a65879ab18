//! `/api/openapi.json`: the description of all routes.

use axum::http::{Method, header};
use axum::response::{IntoResponse as _, Response};

use super::Route;
use crate::auth::Permission;

/// Written by hand; a test holds it against the list of routes.
pub(super) const DESCRIPTION: &str = include_str!("../../openapi.json");

pub(super) fn routes() -> Vec<Route> {
    vec![Route::new(Method::GET, "/api/openapi.json", Permission::Known, description)]
}

async fn description() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], DESCRIPTION).into_response()
}
