//! Elastic Defend: what its endpoint ships is ECS already (elastic/endpoint-package), one data stream a kind of event.
//!
//! Its documents are read as they are. What ECS does not have, they hold under `process.Ext`, `file.Ext`, `dll.Ext`,
//! `Target`, `Effective_process` and their like, which the catalogue knows from `fields/endpoint.csv`.

use crate::{FieldNote, Mapping, Source};

macro_rules! source {
    ($stream:literal, $title:literal) => {
        Source {
            name: concat!("endpoint.", $stream),
            title: concat!("Elastic Defend: ", $title),
            indices: &[concat!("logs-endpoint.", $stream, "-default")],
            mapping: Mapping::Ecs,
            fields: notes,
        }
    };
}

/// Every data stream that has events, and that of alerts.
pub(crate) static SOURCES: [Source; 8] = [
    source!("events.process", "processes"),
    source!("events.file", "files"),
    source!("events.library", "libraries and drivers"),
    source!("events.network", "connections and DNS"),
    source!("events.registry", "registry"),
    source!("events.security", "logons"),
    source!("events.api", "API calls"),
    source!("alerts", "alerts"),
];

fn notes(into: &mut Vec<FieldNote>) {
    into.push(FieldNote::new("*", "*", "as it is"));
}
