//! Events as Elastic Common Schema knows them, and the shape in which the rest of Tripline passes them around.
//!
//! **Face.** The field catalogue ([`catalogue`]), field names and types ([`FieldPath`], [`FieldId`], [`FieldType`]),
//! which fields a batch carries ([`Projection`]), the batch itself ([`EventBatch`], [`EventBatchBuilder`]), the
//! interface that source mappings write to ([`EventSink`], [`DocumentBuilder`]), data stream names and index patterns
//! ([`IndexPattern`]), how values become another type ([`coerce`]), and [`Timestamp`].
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

pub use batch::{Column, EventBatch, EventBatchBuilder, Values};
pub use catalogue::{Catalogue, FieldInfo};
pub use date_format::{DateFormat, UnknownDateFormat};
pub use document::DocumentBuilder;
pub use field::{FieldId, FieldPath, FieldType};
pub use index_pattern::{IndexGroup, IndexGroups, IndexPattern, IndexPatterns};
pub use projection::{PathNode, ProjectedField, Projection, Slot};
pub use sink::{EventHandle, EventSink, EventStore, RowDocuments};
pub use timestamp::Timestamp;

/// A JSON object: a whole normalised document, its fields nested as Elasticsearch's `_source` has them.
pub type Document = serde_json::Map<String, serde_json::Value>;
