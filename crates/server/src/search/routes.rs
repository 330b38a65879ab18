//! Searches on their paths.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use axum::{Json, Router};
use serde_json::Value;

use super::{Parameters, Search, SearchError};

/// What a request gives.
struct Call {
    /// The index expression or id in the path.
    path: Option<String>,
    parameters: Parameters,
    body: Bytes,
}

impl Call {
    fn index(&self) -> Option<&str> {
        self.path.as_deref()
    }

    fn id(&self) -> &str {
        self.path.as_deref().unwrap_or_default()
    }

    /// The body as JSON; null where there is none.
    fn json(&self) -> Result<Value, SearchError> {
        if self.body.trim_ascii().is_empty() {
            return Ok(Value::Null);
        }
        let invalid =
            |error: serde_json::Error| SearchError::new(400, "x_content_parse_exception", error.to_string());
        serde_json::from_slice(&self.body).map_err(invalid)
    }
}

type Answer = Result<Value, SearchError>;

/// The paths of searches, for a router of any state. Bodies are to be limited and unpacked, and callers let in, by whoever
/// mounts them.
pub fn routes<S: Clone + Send + Sync + 'static>(search: Arc<Search>) -> Router<S> {
    let read = MethodFilter::GET.or(MethodFilter::POST);
    let search_of = |s: &Search, c: &Call| s.search(c.index(), &c.parameters, &c.json()?);
    let count = |s: &Search, c: &Call| s.count(c.index(), &c.parameters, &c.json()?);
    let msearch = |s: &Search, c: &Call| s.msearch(c.index(), &c.parameters, &c.body);
    let field_caps = |s: &Search, c: &Call| s.field_caps(c.index(), &c.parameters, &c.json()?);
    let mapping = |s: &Search, c: &Call| s.mapping(c.index(), &c.parameters);
    let open_pit = |s: &Search, c: &Call| s.open_pit(c.id(), &c.parameters);
    let close_pit = |s: &Search, c: &Call| s.close_pit(&c.json()?);
    let eql = |s: &Search, c: &Call| s.eql_search(c.id(), &c.parameters, &c.json()?);
    let eql_result = |s: &Search, c: &Call| s.eql_result(c.id());
    let eql_delete = |s: &Search, c: &Call| s.eql_delete(c.id());
    let eql_status = |s: &Search, c: &Call| s.eql_status(c.id());
    Router::new()
        .route("/_search", handled(read, search_of))
        .route("/{index}/_search", handled(read, search_of))
        .route("/_count", handled(read, count))
        .route("/{index}/_count", handled(read, count))
        .route("/_msearch", handled(read, msearch))
        .route("/{index}/_msearch", handled(read, msearch))
        .route("/_field_caps", handled(read, field_caps))
        .route("/{index}/_field_caps", handled(read, field_caps))
        .route("/_mapping", handled(MethodFilter::GET, mapping))
        .route("/{index}/_mapping", handled(MethodFilter::GET, mapping))
        .route("/{index}/_pit", handled(MethodFilter::POST, open_pit))
        .route("/_pit", handled(MethodFilter::DELETE, close_pit))
        .route("/{index}/_eql/search", handled(read, eql))
        .route(
            "/_eql/search/{id}",
            handled(MethodFilter::GET, eql_result).merge(handled(MethodFilter::DELETE, eql_delete)),
        )
        .route("/_eql/search/status/{id}", handled(MethodFilter::GET, eql_status))
        .with_state(search)
}

/// A handler that answers on a thread for blocking work, as one of those that may run at once.
fn handled(methods: MethodFilter, answer: fn(&Search, &Call) -> Answer) -> MethodRouter<Arc<Search>> {
    on(
        methods,
        move |State(search): State<Arc<Search>>,
              path: Option<Path<String>>,
              Query(parameters): Query<HashMap<String, String>>,
              body: Bytes| async move {
            let call =
                Call { path: path.map(|Path(path)| path), parameters: Parameters::new(parameters), body };
            respond(run(search, call, answer).await)
        },
    )
}

async fn run(search: Arc<Search>, call: Call, answer: fn(&Search, &Call) -> Answer) -> Answer {
    let Ok(permit) = Arc::clone(&search.running).try_acquire_owned() else {
        let reason = "too many searches are running; try again";
        return Err(SearchError::new(429, "es_rejected_execution_exception", reason));
    };
    let answered = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        answer(&search, &call)
    });
    answered.await.unwrap_or_else(|error| {
        tracing::error!(%error, "a search ended without an answer");
        Err(SearchError::new(500, "exception", "internal error, see the server's log"))
    })
}

fn respond(answer: Answer) -> Response {
    match answer {
        Ok(body) => Json(body).into_response(),
        Err(error) => {
            let status = StatusCode::from_u16(error.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, Json(error.body())).into_response()
        }
    }
}
