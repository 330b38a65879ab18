//! The machine and the sensor on it.

use ecs::{EventSink, FieldId};

use super::RELATED_IP;
use super::keys::Key;
use super::vendor::CROWDSTRIKE;
use crate::mapping::data::Data;
use crate::mapping::related::Related;

const DEVICE_ID: FieldId = FieldId::of("device.id");
const HOST_HOSTNAME: FieldId = FieldId::of("host.hostname");
const HOST_NAME: FieldId = FieldId::of("host.name");
const HOST_OS_TYPE: FieldId = FieldId::of("host.os.type");
/// Not a field of ECS.
const OBSERVER_ADDRESS: &str = "observer.address";
const OBSERVER_IP: FieldId = FieldId::of("observer.ip");
const OBSERVER_TYPE: FieldId = FieldId::of("observer.type");
const OBSERVER_VENDOR: FieldId = FieldId::of("observer.vendor");
const RELATED_HOSTS: FieldId = FieldId::of("related.hosts");

/// The sensor, with the addresses that it is seen from.
pub(super) fn set_observer<'a>(data: &mut Data<'a>, sink: &mut dyn EventSink, related_ip: &mut Related<'a>) {
    sink.text(OBSERVER_TYPE, "agent");
    sink.text(OBSERVER_VENDOR, "crowdstrike");
    let is_wanted = [OBSERVER_IP, RELATED_IP].iter().any(|field| sink.wants(*field));
    if !is_wanted && !sink.wants_path(OBSERVER_ADDRESS) && !sink.wants_any_below(CROWDSTRIKE) {
        return;
    }
    let addresses = data.text(Key::aip).map(super::network::addresses).filter(|list| !list.is_empty());
    if let Some(addresses) = addresses {
        data.remove(Key::aip);
        sink.texts(OBSERVER_IP, &addresses);
        if sink.wants_path(OBSERVER_ADDRESS) {
            sink.path_json(OBSERVER_ADDRESS, &addresses.iter().copied().collect());
        }
        addresses.iter().for_each(|address| related_ip.add(address));
    }
}

/// What is known of the machine.
pub(super) fn set(data: &mut Data<'_>, sink: &mut dyn EventSink) {
    let name = data.text(Key::ComputerName);
    if let Some(name) = name {
        data.remove(Key::ComputerName);
        sink.text(HOST_HOSTNAME, name);
        sink.text(HOST_NAME, name);
    }
    if let Some(system) = os_type(data) {
        data.remove(Key::event_platform);
        sink.text(HOST_OS_TYPE, system);
    }
    if let Some(id) = data.text(Key::SensorId).or_else(|| data.text(Key::DeviceId)) {
        sink.text(DEVICE_ID, id);
    }
    let mut hosts = Related::default();
    for name in [name, data.text(Key::LogonServer), data.text(Key::ClientComputerName)] {
        hosts.add_some(name);
    }
    hosts.set(sink, RELATED_HOSTS);
}

/// What ECS calls the platform.
pub(super) fn os_type(data: &Data<'_>) -> Option<&'static str> {
    Some(match data.text(Key::event_platform)? {
        "Win" => "windows",
        "Lin" => "linux",
        "Mac" => "macos",
        _ => return None,
    })
}
