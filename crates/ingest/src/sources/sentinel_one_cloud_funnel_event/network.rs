//! Connections.

use ecs::{EventSink, FieldId};

use super::keys::Key;
use crate::mapping::data::Data;

const EVENT_OUTCOME: FieldId = FieldId::of("event.outcome");
const NETWORK_DIRECTION: FieldId = FieldId::of("network.direction");
const NETWORK_PROTOCOL: FieldId = FieldId::of("network.protocol");

/// Sets outcome, direction and protocol.
pub(super) fn set(data: &Data<'_>, sink: &mut dyn EventSink) {
    if let Some(status) = data.text(Key::NetworkConnectionStatus) {
        let status = status.to_lowercase();
        sink.text(EVENT_OUTCOME, if status == "blocked" { "unknown" } else { &status });
    }
    if let Some(direction) = data.text(Key::NetworkDirection) {
        if direction.eq_ignore_ascii_case("incoming") {
            sink.text(NETWORK_DIRECTION, "ingress");
        } else if direction.eq_ignore_ascii_case("outgoing") {
            sink.text(NETWORK_DIRECTION, "egress");
        }
    }
    if let Some(protocol) = data.text(Key::NetworkProtocolName) {
        sink.text(NETWORK_PROTOCOL, &protocol.to_lowercase());
    }
}

/// The value of a name, if it is an IP address.
pub(super) fn address<'a>(data: &Data<'a>, key: Key) -> Option<&'a str> {
    data.text(key).filter(|text| text.parse::<std::net::IpAddr>().is_ok())
}
