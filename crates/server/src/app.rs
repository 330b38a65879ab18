//! What the routes share.

use std::ops::Deref;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;
use store::Store;
use tokio::sync::Semaphore;

use crate::audit::Audit;
use crate::auth::Gate;
use crate::config::Config;
use crate::detection::Detection;
use crate::error::ApiError;
use crate::http::{Bodies, BodyBytes};
use crate::indices::IndexCounts;
use crate::intake::IntakeQueue;
use crate::metrics::Metrics;
use crate::resources::Resources;
use crate::search::Search;

/// What the routes share; cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct App(Arc<Shared>);

/// The parts of [`App`].
#[derive(Debug)]
pub(crate) struct Shared {
    /// The configuration.
    pub(crate) config: Config,
    /// Events and state.
    pub(crate) store: Arc<Store>,
    /// The way of events into the store.
    pub(crate) intake: IntakeQueue,
    /// Searches over events and alerts.
    pub(crate) search: Arc<Search>,
    /// Which indices have events.
    pub(crate) indices: Arc<IndexCounts>,
    /// What shippers put.
    pub(crate) resources: Arc<Resources>,
    /// Who is let in.
    pub(crate) gate: Arc<Gate>,
    /// Rules over events as they arrive; not there when it is turned off.
    pub(crate) detection: OnceLock<Detection>,
    /// Who changed what.
    pub(crate) audit: Arc<Audit>,
    /// Counters.
    pub(crate) metrics: Arc<Metrics>,
    /// Bodies of requests.
    pub(crate) bodies: Bodies,
    /// Slots for requests that are worked on.
    pub(crate) slots: Arc<Semaphore>,
    /// One backup at a time.
    pub(crate) backups: Arc<Semaphore>,
    /// The id that clients know this server by, the same after a restart.
    pub(crate) cluster_uuid: String,
    /// Whether requests are served; false once the server is to end.
    pub(crate) is_ready: AtomicBool,
}

impl App {
    /// Shares the parts.
    pub(crate) fn new(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }
}

impl Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// A body, read whole.
#[derive(Debug)]
pub(crate) struct RawBody(pub(crate) BodyBytes);

impl FromRequest<App> for RawBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        Ok(Self(app.bodies.read(&parts.headers, body).await?))
    }
}

/// A JSON body; `None` when there is no body.
#[derive(Debug)]
pub(crate) struct JsonBody<T>(pub(crate) Option<T>);

impl<T: DeserializeOwned> FromRequest<App> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        let RawBody(body) = RawBody::from_request(request, app).await?;
        if body.bytes.trim_ascii().is_empty() {
            return Ok(Self(None));
        }
        let value = serde_json::from_slice(&body.bytes);
        Ok(Self(Some(value.map_err(|error| ApiError::parsing(error.to_string()))?)))
    }
}

impl<T> JsonBody<T> {
    /// The body, which has to be there.
    pub(crate) fn required(self) -> Result<T, ApiError> {
        self.0.ok_or_else(|| {
            let reason = "request body is required";
            ApiError::new(axum::http::StatusCode::BAD_REQUEST, "parse_exception", reason)
        })
    }
}
