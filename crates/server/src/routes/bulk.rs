//! `_bulk`: how shippers send.

use std::time::Instant;

use axum::extract::{Path, State};
use axum::http::{Method, header};
use axum::response::{IntoResponse as _, Response};

use super::Route;
use crate::app::{App, RawBody};
use crate::auth::Permission;
use crate::error::ApiError;
use crate::http::{AlreadyFiltered, FilterPath, Parameters};
use crate::intake::{BulkDefaults, bulk_answer, parse_bulk};

pub(super) fn routes() -> Vec<Route> {
    let methods = [Method::POST, Method::PUT];
    let mut routes = Route::each(methods.clone(), "/_bulk", Permission::Ingest, bulk);
    routes.extend(Route::each(methods, "/{index}/_bulk", Permission::Ingest, bulk_of_index));
    routes
}

async fn bulk(State(app): State<App>, parameters: Parameters, body: RawBody) -> Result<Response, ApiError> {
    run(&app, None, &parameters, body).await
}

async fn bulk_of_index(
    State(app): State<App>,
    Path(index): Path<String>,
    parameters: Parameters,
    body: RawBody,
) -> Result<Response, ApiError> {
    run(&app, Some(index), &parameters, body).await
}

/// `pipeline`, `refresh`, `timeout`, `routing` and `wait_for_active_shards` are accepted: events are on disk and found as
/// soon as they are answered.
async fn run(
    app: &App,
    index: Option<String>,
    parameters: &Parameters,
    RawBody(body): RawBody,
) -> Result<Response, ApiError> {
    let begun = Instant::now();
    let require_data_stream = parameters.is_on("require_data_stream")?;
    let require_alias = parameters.is_on("require_alias")?;
    let filter = parameters.text("filter_path").map(FilterPath::parse).unwrap_or_default();
    let answer = app.intake.run(body.bytes.len(), move |storing| {
        let defaults = BulkDefaults { index: index.as_deref(), require_data_stream, require_alias };
        let items = parse_bulk(&body.bytes, &defaults)?;
        let outcomes = storing.bulk(&items);
        Ok::<_, ApiError>(bulk_answer(&items, &outcomes, begun.elapsed(), &filter))
    });
    let answer = answer.await??;
    let mut response = ([(header::CONTENT_TYPE, "application/json")], answer).into_response();
    response.extensions_mut().insert(AlreadyFiltered);
    Ok(response)
}
