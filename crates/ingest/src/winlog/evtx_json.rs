//! Reads a record from the JSON that the `evtx` crate writes.
//!
//! That JSON follows the event's XML: an element is its text, or null, or an object with the attributes under
//! `#attributes` and the text under `#text`; `Data` elements that have a name are members under that name, those that
//! have none are an array under `Data`. The record is brought to what Winlogbeat ships for the same XML: values are
//! text, empty ones are left out, line ends are `\n`, GUIDs are upper case, unnamed values are `param1`, `param2`, …
//! (elastic/beats, winlogbeat/sys/winevent).

use bumpalo::collections::{String as ArenaString, Vec as ArenaVec};

use super::element::Element;
use super::names;
use super::record::{EventFields, Origin, User, WinlogRecord};
use crate::decode::json::{Malformed, Scanner};
use crate::decode::malformed;
use crate::mapping::text::{members, number_text};
use crate::mapping::{Arena, DataItem, DataValue};
use crate::source::RecordError;

pub(super) fn parse<'a>(json: &'a str, arena: &'a Arena) -> Result<WinlogRecord<'a>, RecordError> {
    let mut raw = RawEvent::new(arena);
    let mut scanner = Scanner::new(json);
    if scanner.skip_blanks() != b'{' {
        return Err(RecordError::WrongShape("no JSON object"));
    }
    let envelope = members(&mut scanner, arena, |scanner, name| match name {
        "Event" => members(scanner, arena, |scanner, name| raw.event_member(scanner, name)),
        _ => scanner.skip_value(),
    });
    envelope.map_err(malformed)?;
    if raw.system.is_empty() {
        return Err(RecordError::WrongShape("no Event.System object"));
    }
    Ok(record(raw, arena))
}

/// The parts of an event, before they are interpreted.
struct RawEvent<'a> {
    system: ArenaVec<'a, (&'a str, Element<'a>)>,
    event_data: DataBuilder<'a>,
    user_data: DataBuilder<'a>,
}

impl<'a> RawEvent<'a> {
    fn new(arena: &'a Arena) -> Self {
        Self {
            system: ArenaVec::with_capacity_in(16, arena),
            event_data: DataBuilder::new(arena),
            user_data: DataBuilder::new(arena),
        }
    }

    fn event_member(&mut self, scanner: &mut Scanner<'a>, name: &'a str) -> Result<(), Malformed> {
        let arena = self.event_data.arena;
        match name {
            "System" => members(scanner, arena, |scanner, name| {
                self.system.push((name, Element::read(scanner, arena)?));
                Ok(())
            }),
            "EventData" | "ProcessingErrorData" => self.event_data.read(scanner),
            "UserData" => members(scanner, arena, |scanner, name| match name {
                "#attributes" => scanner.skip_value(),
                _ => self.user_data.read_named(scanner, name),
            }),
            _ => scanner.skip_value(),
        }
    }
}

fn record<'a>(raw: RawEvent<'a>, arena: &'a Arena) -> WinlogRecord<'a> {
    let mut record = WinlogRecord::new(arena, Origin::Evtx);
    let (mut level, mut opcode, mut task, mut keywords) = (None, None, None, 0);
    for &(name, element) in &raw.system {
        let text = || element.first().and_then(|value| value.text(arena)).filter(|text| !text.is_empty());
        let long = || element.first().and_then(DataValue::long);
        let attribute = |name| element.attribute(name).and_then(|value| value.text(arena));
        match name {
            "Provider" => {
                record.provider_name = attribute("Name");
                record.provider_guid = attribute("Guid").map(|guid| upper_case_guid(guid, arena));
            }
            "EventID" => record.event_id = text().unwrap_or_default(),
            "Version" => record.version = long().filter(|&version| version != 0),
            "Level" => level = long(),
            "Task" => task = long(),
            "Opcode" => opcode = long(),
            "Keywords" => keywords = text().map_or(0, keyword_bits),
            "TimeCreated" => {
                record.timestamp = attribute("SystemTime").map(|time| trim_fraction(time, arena))
            }
            "EventRecordID" => record.record_id = text(),
            "Correlation" => {
                record.activity_id = attribute("ActivityID").map(|guid| upper_case_guid(guid, arena));
                record.related_activity_id =
                    attribute("RelatedActivityID").map(|guid| upper_case_guid(guid, arena));
            }
            "Execution" => {
                record.process_id = element.attribute("ProcessID").and_then(DataValue::long);
                record.thread_id = element.attribute("ThreadID").and_then(DataValue::long);
            }
            "Channel" => record.channel = text(),
            "Computer" => record.computer_name = text(),
            "Security" => record.user.identifier = attribute("UserID"),
            _ => {}
        }
    }
    record.event_code = record.event_id.parse().unwrap_or(0);
    record.event_data = raw.event_data.items.into_bump_slice();
    record.user_data = raw.user_data.items.into_bump_slice();
    name_numbers(&mut record, level, opcode, task, keywords);
    record
}

