//! `cidrMatch`: whether an address lies in a network.

use std::net::IpAddr;

use super::{Function, Kind, example, many, required};
use crate::Value;
use crate::ir::Case;
use crate::network::parse_network_or_address;

pub(super) static FUNCTION: Function = Function {
    name: "cidrMatch",
    summary: "Whether an IPv4 or IPv6 address lies in any of some networks in CIDR notation. Bits of a network's address \
              beyond its prefix do not count.",
    parameters: &[
        required("address", Kind::Address, "The address."),
        many("network", Kind::Text, "A network such as `10.0.0.0/8`, or a single address."),
    ],
    returns: Kind::Boolean,
    case_form: false,
    examples: &[
        example(r#"cidrMatch("192.168.152.12", "10.0.0.0/8", "192.168.0.0/16")"#, "true"),
        example(r#"cidrMatch("192.168.152.12", "10.0.0.0/8")"#, "false"),
        example(r#"cidrMatch("10.6.48.157", "10.6.48.1/24")"#, "true"),
        example(r#"cidrMatch("::1", "fe80::/10", "::1")"#, "true"),
        example(r#"cidrMatch(null, "10.0.0.0/8")"#, "null"),
    ],
    evaluate,
};

fn evaluate(arguments: &[Value<'_>], _: Case) -> Value<'static> {
    let [Value::Text(address), networks @ ..] = arguments else { return Value::Null };
    let Ok(address) = address.parse::<IpAddr>() else { return Value::Null };
    let mut inside = false;
    for network in networks {
        match network.as_text().and_then(parse_network_or_address) {
            Some(network) => inside |= network.contains(&address),
            None => return Value::Null,
        }
    }
    Value::Boolean(inside)
}
