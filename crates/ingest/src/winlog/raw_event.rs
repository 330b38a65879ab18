//! An event as its XML has it, whoever wrote that XML down, and the record that is made of it.
//!
//! The readers of the shapes hand over elements and attributes by the names that the event schema gives them
//! (schemas.microsoft.com/win/2004/08/events/event); what they mean is said here, once.

use bumpalo::collections::{String as ArenaString, Vec as ArenaVec};

use super::event_data::{DataBuilder, Guids, unix_line_ends};
use super::names;
use super::record::{EventFields, Origin, User, WinlogRecord};
use crate::mapping::Arena;
use crate::source::RecordError;

/// The parts of an event, before they are interpreted.
pub(super) struct RawEvent<'a> {
    record: WinlogRecord<'a>,
    guids: Guids,
    level: Option<i64>,
    opcode: Option<i64>,
    task: Option<i64>,
    keywords: u64,
    rendered: Rendered<'a>,
    pub(super) event_data: DataBuilder<'a>,
    pub(super) user_data: DataBuilder<'a>,
}

/// The values below `System` that a record has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum SystemValue {
    EventId,
    Version,
    Level,
    Task,
    Opcode,
    Keywords,
    RecordId,
    Channel,
    Computer,
    ProviderName,
    ProviderGuid,
    Time,
    ActivityId,
    RelatedActivityId,
    ProcessId,
    ThreadId,
    UserId,
}

impl SystemValue {
    /// What an element says.
    pub(super) fn of_text(element: &str) -> Option<Self> {
        Some(match element {
            "EventID" => Self::EventId,
            "Version" => Self::Version,
            "Level" => Self::Level,
            "Task" => Self::Task,
            "Opcode" => Self::Opcode,
            "Keywords" => Self::Keywords,
            "EventRecordID" => Self::RecordId,
            "Channel" => Self::Channel,
            "Computer" => Self::Computer,
            _ => return None,
        })
    }

    /// What an attribute of an element says.
    pub(super) fn of_attribute(element: &str, name: &str) -> Option<Self> {
        Some(match (element, name) {
            ("Provider", "Name") => Self::ProviderName,
            ("Provider", "Guid") => Self::ProviderGuid,
            ("TimeCreated", "SystemTime") => Self::Time,
            ("Correlation", "ActivityID") => Self::ActivityId,
            ("Correlation", "RelatedActivityID") => Self::RelatedActivityId,
            ("Execution", "ProcessID") => Self::ProcessId,
            ("Execution", "ThreadID") => Self::ThreadId,
            ("Security", "UserID") => Self::UserId,
            _ => return None,
        })
    }
}

/// A number below `System` that was not written down as text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum SystemNumber {
    /// Shown in decimal digits.
    Decimal(u64),
    /// Shown in hexadecimal digits.
    Hexadecimal(u64),
}

/// What the host's message tables said of the event, where whoever wrote it down had asked them.
struct Rendered<'a> {
    level: Option<&'a str>,
    opcode: Option<&'a str>,
    task: Option<&'a str>,
    keywords: ArenaVec<'a, &'a str>,
}

impl<'a> RawEvent<'a> {
    pub(super) fn new(arena: &'a Arena, guids: Guids) -> Self {
        Self {
            record: WinlogRecord::new(arena, Origin::Evtx),
            guids,
            level: None,
            opcode: None,
            task: None,
            keywords: 0,
            rendered: Rendered { level: None, opcode: None, task: None, keywords: ArenaVec::new_in(arena) },
            event_data: DataBuilder::new(arena, guids),
            user_data: DataBuilder::new(arena, guids),
        }
    }

