//! Which operating system the machine runs.

use ecs::FieldId;

use super::{By, Derivation, Event};

const HOST_OS_FAMILY: FieldId = FieldId::of("host.os.family");
const HOST_OS_TYPE: FieldId = FieldId::of("host.os.type");

pub(super) static DERIVATION: Derivation = Derivation {
    name: "host_os",
    fields: &[HOST_OS_TYPE, HOST_OS_FAMILY],
    inputs: &["Windows event logs: that it is one"],
    soundness: "Only Windows has Windows event logs. What a shipper said of the operating system stays.",
    by: By::Event(derive),
};

fn derive(event: &mut Event<'_, '_>) {
    if event.winlog().is_some() {
        event.fill(HOST_OS_FAMILY, "windows");
        event.fill(HOST_OS_TYPE, "windows");
    }
}
