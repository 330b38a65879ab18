//! Events that already are ECS documents: what Elastic Endpoint ships, what an Elasticsearch export holds, and what
//! `tripline normalize` writes.

use crate::{Mapping, Source};

/// ECS documents of any data set. Which index patterns read one is said by the document itself.
pub(crate) static SOURCE: Source = Source {
    name: "ecs",
    title: "ECS documents (NDJSON, JSON, search hits)",
    indices: &[],
    mapping: Mapping::Ecs,
    fields: |_| {},
};
