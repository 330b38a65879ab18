//! What became of a posted document.

use axum::http::StatusCode;
use store::AppendError;

use crate::error::ApiError;

/// What became of a posted document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    /// It is on disk.
    Created {
        /// Its id.
        id: String,
        /// Its place in the order of arrival.
        seq: u64,
    },
    /// One of its id is stored already; this one is not, and no rule sees it.
    Exists {
        /// The id.
        id: String,
    },
    /// It told of other events and is none itself.
    NoEvent,
    /// It was not stored.
    Failed(ApiError),
}

impl Outcome {
    /// How it is counted.
    pub(crate) fn label(&self) -> &'static str {
        match self {
            Self::Created { .. } => "created",
            Self::Exists { .. } => "duplicate",
            Self::NoEvent => "no_event",
            Self::Failed(error) if is_temporary(error.status) => "refused",
            Self::Failed(_) => "failed",
        }
    }
}

fn is_temporary(status: StatusCode) -> bool {
    status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error()
}

/// Statuses that shippers send again after: 429 and everything from 500.
impl From<&AppendError> for ApiError {
    fn from(error: &AppendError) -> Self {
        match error {
            AppendError::Busy => Self::too_many_requests(error.to_string()),
            AppendError::DiskFull(_) => {
                let reason =
                    "the disk of the event log is full; storing goes on by itself once there is room";
                Self::new(StatusCode::INSUFFICIENT_STORAGE, "cluster_block_exception", reason)
            }
            AppendError::Failed(_) => Self::internal(error),
        }
    }
}
