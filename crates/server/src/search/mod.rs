//! Searching stored events and alerts as Elasticsearch does it.
//!
//! **Face.** A [`Search`] over a [`SearchSource`] takes requests as parsed JSON and gives the body of the answer, or a
//! [`SearchError`] with its status and body. [`operations`] are its paths, [`StoreSource`] is the store as what is searched.
//!
//! A query of the DSL becomes one filter of the rules' language ([`detect::dsl`]) and is asked of columns by the matcher
//! that rules run on. Blocks are left out by their times, and where a text that must be there is not in them.
//!
//! **What is absent.** Scores: every hit has the same. No index is kept: a search reads the blocks that it cannot leave
//! out. Nothing is written.

mod aggs;
mod clock;
mod count;
mod dates;
mod eql;
mod error;
mod execute;
mod fetch;
mod field;
mod field_caps;
mod find;
mod hit;
mod indices;
mod msearch;
mod observed;
mod options;
mod parameters;
mod pit;
mod plan;
mod prune;
mod request;
mod routes;
mod row;
mod scan;
mod sort;
mod source;
mod stored;
mod top;

use std::sync::{Arc, Mutex};

use ecs::catalogue::EcsCatalogue;

pub use error::SearchError;
pub(crate) use field::{first_text, parse_time};
pub(crate) use find::Find;
pub(crate) use hit::Hit;
pub use indices::IndexOptions;
pub use options::SearchOptions;
pub use parameters::Parameters;
pub use routes::{Call, Operation, answer, operations};
pub use scan::Engine;
pub use source::{Block, Part, Place, SearchSource, SourceError};
pub use stored::StoreSource;

/// Answers searches. Shared by all requests; a request takes a thread while it runs.
pub struct Search {
    source: Arc<dyn SearchSource>,
    options: SearchOptions,
    catalogue: EcsCatalogue,
    pits: Mutex<pit::Pits>,
    eql_results: Mutex<eql::Results>,
    observed: Mutex<observed::Observed>,
    running: Arc<tokio::sync::Semaphore>,
}

impl Search {
    /// Searches what a source holds.
    pub fn new(source: Arc<dyn SearchSource>, options: SearchOptions) -> Self {
        Self {
            source,
            options,
            catalogue: EcsCatalogue,
            pits: Mutex::default(),
            eql_results: Mutex::default(),
            observed: Mutex::default(),
            running: Arc::new(tokio::sync::Semaphore::new(options.max_running)),
        }
    }

    /// What is searched.
    pub fn source(&self) -> &dyn SearchSource {
        &*self.source
    }
}

impl std::fmt::Debug for Search {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Search").field("options", &self.options).finish_non_exhaustive()
    }
}
