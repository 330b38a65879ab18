//! Repeats a record as another site or another day would have sent it.
//!
//! Numbers are renamed, not thrown away: within a [`Day`] of a site one number always becomes the same other one, wherever
//! it stands and however it is written. So a process is still the parent of its children and the one that made a
//! connection, a session is still the one of its logon; on another day, or elsewhere, they are others. What says which
//! machine or account it is depends on the site alone. What says what something is (an event id, a version, a well-known
//! port or session, a status) stays.

use serde_json::Value;

use crate::moment;

/// Runs of digits shorter than this say what something is; longer ones say which.
const SHORTEST_RUN: usize = 3;

/// Where Windows takes the ports from that a client connects from.
const EPHEMERAL_PORTS: std::ops::RangeInclusive<u64> = 49_152..=65_535;

/// Members whose values mean the same everywhere.
const KEPT: &[&str] = &[
    "event_id",
    "eventid",
    "code",
    "keywords",
    "task",
    "version",
    "ecs",
    "opcode",
    "opcodevalue",
    "dataset",
    "channel",
    "providerguid",
    "provider_guid",
    "sourcename",
    "eventtypeorignal",
    "severityvalue",
    "status",
    "substatus",
    "failurereason",
    "accessmask",
    "grantedaccess",
    "accesslist",
    "useraccountcontrol",
    "ticketoptions",
    "hashes",
    "hash",
    "sha256",
    "sha1",
    "md5",
    "build",
    "kernel",
    "os",
    "filterrtid",
    "layerrtid",
    "layername",
    "header_bytes",
    "code_signature",
    "authenticode",
    "details",
    "agentversion",
    "configbuild",
    "configidbuild",
];

/// Members that say which event a record is: no two have the same.
const OF_THE_EVENT: &[&str] = &[
    "record_id",
    "recordnumber",
    "sequence",
    "serial_event_id",
    "reportid",
    "event.id",
    "trace.id",
    "packet.id",
    "id",
];

/// Members that say which machine, customer or account.
const OF_THE_SITE: &[&str] = &["host", "agent", "aid", "cid", "elastic_agent", "tenantid", "deviceid"];

/// One day of one site, and one record of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Day {
    pub(crate) site: u64,
    /// How many days before this one the site has sent.
    pub(crate) number: u64,
    /// Number of the record in the file.
    pub(crate) record: u64,
    /// When the template's event happened, in milliseconds since 1970.
    pub(crate) at: i64,
    /// How much later everything is than in the template, in milliseconds.
    pub(crate) later: i64,
    /// How much later still the event itself is.
    pub(crate) delay: i64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Salt {
    Site,
    Day,
    Event,
}

impl Day {
    /// Changes a record in place.
    pub(crate) fn rename(&self, record: &mut Value) {
        self.value(record, Salt::Day);
    }

