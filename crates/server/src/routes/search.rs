//! Searches and investigations: the operations of [`crate::search`] and [`crate::investigate`] on their paths.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;

use super::Route;
use crate::app::{App, RawBody};
use crate::auth::Permission;
use crate::search::{Call, Operation, Parameters, answer, operations};

pub(super) fn routes() -> Vec<Route> {
    let routes = operations().into_iter().chain(crate::investigate::operations());
    let each = routes.flat_map(|(methods, path, operation)| {
        methods.into_iter().map(move |method| route(method, path, operation))
    });
    each.collect()
}

fn route(method: axum::http::Method, path: &'static str, operation: Operation) -> Route {
    let handler = move |State(app): State<App>, path: Option<Path<String>>, uri: Uri, body: RawBody| async move {
        let RawBody(mut body) = body;
        let pairs = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&uri);
        let parameters = Parameters::new(pairs.map(|pairs| pairs.0).unwrap_or_default());
        let call = Call {
            path: path.map(|Path(path)| path),
            parameters,
            body: std::mem::take(&mut body.bytes).into(),
        };
        let answered: Response = answer(Arc::clone(&app.search), call, operation).await;
        // What the body took of the memory for bodies is free from here on.
        drop(body);
        answered
    };
    Route::new(method, path, Permission::Read, handler)
}
