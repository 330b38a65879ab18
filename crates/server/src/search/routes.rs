//! Searches on their paths.

use std::sync::Arc;

use axum::http::Method;
use axum::response::{IntoResponse, Response};
use axum::{Json, http::StatusCode};
use bytes::Bytes;
use serde_json::Value;

use super::{Parameters, Search, SearchError};

/// What a request gives.
#[derive(Clone, Debug)]
pub struct Call {
    /// The index expression or id in the path.
    pub path: Option<String>,
    /// Its query string.
    pub parameters: Parameters,
    /// Its body, unpacked.
    pub body: Bytes,
}

/// What answers a request.
pub type Operation = fn(&Search, &Call) -> Result<Value, SearchError>;

impl Call {
    fn index(&self) -> Option<&str> {
        self.path.as_deref()
    }

    pub(crate) fn id(&self) -> &str {
        self.path.as_deref().unwrap_or_default()
    }

    /// The body as JSON; null where there is none.
    pub(crate) fn json(&self) -> Result<Value, SearchError> {
        if self.body.trim_ascii().is_empty() {
            return Ok(Value::Null);
        }
        let invalid =
            |error: serde_json::Error| SearchError::new(400, "x_content_parse_exception", error.to_string());
        serde_json::from_slice(&self.body).map_err(invalid)
    }
}

/// Every operation with its methods and path, which has one parameter at most.
pub fn operations() -> Vec<(Vec<Method>, &'static str, Operation)> {
    let read = || vec![Method::GET, Method::POST];
    let search: Operation = |s, c| s.search(c.index(), &c.parameters, &c.json()?);
    let count: Operation = |s, c| s.count(c.index(), &c.parameters, &c.json()?);
    let msearch: Operation = |s, c| s.msearch(c.index(), &c.parameters, &c.body);
    let field_caps: Operation = |s, c| s.field_caps(c.index(), &c.parameters, &c.json()?);
    let mapping: Operation = |s, c| s.mapping(c.index(), &c.parameters);
    vec![
        (read(), "/_search", search),
        (read(), "/{index}/_search", search),
        (read(), "/_count", count),
        (read(), "/{index}/_count", count),
        (read(), "/_msearch", msearch),
        (read(), "/{index}/_msearch", msearch),
        (read(), "/_field_caps", field_caps),
        (read(), "/{index}/_field_caps", field_caps),
        (vec![Method::GET], "/_mapping", mapping),
        (vec![Method::GET], "/{index}/_mapping", mapping),
        (vec![Method::POST], "/{index}/_pit", |s, c| s.open_pit(c.id(), &c.parameters)),
        (vec![Method::DELETE], "/_pit", |s, c| s.close_pit(&c.json()?)),
        (read(), "/{index}/_eql/search", |s, c| s.eql_search(c.id(), &c.parameters, &c.json()?)),
        (vec![Method::GET], "/_eql/search/{id}", |s, c| s.eql_result(c.id())),
        (vec![Method::DELETE], "/_eql/search/{id}", |s, c| s.eql_delete(c.id())),
        (vec![Method::GET], "/_eql/search/status/{id}", |s, c| s.eql_status(c.id())),
    ]
}

/// Runs an operation on a thread for blocking work, as one of those that may run at once.
pub async fn answer(search: Arc<Search>, call: Call, operation: Operation) -> Response {
    let answered = match Arc::clone(&search.running).try_acquire_owned() {
        Err(_) => {
            let reason = "too many searches are running; try again";
            Err(SearchError::new(429, "es_rejected_execution_exception", reason))
        }
        Ok(permit) => {
            let answered = tokio::task::spawn_blocking(move || {
                let _permit = permit;
                operation(&search, &call)
            });
            answered.await.unwrap_or_else(|error| {
                tracing::error!(%error, "a search ended without an answer");
                Err(SearchError::new(500, "exception", "internal error, see the server's log"))
            })
        }
    };
    match answered {
        Ok(body) => Json(body).into_response(),
        Err(error) => {
            let status = StatusCode::from_u16(error.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, Json(error.body())).into_response()
        }
    }
}
