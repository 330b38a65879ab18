//! What identifies the machine.

use ecs::FieldId;

use super::{By, Derivation, Event, Raw};

const HOST_ID: FieldId = FieldId::of("host.id");

pub(super) static DERIVATION: Derivation = Derivation {
    name: "host_id",
    fields: &[HOST_ID],
    inputs: &["Windows event logs: Computer, in lower case", "crowdstrike.fdr: aid"],
    soundness: "A sensor's id stands for one installation. Windows event logs carry no id of the machine; its name \
                stands for it, which keeps the events of one machine together as long as no other has the same full \
                name. An id that a shipper gave stays.",
    by: By::Event(derive),
};

fn derive(event: &mut Event<'_, '_>) {
    if !event.lacks(HOST_ID) {
        return;
    }
    match event.raw {
        Raw::Winlog(record) => {
            if let Some(machine) = record.machine_name() {
                event.fill(HOST_ID, machine);
            }
        }
        Raw::Json(object) => {
            if let ("crowdstrike.fdr", Some(sensor)) = (event.source.name, object.text("aid")) {
                event.fill(HOST_ID, sensor);
            }
        }
    }
}
