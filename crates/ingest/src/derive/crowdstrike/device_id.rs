//! What identifies the device.

use ecs::FieldId;

use crate::derive::{By, Derivation, Event};

const DEVICE_ID: FieldId = FieldId::of("device.id");

pub(in crate::derive) static DERIVATION: Derivation = Derivation {
    name: "device_id",
    fields: &[DEVICE_ID],
    inputs: &["crowdstrike.fdr: aid"],
    soundness: "A sensor's id stands for one installation on one device.",
    by: By::Json(derive),
};

fn derive(event: &mut Event<'_, '_>) {
    if event.source.name == "crowdstrike.fdr"
        && event.lacks(DEVICE_ID)
        && let Some(sensor) = event.json().and_then(|object| object.text("aid"))
    {
        event.fill(DEVICE_ID, sensor);
    }
}