/// What a host's message tables would say of the numbers, as far as they are the same on every host.
fn name_numbers(
    record: &mut WinlogRecord<'_>,
    level: Option<i64>,
    opcode: Option<i64>,
    task: Option<i64>,
    keywords: u64,
) {
    let provider = record.provider_name.unwrap_or_default();
    record.log_level = level.and_then(names::level);
    record.opcode = opcode.and_then(|opcode| names::opcode(provider, opcode));
    record.task = task.and_then(|task| names::task(provider, task));
    let mut named = ArenaVec::new_in(record.arena);
    named.extend(names::keywords(keywords));
    record.event = EventFields {
        action: record.task,
        kind: Some("event"),
        outcome: names::outcome(keywords),
        provider: record.provider_name,
    };
    record.keywords = named.into_bump_slice();
    if let Some((domain, name, account_type)) = record.user.identifier.and_then(names::well_known_account) {
        record.user = User {
            identifier: record.user.identifier,
            name: Some(name),
            domain: Some(domain),
            account_type: Some(account_type),
        };
    }
}

fn keyword_bits(text: &str) -> u64 {
    text.strip_prefix("0x").and_then(|digits| u64::from_str_radix(digits, 16).ok()).unwrap_or(0)
}

/// `2020-03-21T23:50:34.3474580Z` as Go writes it: without trailing zeros.
fn trim_fraction<'a>(time: &'a str, arena: &'a Arena) -> &'a str {
    let Some(digits) = time.strip_suffix('Z').filter(|digits| digits.contains('.')) else { return time };
    let trimmed = digits.trim_end_matches('0').trim_end_matches('.');
    if trimmed.len() == digits.len() {
        return time;
    }
    let mut shorter = ArenaString::with_capacity_in(trimmed.len() + 1, arena);
    shorter.push_str(trimmed);
    shorter.push('Z');
    shorter.into_bump_str()
}

/// Windows itself shows GUIDs in upper case where the library shows them in lower.
fn upper_case_guid<'a>(text: &'a str, arena: &'a Arena) -> &'a str {
    if !is_braced_guid(text) || !text.bytes().any(|byte| byte.is_ascii_lowercase()) {
        return text;
    }
    let copy = arena.alloc_str(text);
    copy.make_ascii_uppercase();
    copy
}

fn is_braced_guid(text: &str) -> bool {
    text.len() == 38
        && text.bytes().enumerate().all(|(index, byte)| match index {
            0 => byte == b'{',
            37 => byte == b'}',
            9 | 14 | 19 | 24 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// `\r\n` to `\n`, and none at the end.
fn unix_line_ends<'a>(text: &'a str, arena: &'a Arena) -> &'a str {
    if !text.contains("\r\n") {
        return text.trim_end_matches('\n');
    }
    let mut unix = ArenaString::with_capacity_in(text.len(), arena);
    let mut lines = text.split("\r\n");
    unix.extend(lines.next());
    for line in lines {
        unix.push('\n');
        unix.push_str(line);
    }
    unix.into_bump_str().trim_end_matches('\n')
}

/// Values as they are shipped: text, and none that are empty. The first of a name counts.
struct DataBuilder<'a> {
    items: ArenaVec<'a, DataItem<'a>>,
    arena: &'a Arena,
    position: i64,
}

impl<'a> DataBuilder<'a> {
    fn new(arena: &'a Arena) -> Self {
        Self { items: ArenaVec::with_capacity_in(24, arena), arena, position: 0 }
    }

    fn push(&mut self, name: Option<&'a str>, value: DataValue<'a>) {
        self.position += 1;
        let Some(text) = value.text(self.arena).filter(|text| !text.is_empty()) else { return };
        let text = match value {
            DataValue::Text(_) => unix_line_ends(upper_case_guid(text, self.arena), self.arena),
            _ => text,
        };
        let name = name.unwrap_or_else(|| {
            let mut name = ArenaString::from_str_in("param", self.arena);
            name.push_str(number_text(self.position, self.arena));
            name.into_bump_str()
        });
        self.items.push(DataItem { name, value: DataValue::Text(text) });
    }

    fn push_element(&mut self, name: &'a str, element: Element<'a>) {
        let name = if name == "Data" {
            element.attribute("Name").and_then(|name| name.text(self.arena))
        } else {
            Some(name)
        };
        for &value in element.texts {
            self.push(name, value);
        }
    }

    /// Reads the values of an element that holds others.
    fn read(&mut self, scanner: &mut Scanner<'a>) -> Result<(), Malformed> {
        let arena = self.arena;
        members(scanner, arena, |scanner, name| {
            if name == "#attributes" {
                return scanner.skip_value();
            }
            let element = Element::read(scanner, arena)?;
            self.push_element(name, element);
            Ok(())
        })
    }

    /// The same of the one element below `UserData`, whose name is kept as `xml_name`.
    fn read_named(&mut self, scanner: &mut Scanner<'a>, name: &'a str) -> Result<(), Malformed> {
        self.read(scanner)?;
        if !self.items.is_empty() {
            self.items.push(DataItem { name: "xml_name", value: DataValue::Text(name) });
        }
        Ok(())
    }
}
