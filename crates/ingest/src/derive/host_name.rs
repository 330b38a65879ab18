//! What the machine is called.

use ecs::FieldId;

use super::{By, Derivation, Event, Raw};

const HOST_NAME: FieldId = FieldId::of("host.name");

pub(super) static DERIVATION: Derivation = Derivation {
    name: "host_name",
    fields: &[HOST_NAME],
    inputs: &[
        "Windows event logs: Computer",
        "crowdstrike.fdr: ComputerName",
        "sentinel_one_cloud_funnel.event: endpoint.name",
    ],
    soundness: "The record names the machine that it tells of, also where another machine collected it.",
    by: By::Event(derive),
};

fn derive(event: &mut Event<'_, '_>) {
    if !event.lacks(HOST_NAME) {
        return;
    }
    let name = match event.raw {
        Raw::Winlog(record) => record.computer_name,
        Raw::Json(object) => match event.source.name {
            "crowdstrike.fdr" => object.text("ComputerName"),
            "sentinel_one_cloud_funnel.event" => object.text("endpoint.name"),
            _ => None,
        },
    };
    event.fill(HOST_NAME, name.unwrap_or_default());
}
