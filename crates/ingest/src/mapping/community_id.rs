//! The Community ID of a network flow, version 1 (github.com/corelight/community-id-spec).

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest as _, Sha1};

/// The protocols whose ports are part of the id: TCP, UDP, SCTP.
const WITH_PORTS: &[u8] = &[6, 17, 132];
/// The protocols whose message types stand in for ports: ICMP for both versions of IP.
const WITH_TYPES: &[u8] = &[1, 58];

/// The two ends of a flow.
pub(crate) struct Flow {
    pub(crate) source: (IpAddr, u16),
    pub(crate) destination: (IpAddr, u16),
    /// The protocol's IANA number.
    pub(crate) protocol: u8,
}

/// The IANA number of a transport that has ports.
pub(crate) fn protocol_number(transport: &str) -> Option<u8> {
    Some(match transport {
        "tcp" => 6,
        "udp" => 17,
        "sctp" => 132,
        _ => return None,
    })
}

impl Flow {
    /// Whether the flow's protocol has ports.
    pub(crate) fn has_ports(&self) -> bool {
        WITH_PORTS.contains(&self.protocol)
    }

    /// The id: the same for both directions. ICMP's needs message types, which a flow has not.
    pub(crate) fn community_id(&self) -> Option<String> {
        if self.source.0.is_ipv4() != self.destination.0.is_ipv4() || WITH_TYPES.contains(&self.protocol) {
            return None;
        }
        let (low, high) = match self.source <= self.destination {
            true => (self.source, self.destination),
            false => (self.destination, self.source),
        };
        let mut hash = Sha1::new();
        hash.update([0, 0]);
        for (address, _) in [low, high] {
            match address {
                IpAddr::V4(address) => hash.update(address.octets()),
                IpAddr::V6(address) => hash.update(address.octets()),
            }
        }
        hash.update([self.protocol, 0]);
        if self.has_ports() {
            hash.update(low.1.to_be_bytes());
            hash.update(high.1.to_be_bytes());
        }
        Some(format!("1:{}", STANDARD.encode(hash.finalize())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the specification's baseline: 128.232.110.120:34855 to 66.35.250.204:80 over TCP.
    #[test]
    fn agrees_with_the_specification() {
        let source = ("128.232.110.120".parse().unwrap(), 34855);
        let destination = ("66.35.250.204".parse().unwrap(), 80);
        let id = "1:LQU9qZlK+B5F3KDmev6m5PMibrg=";
        assert_eq!(Flow { source, destination, protocol: 6 }.community_id().as_deref(), Some(id));
        let back = Flow { source: destination, destination: source, protocol: 6 };
        assert_eq!(back.community_id().as_deref(), Some(id));
    }

    #[test]
    fn has_ports_only_where_the_protocol_has_them() {
        let flow = |protocol, port| Flow {
            source: ("192.0.2.1".parse().unwrap(), port),
            destination: ("192.0.2.2".parse().unwrap(), port),
            protocol,
        };
        assert_eq!(flow(47, 0).community_id(), flow(47, 9).community_id());
        assert_ne!(flow(47, 0).community_id(), flow(50, 0).community_id());
        assert_eq!(flow(1, 8).community_id(), None);
    }
}
