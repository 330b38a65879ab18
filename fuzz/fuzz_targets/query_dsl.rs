//! Any JSON as a query of Elasticsearch's query DSL: refused, or a filter that compiles within its limits.
#![no_main]

use detect::dsl::{DslContext, lower_query};
use detect::eval::FilterSetBuilder;
use ecs::Timestamp;
use ecs::catalogue::EcsCatalogue;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| {
    let Ok(query) = serde_json::from_slice(text) else { return };
    let context = DslContext {
        catalogue: &EcsCatalogue,
        now: Some(Timestamp::default()),
        default_fields: &["message", "process.name"],
        knows_objects: true,
    };
    if let Ok(filter) = lower_query(&query, &context) {
        let mut builder = FilterSetBuilder::new();
        builder.add(&filter);
        builder.build();
    }
});
