//! Addresses and networks as queries write them.

use std::net::IpAddr;

use ipnet::IpNet;

/// Reads a network in CIDR notation. Bits beyond the prefix may be set; they do not count.
pub(crate) fn parse_network(text: &str) -> Option<IpNet> {
    text.trim().parse::<IpNet>().ok().map(|network| network.trunc())
}

/// Reads a network, or an address as the network of that one address.
pub(crate) fn parse_network_or_address(text: &str) -> Option<IpNet> {
    parse_network(text).or_else(|| text.trim().parse::<IpAddr>().ok().map(IpNet::from))
}
