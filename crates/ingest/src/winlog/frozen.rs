//! A record as bytes, to be kept until its document is asked for.
//!
//! Few records of a log are in an alert. Those are kept as they were read, so that the log itself need not be read again:
//! every text with its length before it, every number behind a mark that says whether there is one.

use bumpalo::collections::Vec as ArenaVec;

use super::record::{EventFields, Origin, User, WinlogRecord};
use crate::mapping::{Arena, DataItem, DataValue};
use crate::source::RecordError;

/// The length of a text that is not there.
const ABSENT: u32 = u32::MAX;

/// Marks of the values of event data.
const NULL: u8 = 0;
const TEXT: u8 = 1;
const LONG: u8 = 2;
const FALSE: u8 = 3;
const TRUE: u8 = 4;
const JSON: u8 = 5;

/// The texts of a record in the order in which they are kept.
fn texts<'r, 'a>(record: &'r mut WinlogRecord<'a>) -> [&'r mut Option<&'a str>; 22] {
    let EventFields { action, kind, outcome, provider } = &mut record.event;
    let User { identifier, name, domain, account_type } = &mut record.user;
    [
        &mut record.timestamp,
        &mut record.time_created,
        &mut record.channel,
        &mut record.provider_name,
        &mut record.provider_guid,
        &mut record.computer_name,
        &mut record.record_id,
        &mut record.level,
        &mut record.opcode,
        &mut record.task,
        &mut record.log_level,
        &mut record.message,
        &mut record.activity_id,
        &mut record.related_activity_id,
        action,
        kind,
        outcome,
        provider,
        identifier,
        name,
        domain,
        account_type,
    ]
}

/// The numbers of a record in the order in which they are kept.
fn numbers<'r>(record: &'r mut WinlogRecord<'_>) -> [&'r mut Option<i64>; 3] {
    [&mut record.version, &mut record.process_id, &mut record.thread_id]
}

/// Writes a record of an `.evtx` file; what only shippers say is not kept.
pub(crate) fn freeze(record: &WinlogRecord<'_>, into: &mut Vec<u8>) {
    let mut writer = Writer(into);
    let mut copy = record.clone();
    writer.text(Some(record.event_id));
    texts(&mut copy).into_iter().for_each(|text| writer.text(*text));
    numbers(&mut copy).into_iter().for_each(|number| writer.number(*number));
    writer.count(record.keywords.len());
    record.keywords.iter().for_each(|keyword| writer.text(Some(keyword)));
    for items in [record.event_data, record.user_data] {
        writer.count(items.len());
        items.iter().for_each(|item| writer.item(item));
    }
}

/// Reads a record that [`freeze`] wrote.
///
/// # Errors
/// When it did not.
pub(crate) fn thaw<'a>(bytes: &'a [u8], arena: &'a Arena) -> Result<WinlogRecord<'a>, RecordError> {
    let mut reader = Reader { bytes, arena };
    reader.record().ok_or(RecordError::WrongShape("a record that was kept"))
}

struct Writer<'w>(&'w mut Vec<u8>);

impl Writer<'_> {
    fn count(&mut self, count: usize) {
        self.0.extend_from_slice(&(count as u32).to_le_bytes());
    }

    fn text(&mut self, text: Option<&str>) {
        let Some(text) = text else { return self.0.extend_from_slice(&ABSENT.to_le_bytes()) };
        self.count(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    fn number(&mut self, number: Option<i64>) {
        self.0.push(u8::from(number.is_some()));
        self.0.extend_from_slice(&number.unwrap_or_default().to_le_bytes());
    }

    fn item(&mut self, item: &DataItem<'_>) {
        self.text(Some(item.name));
        let (mark, text) = match item.value {
            DataValue::Null => (NULL, None),
            DataValue::Text(text) => (TEXT, Some(text)),
            DataValue::Long(_) => (LONG, None),
            DataValue::Boolean(false) => (FALSE, None),
            DataValue::Boolean(true) => (TRUE, None),
            DataValue::Json(json) => (JSON, Some(json)),
        };
        self.0.push(mark);
        if let DataValue::Long(number) = item.value {
            self.number(Some(number));
        }
        if text.is_some() {
            self.text(text);
        }
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    arena: &'a Arena,
}

impl<'a> Reader<'a> {
    fn record(&mut self) -> Option<WinlogRecord<'a>> {
        let mut record = WinlogRecord::new(self.arena, Origin::Evtx);
        record.event_id = self.text()??;
        record.event_code = record.event_id.parse().unwrap_or(0);
        for text in texts(&mut record) {
            *text = self.text()?;
        }
        for number in numbers(&mut record) {
            *number = self.number()?;
        }
        let mut keywords = ArenaVec::new_in(self.arena);
        for _ in 0..self.count()? {
            keywords.push(self.text()??);
        }
        record.keywords = keywords.into_bump_slice();
        record.event_data = self.items()?;
        record.user_data = self.items()?;
        Some(record)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (array, rest) = self.bytes.split_first_chunk()?;
        self.bytes = rest;
        Some(*array)
    }

    fn count(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    /// The next text, or that there is none.
    fn text(&mut self) -> Option<Option<&'a str>> {
        let length = self.count()?;
        if length == ABSENT {
            return Some(None);
        }
        let (text, rest) = self.bytes.split_at_checked(length as usize)?;
        self.bytes = rest;
        std::str::from_utf8(text).ok().map(Some)
    }

    fn number(&mut self) -> Option<Option<i64>> {
        let [is_there] = self.array()?;
        let number = i64::from_le_bytes(self.array()?);
        Some((is_there != 0).then_some(number))
    }

    fn items(&mut self) -> Option<&'a [DataItem<'a>]> {
        let mut items = ArenaVec::new_in(self.arena);
        for _ in 0..self.count()? {
            let name = self.text()??;
            let [mark] = self.array()?;
            let value = match mark {
                NULL => DataValue::Null,
                TEXT => DataValue::Text(self.text()??),
                LONG => DataValue::Long(self.number()??),
                FALSE => DataValue::Boolean(false),
                TRUE => DataValue::Boolean(true),
                JSON => DataValue::Json(self.text()??),
                _ => return None,
            };
            items.push(DataItem { name, value });
        }
        Some(items.into_bump_slice())
    }
}