    fn value(&self, value: &mut Value, salt: Salt) {
        match value {
            Value::Object(members) => {
                for (name, member) in members.iter_mut() {
                    self.member(name, member, salt);
                }
            }
            Value::Array(elements) => elements.iter_mut().for_each(|element| self.value(element, salt)),
            Value::String(text) => *text = self.text(text, salt),
            Value::Number(number) => {
                if let Some(whole) = number.as_u64() {
                    let text = whole.to_string();
                    let changed = moment::shifted(&text, |at| self.moved(at));
                    let changed = changed.map_or_else(|| self.number(&text, salt), |(text, _)| text);
                    *value = Value::from(changed.parse().unwrap_or(whole));
                }
            }
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn member(&self, name: &str, member: &mut Value, salt: Salt) {
        let lower = name.to_ascii_lowercase();
        let last = lower.rsplit('.').next().unwrap_or_default();
        if KEPT.contains(&lower.as_str()) || KEPT.contains(&last) || last.ends_with("_code") {
            return;
        }
        if last.ends_with("port") || last.ends_with("port_l") {
            return self.port(member);
        }
        let salt = match salt {
            Salt::Day if OF_THE_SITE.contains(&lower.as_str()) || lower.starts_with("agent.") => Salt::Site,
            Salt::Day if OF_THE_EVENT.contains(&lower.as_str()) => Salt::Event,
            _ => salt,
        };
        self.value(member, salt);
    }

    fn port(&self, member: &mut Value) {
        let number = member.as_u64().or_else(|| member.as_str().and_then(|text| text.parse().ok()));
        if number.is_some_and(|number| EPHEMERAL_PORTS.contains(&number)) {
            let port = EPHEMERAL_PORTS.start() + mixed(self.record, 7) % 16_384;
            *member = if member.is_string() { Value::from(port.to_string()) } else { Value::from(port) };
        }
    }

    /// Moves a point in time. The event's own moves on within its day; when a process started does not.
    fn moved(&self, at: i64) -> i64 {
        let is_own = (at - self.at).abs() <= 10_000;
        at + self.later + if is_own { self.delay } else { 0 }
    }

    /// Changes the numbers of a text; letters stay.
    fn text(&self, text: &str, salt: Salt) -> String {
        let mut out = String::with_capacity(text.len() + 8);
        let mut rest = text;
        while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
            out.push_str(&rest[..start]);
            rest = &rest[start..];
            let before = out.as_bytes().last().copied().unwrap_or(b' ');
            let taken =
                if before.is_ascii_digit() { None } else { moment::shifted(rest, |at| self.moved(at)) };
            let (changed, length) = taken.unwrap_or_else(|| self.run(&out, rest, salt));
            out.push_str(&changed);
            rest = &rest[length..];
        }
        out.push_str(rest);
        out
    }

    /// What becomes of the digits that a text begins with, and how many bytes that takes.
    fn run(&self, before: &str, text: &str, salt: Salt) -> (String, usize) {
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let kept = |length: usize| (text[..length].to_owned(), length);
        if let Some(hexadecimal) = text.strip_prefix("0x") {
            let length = hexadecimal.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(hexadecimal.len());
            return match u64::from_str_radix(&hexadecimal[..length], 16) {
                // Eight letters are flags or a status.
                Ok(number) if length < 8 => {
                    let changed = self.number(&number.to_string(), salt).parse().unwrap_or(number);
                    (format!("0x{changed:x}"), length + 2)
                }
                _ => kept(length + 2),
            };
        }
        if digits == 2
            && is_behind_host(before)
            && !text[2..].starts_with(|c: char| c.is_ascii_alphanumeric())
        {
            return (format!("{}{:02}", &text[..digits], self.site), digits);
        }
        let dotted = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        if text[..dotted].contains('.') {
            return (self.dotted(&text[..dotted]), dotted);
        }
        if before.ends_with("S-1-") {
            let length = text.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(text.len());
            return match text.strip_prefix("5-21-") {
                Some(_) => (self.parts(&text[..length]), length),
                None => kept(length),
            };
        }
        match before.ends_with(['%', '.']) {
            true => kept(digits),
            false => (self.number(&text[..digits], salt), digits),
        }
    }

    /// The parts of a SID, which is the site's.
    fn parts(&self, sid: &str) -> String {
        sid.split('-').map(|part| self.number(part, Salt::Site)).collect::<Vec<_>>().join("-")
    }

    /// An address of the site's; a version stays.
    fn dotted(&self, text: &str) -> String {
        let parts: Vec<&str> = text.split('.').collect();
        match parts.as_slice() {
            [a, b, c, d]
                if *a != "127"
                    && parts
                        .iter()
                        .all(|part| part.parse::<u8>().is_ok_and(|part| part > 0 || *a != "0")) =>
            {
                let last = d.parse::<u64>().unwrap_or_default();
                format!("{a}.{b}.{c}.{}", 1 + (last + mixed(self.site, 3)) % 250)
            }
            _ => text.to_owned(),
        }
    }

    /// Another number of as many digits; two that differ still differ.
    fn number(&self, digits: &str, salt: Salt) -> String {
        let salt = match salt {
            Salt::Site => mixed(self.site, 1),
            Salt::Day => mixed(self.site << 20 | self.number, 2),
            Salt::Event => mixed(self.record, 4),
        };
        match (digits.len(), digits.parse::<u64>()) {
            (0..SHORTEST_RUN, _) | (_, Ok(996..=999)) => digits.to_owned(),
            (length @ ..=6, Ok(number)) if !digits.starts_with('0') => {
                let (lowest, span) = (10_u64.pow(length as u32 - 1), 9 * 10_u64.pow(length as u32 - 1));
                (lowest + (number - lowest + salt) % span).to_string()
            }
            _ => {
                let turned = |(place, digit): (usize, u8)| match place {
                    0 => digit as char,
                    _ => (b'0' + (digit - b'0' + (salt >> (place % 16 * 4) & 15) as u8) % 10) as char,
                };
                digits.bytes().enumerate().map(turned).collect()
            }
        }
    }
}

/// Whether the letters before a number may be a host's, as in `srv-fin-02`.
fn is_behind_host(before: &str) -> bool {
    let mut letters = before.bytes().rev();
    letters.next() == Some(b'-') && letters.take(2).filter(u8::is_ascii_alphabetic).count() == 2
}

/// Mixes a number with another (splitmix64).
pub(crate) fn mixed(number: u64, with: u64) -> u64 {
    let mut bits =
        number.wrapping_add(with.wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_add(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}
