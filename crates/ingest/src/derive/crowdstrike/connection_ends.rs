//! Connections that the other end began: it is the source.

use ecs::FieldId;

use super::{Of, Record};
use crate::derive::{By, Derivation, Event};

const DESTINATION_ADDRESS: FieldId = FieldId::of("destination.address");
const DESTINATION_IP: FieldId = FieldId::of("destination.ip");
const DESTINATION_PORT: FieldId = FieldId::of("destination.port");
const SOURCE_ADDRESS: FieldId = FieldId::of("source.address");
const SOURCE_IP: FieldId = FieldId::of("source.ip");
const SOURCE_PORT: FieldId = FieldId::of("source.port");

pub(in crate::derive) static DERIVATION: Derivation = Derivation {
    name: "connection_ends",
    fields: &[SOURCE_IP, SOURCE_ADDRESS, SOURCE_PORT, DESTINATION_IP, DESTINATION_ADDRESS, DESTINATION_PORT],
    inputs: &["crowdstrike.fdr: ConnectionDirection, addresses and ports of both ends"],
    soundness: "The sensor tells the machine's own end and the remote one, and who began. The integration takes the \
                machine for the source in any case; of inbound connections it is the destination.",
    by: By::Json(derive),
};

fn derive(event: &mut Event<'_, '_>) {
    let Some(record) = Record::of(event, Of::Connection) else { return };
    if record.said("ConnectionDirection") != Some("1") {
        return;
    }
    let end = |addresses: [&str; 2], port| {
        let address = addresses.iter().find_map(|member| record.said(member)?.split_whitespace().next());
        (address, record.said(port).and_then(|text| text.parse::<u16>().ok()))
    };
    let (Some(local), local_port) = end(["LocalAddressIP4", "LocalAddressIP6"], "LocalPort") else { return };
    let (Some(remote), remote_port) = end(["RemoteAddressIP4", "RemoteAddressIP6"], "RemotePort") else {
        return;
    };
    for (field, value) in
        [(SOURCE_IP, remote), (SOURCE_ADDRESS, remote), (DESTINATION_IP, local), (DESTINATION_ADDRESS, local)]
    {
        event.replace(field, Some(value));
    }
    event.replace_long(SOURCE_PORT, remote_port.map(i64::from));
    event.replace_long(DESTINATION_PORT, local_port.map(i64::from));
}
