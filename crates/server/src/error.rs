//! What a client is told when a request fails, in Elasticsearch's shape.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

/// A request that failed.
///
/// The body is `{"error":{"root_cause":[…],"type":…,"reason":…},"status":…}`; clients of Elasticsearch read `type` and
/// `reason`, and shippers decide by `status` whether they send again.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{kind}: {reason}")]
pub(crate) struct ApiError {
    /// The status of the answer.
    pub(crate) status: StatusCode,
    /// The type, a name that clients compare: `illegal_argument_exception`.
    pub(crate) kind: &'static str,
    /// What was wrong, for people.
    pub(crate) reason: String,
    /// Further members of the error object: `index`, `line`, …
    pub(crate) details: Vec<(&'static str, String)>,
}

impl ApiError {
    /// An error of this status and type.
    pub(crate) fn new(status: StatusCode, kind: &'static str, reason: impl Into<String>) -> Self {
        Self { status, kind, reason: reason.into(), details: Vec::new() }
    }

    /// 400: an argument that cannot be used.
    pub(crate) fn illegal_argument(reason: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "illegal_argument_exception", reason)
    }

    /// 400: a body that cannot be read.
    pub(crate) fn parsing(reason: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "parsing_exception", reason)
    }

    /// 404: something that does not exist.
    pub(crate) fn not_found(reason: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "resource_not_found_exception", reason)
    }

    /// 404: an index that does not exist.
    pub(crate) fn no_such_index(index: &str) -> Self {
        let error =
            Self::new(StatusCode::NOT_FOUND, "index_not_found_exception", format!("no such index [{index}]"));
        error.with("index", index)
    }

    /// 429: too much is under way; the client is to send again later.
    pub(crate) fn too_many_requests(reason: impl Into<String>) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "es_rejected_execution_exception", reason)
    }

    /// 401: nobody we know.
    pub(crate) fn unauthenticated(reason: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "security_exception", reason)
    }

    /// 403: somebody we know, who may not.
    pub(crate) fn forbidden(reason: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "security_exception", reason)
    }

    /// 500: our fault. What went wrong goes to the log and not to the client.
    pub(crate) fn internal(error: &dyn std::fmt::Display) -> Self {
        tracing::error!(%error, "a request failed");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "exception", "internal error, see the server's log")
    }

    /// With one more member of the error object.
    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.details.push((name, value.into()));
        self
    }

    /// The error object without its root cause, as an item of a bulk answer has it.
    pub(crate) fn cause(&self) -> Value {
        let mut cause = Map::new();
        cause.insert("type".to_owned(), self.kind.into());
        cause.insert("reason".to_owned(), self.reason.as_str().into());
        for (name, value) in &self.details {
            cause.insert((*name).to_owned(), value.as_str().into());
        }
        Value::Object(cause)
    }

    /// The whole body.
    pub(crate) fn body(&self) -> Value {
        let mut error = Map::new();
        error.insert("root_cause".to_owned(), json!([self.cause()]));
        if let Value::Object(cause) = self.cause() {
            error.extend(cause);
        }
        json!({"error": error, "status": self.status.as_u16()})
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = (self.status, axum::Json(self.body())).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            let ways = [r#"Basic realm="tripline", charset="UTF-8""#, "ApiKey"];
            for way in ways {
                response.headers_mut().append(header::WWW_AUTHENTICATE, HeaderValue::from_static(way));
            }
        }
        if self.status == StatusCode::TOO_MANY_REQUESTS {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

/// An answer that is only a line of text where Elasticsearch's error is one too.
pub(crate) fn plain_error(status: StatusCode, reason: &str) -> Response<Body> {
    (status, axum::Json(json!({"error": reason, "status": status.as_u16()}))).into_response()
}
