//! Which operating system the machine runs.

use ecs::FieldId;

use super::{By, Derivation, Event, defender};

const HOST_OS_FAMILY: FieldId = FieldId::of("host.os.family");
const HOST_OS_TYPE: FieldId = FieldId::of("host.os.type");

pub(super) static DERIVATION: Derivation = Derivation {
    name: "host_os",
    fields: &[HOST_OS_TYPE, HOST_OS_FAMILY],
    inputs: &[
        "Windows event logs: that it is one",
        "m365_defender.event: FolderPath, InitiatingProcessFolderPath, AccountSid, InitiatingProcessAccountSid",
    ],
    soundness: "Only Windows has Windows event logs, paths with a drive, and SIDs. What a shipper said of the operating system stays.",
    by: By::Event(derive),
};

fn derive(event: &mut Event<'_, '_>) {
    if event.lacks(HOST_OS_TYPE)
        && let Some(record) = defender::record(event)
        && record.is_windows()
    {
        event.fill(HOST_OS_TYPE, "windows");
    }
    if event.winlog().is_some() {
        event.fill(HOST_OS_FAMILY, "windows");
        event.fill(HOST_OS_TYPE, "windows");
    }
}
