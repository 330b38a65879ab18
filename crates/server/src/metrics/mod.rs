//! What the server counts, for Prometheus.

mod detection;

use std::sync::Arc;
use std::time::Duration;

use axum::http::Method;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::{encode_eof, encode_registry};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::detection::DetectionStatistics;

/// Bounds of the histograms of durations, in seconds.
const SECONDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

/// The counters of a server.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    request_seconds: Histogram,
    events: Family<OutcomeLabels, Counter>,
    event_bytes: Counter,
    append_seconds: Histogram,
    requests_at_work: Gauge,
    stored: Gauge,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct RequestLabels {
    method: &'static str,
    status: u16,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct OutcomeLabels {
    outcome: &'static str,
}

impl Metrics {
    /// All at zero.
    pub(crate) fn new() -> Arc<Self> {
        let mut registry = Registry::with_prefix("tripline");
        let metrics = Self {
            requests: Family::default(),
            request_seconds: Histogram::new(SECONDS),
            events: Family::default(),
            event_bytes: Counter::default(),
            append_seconds: Histogram::new(SECONDS),
            requests_at_work: Gauge::default(),
            stored: Gauge::default(),
            registry: Registry::default(),
        };
        registry.register("http_requests", "Requests answered", metrics.requests.clone());
        registry.register("http_request_seconds", "How long requests took", metrics.request_seconds.clone());
        registry.register("events", "Events that came in, by what became of them", metrics.events.clone());
        registry.register("event_bytes", "Bytes of events that were posted", metrics.event_bytes.clone());
        registry.register(
            "append_seconds",
            "How long events took to be on disk",
            metrics.append_seconds.clone(),
        );
        registry.register(
            "ingest_requests_at_work",
            "Requests with events that are worked on",
            metrics.requests_at_work.clone(),
        );
        registry.register("stored_events", "Events in the log", metrics.stored.clone());
        Arc::new(Self { registry, ..metrics })
    }

    /// Notes a request that was answered.
    pub(crate) fn request(&self, method: &Method, status: u16, took: Duration) {
        // Clients may invent methods; labels are not theirs to make.
        const KNOWN: [&str; 6] = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"];
        let method = KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("other");
        self.requests.get_or_create(&RequestLabels { method, status }).inc();
        self.request_seconds.observe(took.as_secs_f64());
    }

    /// Notes what became of events: `created`, `duplicate`, `failed`, `refused`.
    pub(crate) fn events(&self, outcome: &'static str, count: usize) {
        if count > 0 {
            self.events.get_or_create(&OutcomeLabels { outcome }).inc_by(count as u64);
        }
    }

    /// Notes a request with events that is worked on, until what is returned is dropped.
    pub(crate) fn working(self: &Arc<Self>, bytes: usize) -> Working {
        self.event_bytes.inc_by(bytes as u64);
        self.requests_at_work.inc();
        Working(Arc::clone(self))
    }

    /// Notes an append to the log.
    pub(crate) fn appended(&self, took: Duration, next_seq: u64) {
        self.append_seconds.observe(took.as_secs_f64());
        self.stored.set(i64::try_from(next_seq).unwrap_or(i64::MAX));
    }

    /// The counters as text, with what detection counts.
    pub(crate) fn text(&self, detection: Option<&DetectionStatistics>) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        encode_registry(&mut text, &self.registry)?;
        if let Some(statistics) = detection {
            detection::write(&mut text, statistics)?;
        }
        encode_eof(&mut text)?;
        Ok(text)
    }
}

/// A request that is worked on.
#[derive(Debug)]
pub(crate) struct Working(Arc<Metrics>);

impl Drop for Working {
    fn drop(&mut self) {
        self.0.requests_at_work.dec();
    }
}
