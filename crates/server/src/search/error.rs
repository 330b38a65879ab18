//! What is told when a search cannot be answered.

use detect::dsl::{DslError, DslErrorKind};
use serde_json::{Map, Value, json};

use super::source::SourceError;

/// A search that failed, in Elasticsearch's terms.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
#[error("{kind}: {reason}")]
pub struct SearchError {
    /// The status of the answer.
    pub status: u16,
    /// The type that clients compare: `parsing_exception`.
    pub kind: &'static str,
    /// What was wrong, for people.
    pub reason: String,
    /// Further members of the error object: `index`, …
    pub details: Map<String, Value>,
    /// Whether Elasticsearch finds it on its shards, and says that all of them failed.
    pub on_shards: bool,
}

impl SearchError {
    /// An error of this status and type.
    pub fn new(status: u16, kind: &'static str, reason: impl Into<String>) -> Self {
        Self { status, kind, reason: reason.into(), details: Map::new(), on_shards: false }
    }

    /// 400: a body that is not written as it should be.
    pub fn parsing(reason: impl Into<String>) -> Self {
        Self::new(400, "parsing_exception", reason)
    }

    /// 400: an argument that cannot be used.
    pub fn argument(reason: impl Into<String>) -> Self {
        Self::new(400, "illegal_argument_exception", reason)
    }

    /// 404: an index that does not exist.
    pub fn no_such_index(index: &str) -> Self {
        let mut error = Self::new(404, "index_not_found_exception", format!("no such index [{index}]"));
        let details = [("resource.type", "index_or_alias"), ("resource.id", index), ("index", index)];
        error.details.extend(details.map(|(name, value)| (name.to_owned(), Value::from(value))));
        error
    }

    /// 429: the answer would take more memory than one may.
    pub fn too_large(what: &str) -> Self {
        Self::new(429, "circuit_breaking_exception", format!("[parent] Data too large: {what}"))
    }

    /// The same, found on the shards.
    #[must_use]
    pub fn on_shards(mut self) -> Self {
        self.on_shards = true;
        self
    }

    /// The error object without its root cause.
    pub fn cause(&self) -> Value {
        let mut cause = Map::new();
        cause.insert("type".to_owned(), self.kind.into());
        cause.insert("reason".to_owned(), self.reason.as_str().into());
        cause.extend(self.details.clone());
        Value::Object(cause)
    }

    /// The whole body of the answer.
    pub fn body(&self) -> Value {
        let cause = self.cause();
        let mut error = Map::new();
        error.insert("root_cause".to_owned(), json!([cause]));
        if self.on_shards {
            error.insert("type".to_owned(), "search_phase_execution_exception".into());
            error.insert("reason".to_owned(), "all shards failed".into());
            error.insert("phase".to_owned(), "query".into());
            error.insert("grouped".to_owned(), true.into());
            error.insert("failed_shards".to_owned(), json!([{"shard": 0, "reason": cause}]));
        } else if let Value::Object(cause) = cause {
            error.extend(cause);
        }
        json!({"error": error, "status": self.status})
    }
}

impl From<DslError> for SearchError {
    fn from(error: DslError) -> Self {
        let found = Self::new(400, error.kind.name(), error.reason);
        if error.kind == DslErrorKind::QueryShard { found.on_shards() } else { found }
    }
}

impl From<SourceError> for SearchError {
    fn from(error: SourceError) -> Self {
        // What went wrong on disk is not for clients.
        tracing::error!(%error, "events could not be read for a search");
        Self::new(500, "exception", "stored events could not be read, see the server's log").on_shards()
    }
}
