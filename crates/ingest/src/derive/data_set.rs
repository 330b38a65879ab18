//! The data stream that a shipper would have stored the event in.

use ecs::FieldId;

use super::{By, Derivation, Event};
use crate::mapping::text;
use crate::winlog::Parent;

const DATA_STREAM_DATASET: FieldId = FieldId::of("data_stream.dataset");
const DATA_STREAM_NAMESPACE: FieldId = FieldId::of("data_stream.namespace");
const DATA_STREAM_TYPE: FieldId = FieldId::of("data_stream.type");
const EVENT_DATASET: FieldId = FieldId::of("event.dataset");
const EVENT_MODULE: FieldId = FieldId::of("event.module");

pub(super) static DERIVATION: Derivation = Derivation {
    name: "data_set",
    fields: &[DATA_STREAM_DATASET, DATA_STREAM_NAMESPACE, DATA_STREAM_TYPE, EVENT_DATASET, EVENT_MODULE],
    inputs: &["the source that the record was read as", "data_stream.dataset, where a shipper named it"],
    soundness: "These are constants of the integration that the source is named after. Winlogbeat and Endgame write to no \
                data stream, so their sources get none.",
    by: By::Event(derive),
};

fn derive(event: &mut Event<'_, '_>) {
    let shipped = event
        .winlog()
        .and_then(|record| record.extra(Parent::Document, "data_stream"))
        .and_then(|json| text::string_member(json, "dataset"));
    let dataset = shipped.unwrap_or(event.source.name);
    let Some((module, _)) = dataset.split_once('.') else { return };
    if shipped.is_none() && matches!(module, "winlogbeat" | "winlog" | "endgame") {
        return;
    }
    event.fill(EVENT_MODULE, module);
    event.fill(EVENT_DATASET, dataset);
    event.fill(DATA_STREAM_DATASET, dataset);
    event.fill(DATA_STREAM_NAMESPACE, "default");
    event.fill(DATA_STREAM_TYPE, "logs");
}
