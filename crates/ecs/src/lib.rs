//! Events as Elastic Common Schema knows them, and the shape in which the rest of Tripline passes them around.
//!
//! **Face.** Field names and types ([`FieldPath`], [`FieldId`], [`FieldType`]) and who knows them ([`Catalogue`]: the
//! built-in one, or one made of an Elasticsearch mapping, see [`catalogue`]); which fields a batch carries
//! ([`Projection`]); the batch itself and its builder ([`EventBatch`], [`EventBatchBuilder`]); the interface that source
//! mappings write to ([`EventSink`], [`DocumentBuilder`]); how values become another type ([`coerce`], [`DateFormat`],
//! [`Timestamp`]); the names under which events are stored and the patterns that rules read ([`IndexGroup`],
//! [`IndexPatterns`]).
//!
//! **What holds.** A column has exactly the values that the documents have, in their order, whichever way they came in:
//! by a decoder that walks JSON, a source mapping, or whole documents. What does not fit a field's type is left out and
//! counted, as Elasticsearch would refuse it. No input makes this crate panic.
//!
//! **What is absent.** No query language, no rule, no file, no network: a crate that only describes events.

pub mod batch;
pub mod catalogue;
pub mod coerce;
mod date_format;
mod document;
mod field;
mod index_pattern;
mod projection;
mod sink;
mod timestamp;

pub use batch::{BatchSize, Column, EventBatch, EventBatchBuilder, LateValue, Values};
pub use catalogue::{Catalogue, FieldInfo};
pub use date_format::{DateFormat, UnknownDateFormat};
pub use document::DocumentBuilder;
pub use field::{FieldId, FieldPath, FieldType};
pub use index_pattern::{IndexGroup, IndexGroups, IndexPattern, IndexPatterns};
pub use projection::{PathNode, ProjectedField, Projection, Slot};
pub use sink::{EventHandle, EventSink, EventStore, RowDocuments, StoredEvent, data_stream};
pub use timestamp::Timestamp;

/// A JSON object: a whole normalised document, its fields nested as Elasticsearch's `_source` has them.
pub type Document = serde_json::Map<String, serde_json::Value>;
