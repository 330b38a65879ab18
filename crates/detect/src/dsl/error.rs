//! Why a query cannot be evaluated.

/// What kind of error Elasticsearch calls it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DslErrorKind {
    /// The query is not written as the language has it (`parsing_exception`).
    Parsing,
    /// A value is none that the query takes (`illegal_argument_exception`).
    IllegalArgument,
    /// The query does not fit the field that it asks (`query_shard_exception`).
    QueryShard,
}

impl DslErrorKind {
    /// The name of the error on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Parsing => "parsing_exception",
            Self::IllegalArgument => "illegal_argument_exception",
            Self::QueryShard => "query_shard_exception",
        }
    }
}

/// Why a query cannot be evaluated, in the words of Elasticsearch where it has some.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{reason}")]
pub struct DslError {
    /// What kind of error it is.
    pub kind: DslErrorKind,
    /// What is wrong.
    pub reason: String,
}

impl DslError {
    pub(super) fn parsing(reason: impl Into<String>) -> Self {
        Self { kind: DslErrorKind::Parsing, reason: reason.into() }
    }

    pub(super) fn argument(reason: impl Into<String>) -> Self {
        Self { kind: DslErrorKind::IllegalArgument, reason: reason.into() }
    }

    pub(super) fn shard(reason: impl Into<String>) -> Self {
        Self { kind: DslErrorKind::QueryShard, reason: reason.into() }
    }
}