    fn arena(&self) -> &'a Arena {
        self.record.arena
    }

    /// The text of an element of `System`.
    pub(super) fn system_text(&mut self, element: &str, text: &'a str) {
        if let Some(value) = SystemValue::of_text(element) {
            self.system(value, text);
        }
    }

    /// An attribute of an element of `System`.
    pub(super) fn system_attribute(&mut self, element: &str, name: &str, text: &'a str) {
        if let Some(value) = SystemValue::of_attribute(element, name) {
            self.system(value, text);
        }
    }

    /// A value below `System`.
    pub(super) fn system(&mut self, value: SystemValue, text: &'a str) {
        let arena = self.arena();
        let record = &mut self.record;
        let said = Some(text).filter(|text| !text.is_empty());
        match value {
            SystemValue::EventId => record.event_id = text,
            SystemValue::Version => record.version = text.parse().ok().filter(|&version| version != 0),
            SystemValue::Level => self.level = text.parse().ok(),
            SystemValue::Task => self.task = text.parse().ok(),
            SystemValue::Opcode => self.opcode = text.parse().ok(),
            SystemValue::Keywords => self.keywords = keyword_bits(text),
            SystemValue::RecordId => record.record_id = said,
            SystemValue::Channel => record.channel = said,
            SystemValue::Computer => record.computer_name = said,
            SystemValue::ProviderName => record.provider_name = Some(text),
            SystemValue::ProviderGuid => record.provider_guid = Some(self.guids.spell(text, arena)),
            SystemValue::Time => record.timestamp = Some(trim_fraction(text, arena)),
            SystemValue::ActivityId => record.activity_id = Some(self.guids.spell(text, arena)),
            SystemValue::RelatedActivityId => {
                record.related_activity_id = Some(self.guids.spell(text, arena));
            }
            SystemValue::ProcessId => record.process_id = text.parse().ok(),
            SystemValue::ThreadId => record.thread_id = text.parse().ok(),
            SystemValue::UserId => record.user.identifier = Some(text),
        }
    }

    /// A value below `System` that is a number, as [`Self::system`] would read it from its text; says whether it is one of
    /// those whose text is of no use.
    #[inline]
    pub(super) fn system_number(&mut self, value: SystemValue, number: SystemNumber) -> bool {
        let (SystemNumber::Decimal(bits) | SystemNumber::Hexadecimal(bits)) = number;
        let decimal = match number {
            SystemNumber::Decimal(number) => i64::try_from(number).ok(),
            SystemNumber::Hexadecimal(_) => None,
        };
        match value {
            SystemValue::Version => self.record.version = decimal.filter(|&version| version != 0),
            SystemValue::Level => self.level = decimal,
            SystemValue::Task => self.task = decimal,
            SystemValue::Opcode => self.opcode = decimal,
            SystemValue::Keywords => self.keywords = bits,
            SystemValue::ProcessId => self.record.process_id = decimal,
            SystemValue::ThreadId => self.record.thread_id = decimal,
            _ => return false,
        }
        true
    }

    /// The text of an element of `RenderingInfo`.
    pub(super) fn rendered_text(&mut self, element: &str, text: &'a str) {
        let arena = self.arena();
        if text.is_empty() {
            return;
        }
        match element {
            "Message" => {
                self.record.message = Some(unix_line_ends(text, arena)).filter(|message| !message.is_empty());
            }
            "Level" => self.rendered.level = Some(lower_case(text, arena)),
            "Task" => self.rendered.task = Some(text),
            "Opcode" => self.rendered.opcode = Some(text),
            "Keyword" => self.rendered.keywords.push(text),
            _ => {}
        }
    }

    /// The level's number.
    pub(super) fn level(&self) -> Option<i64> {
        self.level
    }

    /// The level's name, where it is known without the host's tables.
    pub(super) fn set_level_name(&mut self, name: Option<&'static str>) {
        self.rendered.level = name.or(self.rendered.level);
    }

    /// The keywords as a number, or their names with commas between them.
    pub(super) fn set_keywords(&mut self, text: &str) {
        self.keywords = match keyword_bits(text) {
            0 => text
                .split(',')
                .filter_map(|name| names::keyword_bit(name.trim()))
                .fold(0, |all, bit| all | bit),
            bits => bits,
        };
    }

    /// A part of the account in whose context the event was written: its `AccountName`, `AccountType` or `Domain`.
    pub(super) fn account(&mut self, part: &str, text: &'a str) {
        let user = &mut self.record.user;
        match part {
            "AccountName" => user.name = Some(text),
            "AccountType" => user.account_type = Some(text),
            _ => user.domain = Some(text),
        }
    }

    /// The record, with names for the numbers that mean the same on every host.
    pub(super) fn finish(self) -> Result<WinlogRecord<'a>, RecordError> {
        let Self { mut record, level, opcode, task, keywords, rendered, .. } = self;
        if record.provider_name.is_none() && record.event_id.is_empty() && record.channel.is_none() {
            return Err(RecordError::WrongShape("an event that says neither its provider nor its id"));
        }
        record.event_code = record.event_id.parse().unwrap_or(0);
        record.event_data = self.event_data.finish();
        record.user_data = self.user_data.finish();
        let provider = record.provider_name.unwrap_or_default();
        record.log_level = rendered.level.or_else(|| level.and_then(names::level));
        record.opcode = rendered.opcode.or_else(|| opcode.and_then(|opcode| names::opcode(provider, opcode)));
        record.task = rendered.task.or_else(|| task.and_then(|task| names::task(provider, task)));
        let mut named = rendered.keywords;
        if named.is_empty() {
            names::keywords(keywords).for_each(|name| named.push(name));
        }
        record.event = EventFields {
            action: record.task,
            kind: Some("event"),
            outcome: names::outcome(keywords),
            provider: record.provider_name,
        };
        record.keywords = named.into_bump_slice();
        name_account(&mut record);
        Ok(record)
    }
}

/// Names the accounts that are the same on every host.
fn name_account(record: &mut WinlogRecord<'_>) {
    let User { identifier, name, .. } = record.user;
    if name.is_none()
        && let Some((domain, name, account_type)) = identifier.and_then(names::well_known_account)
    {
        record.user =
            User { identifier, name: Some(name), domain: Some(domain), account_type: Some(account_type) };
    }
}

/// Keywords are a number of 64 bits, in hexadecimal or as a decimal with or without a sign.
pub(super) fn keyword_bits(text: &str) -> u64 {
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => u64::from_str_radix(digits, 16).unwrap_or(0),
        None => text.parse().ok().or_else(|| text.parse::<i64>().ok().map(i64::cast_unsigned)).unwrap_or(0),
    }
}

fn lower_case<'a>(text: &'a str, arena: &'a Arena) -> &'a str {
    match text.chars().any(char::is_uppercase) {
        true => arena.alloc_str(&text.to_lowercase()),
        false => text,
    }
}

/// `2020-03-21T23:50:34.3474580Z` as Go writes it: without trailing zeros.
fn trim_fraction<'a>(time: &'a str, arena: &'a Arena) -> &'a str {
    let Some(digits) = time.strip_suffix('Z').filter(|digits| digits.as_bytes().contains(&b'.')) else {
        return time;
    };
    let trimmed = digits.trim_end_matches('0').trim_end_matches('.');
    if trimmed.len() == digits.len() {
        return time;
    }
    let mut shorter = ArenaString::with_capacity_in(trimmed.len() + 1, arena);
    shorter.push_str(trimmed);
    shorter.push('Z');
    shorter.into_bump_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_read_as_everybody_writes_them() {
        let audit_success = 0x8020_0000_0000_0000;
        for text in ["0x8020000000000000", "-9214364837600034816", "9232379236109516800"] {
            assert_eq!(keyword_bits(text), audit_success, "{text}");
        }
        assert_eq!(keyword_bits("Audit Success"), 0);
    }
}
