//! DNS as resolvers' logs write it.

/// The name of the DNS record type of this number (IANA's registry of DNS parameters; the last two are Windows').
pub(crate) fn record_type(number: &str) -> Option<&'static str> {
    const FROM_ONE: &[&str] = &[
        "A", "NS", "MD", "MF", "CNAME", "SOA", "MB", "MG", "MR", "NULL", "WKS", "PTR", "HINFO", "MINFO",
        "MX", "TXT", "RP", "AFSDB", "X25", "ISDN", "RT", "NSAP", "NSAPPTR", "SIG", "KEY", "PX", "GPOS",
        "AAAA", "LOC", "NXT", "EID", "NIMLOC", "SRV", "ATMA", "NAPTR", "KX", "CERT", "A6", "DNAME", "SINK",
        "OPT",
    ];
    let number: usize = number.parse().ok()?;
    Some(match number {
        43 => "DS",
        46 => "RRSIG",
        47 => "NSEC",
        48 => "DNSKEY",
        49 => "DHCID",
        100 => "UINFO",
        101 => "UID",
        102 => "GID",
        103 => "UNSPEC",
        248 => "ADDRS",
        249 => "TKEY",
        250 => "TSIG",
        251 => "IXFR",
        252 => "AXFR",
        253 => "MAILB",
        254 => "MAILA",
        255 => "ANY",
        65281 => "WINS",
        65282 => "WINSR",
        _ => return FROM_ONE.get(number.checked_sub(1)?).copied(),
    })
}
