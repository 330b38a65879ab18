//! What records of every channel have in common.

use bumpalo::collections::String as ArenaString;
use ecs::{EventSink, FieldId, Timestamp};
use serde_json::Value;

use super::{Family, Variant};
use crate::decode::json::{Malformed, Scanner};
use crate::mapping::data::{EVENT_DATA, USER_DATA, put};
use crate::mapping::text;
use crate::source::RecordError;
use crate::winlog::{Arena, DataItem, DataValue, Parent, WinlogRecord};

/// How deep what a shipper added is followed field by field; what is deeper is taken as it is.
const MAX_EXTRA_DEPTH: usize = 16;

const TIMESTAMP: FieldId = FieldId::of("@timestamp");
const ECS_VERSION: FieldId = FieldId::of("ecs.version");
const EVENT_ACTION: FieldId = FieldId::of("event.action");
const EVENT_CODE: FieldId = FieldId::of("event.code");
const EVENT_CREATED: FieldId = FieldId::of("event.created");
const EVENT_KIND: FieldId = FieldId::of("event.kind");
const EVENT_MODULE: FieldId = FieldId::of("event.module");
const EVENT_OUTCOME: FieldId = FieldId::of("event.outcome");
const EVENT_PROVIDER: FieldId = FieldId::of("event.provider");
const HOST_NAME: FieldId = FieldId::of("host.name");
const HOST_OS_FAMILY: FieldId = FieldId::of("host.os.family");
const HOST_OS_TYPE: FieldId = FieldId::of("host.os.type");
const LOG_LEVEL: FieldId = FieldId::of("log.level");
const ACTIVITY_ID: FieldId = FieldId::of("winlog.activity_id");
const CHANNEL: FieldId = FieldId::of("winlog.channel");
const COMPUTER_NAME: FieldId = FieldId::of("winlog.computer_name");
const EVENT_ID: FieldId = FieldId::of("winlog.event_id");
const KEYWORDS: FieldId = FieldId::of("winlog.keywords");
const LEVEL: FieldId = FieldId::of("winlog.level");
const MESSAGE: FieldId = FieldId::of("message");
const OPCODE: FieldId = FieldId::of("winlog.opcode");
const PROCESS_ID: FieldId = FieldId::of("winlog.process.pid");
const PROVIDER_GUID: FieldId = FieldId::of("winlog.provider_guid");
const PROVIDER_NAME: FieldId = FieldId::of("winlog.provider_name");
const RECORD_ID: FieldId = FieldId::of("winlog.record_id");
const RELATED_ACTIVITY_ID: FieldId = FieldId::of("winlog.related_activity_id");
const TASK: FieldId = FieldId::of("winlog.task");
const THREAD_ID: FieldId = FieldId::of("winlog.process.thread.id");
const TIME_CREATED: FieldId = FieldId::of("winlog.time_created");
const USER_DOMAIN: FieldId = FieldId::of("winlog.user.domain");
const USER_IDENTIFIER: FieldId = FieldId::of("winlog.user.identifier");
const USER_NAME: FieldId = FieldId::of("winlog.user.name");
const USER_TYPE: FieldId = FieldId::of("winlog.user.type");
const VERSION: FieldId = FieldId::of("winlog.version");

/// Hands on what the shipper said beside the record.
pub(super) fn extras(record: &WinlogRecord<'_>, sink: &mut dyn EventSink) {
    for extra in record.extras {
        let path = match extra.parent {
            Parent::Document => extra.name,
            Parent::Event => dotted("event", extra.name, record.arena),
            Parent::Winlog => dotted("winlog", extra.name, record.arena),
        };
        if sink.wants_path(path) {
            let mut scanner = Scanner::new(extra.json);
            // Members that are damaged are left out, as in an object that is not wanted.
            let _ = hand_on(&mut scanner, path, 0, record.arena, sink);
        }
    }
}

/// Sets the field of this path, or the wanted ones below it, to the value at the cursor.
fn hand_on<'a>(
    scanner: &mut Scanner<'a>,
    path: &str,
    depth: usize,
    arena: &'a Arena,
    sink: &mut dyn EventSink,
) -> Result<(), Malformed> {
    if scanner.peek() == b'{' && depth < MAX_EXTRA_DEPTH {
        return text::members(scanner, arena, |scanner, name| {
            let path = dotted(path, name, arena);
            match sink.wants_path(path) {
                true => hand_on(scanner, path, depth + 1, arena, sink),
                false => scanner.skip_value(),
            }
        });
    }
    let value = match text::value(scanner, arena)? {
        DataValue::Null => Value::Null,
        DataValue::Text(text) => {
            sink.path_text(path, text);
            return Ok(());
        }
        DataValue::Long(number) => Value::from(number),
        DataValue::Boolean(value) => Value::from(value),
        DataValue::Json(json) => serde_json::from_str(json).or_else(|_| scanner.fail("expected a value"))?,
    };
    sink.path_json(path, &value);
    Ok(())
}

fn dotted<'a>(object: &str, name: &str, arena: &'a Arena) -> &'a str {
    let mut path = ArenaString::with_capacity_in(object.len() + 1 + name.len(), arena);
    path.push_str(object);
    path.push('.');
    path.push_str(name);
    path.into_bump_str()
}

/// Sets the fields that name the record: `winlog.*` but its data, and what of `event.*`, `host.*` and `log.*` follows.
pub(super) fn event_log_fields(record: &WinlogRecord<'_>, sink: &mut dyn EventSink, family: Family) {
    let texts = [
        (ACTIVITY_ID, record.activity_id),
        (CHANNEL, record.channel),
        (COMPUTER_NAME, record.computer_name),
        (EVENT_ACTION, record.event.action),
        (EVENT_CODE, Some(record.event_id).filter(|id| !id.is_empty())),
        (EVENT_ID, Some(record.event_id).filter(|id| !id.is_empty())),
        (EVENT_KIND, record.event.kind),
        (EVENT_OUTCOME, record.event.outcome),
        (EVENT_PROVIDER, record.event.provider),
        (LOG_LEVEL, record.log_level.or(record.level.filter(|level| !level.is_empty()))),
        (MESSAGE, record.message),
        (OPCODE, record.opcode),
        (PROVIDER_GUID, record.provider_guid),
        (PROVIDER_NAME, record.provider_name),
        (RECORD_ID, record.record_id),
        (RELATED_ACTIVITY_ID, record.related_activity_id),
        (TASK, record.task),
        (USER_DOMAIN, record.user.domain),
        (USER_IDENTIFIER, record.user.identifier),
        (USER_NAME, record.user.name),
        (USER_TYPE, record.user.account_type),
    ];
    for (field, value) in texts {
        if let Some(value) = value {
            sink.text(field, value);
        }
    }
    let numbers = [(PROCESS_ID, record.process_id), (THREAD_ID, record.thread_id), (VERSION, record.version)];
    for (field, value) in numbers {
        if let Some(value) = value {
            sink.long(field, value);
        }
    }
    if !record.keywords.is_empty() {
        sink.texts(KEYWORDS, record.keywords);
    }
    if record.host_is_computer
        && let Some(computer) = record.computer_name
    {
        sink.text(HOST_NAME, computer);
    }
    if !matches!(family, Family::Sysmon | Family::PowerShell | Family::PowerShellOperational) {
        if let Some(level) = record.level {
            sink.text(LEVEL, level);
        }
        if let Some(time) = record.time_created
            && let Some(parsed) = Timestamp::parse(time)
        {
            sink.date(TIME_CREATED, parsed, time);
        }
    }
    pass_on(record.user_data, USER_DATA, sink);
}

/// Hands on the event data as it is.
pub(super) fn plain_data(record: &WinlogRecord<'_>, sink: &mut dyn EventSink) {
    pass_on(record.event_data, EVENT_DATA, sink);
}

fn pass_on(items: &[DataItem<'_>], object: FieldId, sink: &mut dyn EventSink) {
    if !items.is_empty() && sink.wants_any_below(object) {
        for item in items {
            put(sink, object, item);
        }
    }
}

/// Sets what a pipeline says of itself and of the host.
pub(super) fn pipeline_fields(
    record: &WinlogRecord<'_>,
    sink: &mut dyn EventSink,
    variant: &Variant,
    family: Family,
) {
    if family != Family::Other {
        sink.text(ECS_VERSION, variant.ecs_version);
        sink.text(EVENT_KIND, "event");
        if let Some(module) = variant.module {
            sink.text(EVENT_MODULE, module);
        }
    }
    if variant.windows_host {
        let host = record.extra(Parent::Document, "host").unwrap_or_default();
        if let [false] = text::has_members(host, ["os"]) {
            sink.text(HOST_OS_FAMILY, "windows");
            sink.text(HOST_OS_TYPE, "windows");
        }
    }
}

/// Sets when it happened: what Sysmon itself says, else when the record was written, else what the shipper says.
pub(super) fn timestamp(
    record: &WinlogRecord<'_>,
    sink: &mut dyn EventSink,
    family: Family,
) -> Result<(), RecordError> {
    let written = record.time_created.and_then(Timestamp::parse).map(whole_millis);
    let shipped = || record.timestamp.and_then(|text| Some((Timestamp::parse(text)?, text)));
    let utc_time = match family {
        Family::Sysmon => sysmon_time(record),
        _ => None,
    };
    if let Some((time, text)) = utc_time {
        // The same text but for the letters around the time of day.
        let mut shown = ArenaString::with_capacity_in(text.len() + 1, record.arena);
        shown.extend([text.get(..10).unwrap_or_default(), "T", text.get(11..).unwrap_or_default(), "Z"]);
        sink.date(TIMESTAMP, time, &shown);
    }
    if family == Family::Sysmon
        && let Some(written) = written
    {
        set_date(sink, EVENT_CREATED, written);
    }
    if utc_time.is_some() {
        return Ok(());
    }
    let by_pipeline = matches!(family, Family::Security | Family::PowerShell | Family::PowerShellOperational);
    if let Some(written) = written.filter(|_| by_pipeline) {
        set_date(sink, TIMESTAMP, written);
    } else if let Some((time, shown)) = shipped() {
        sink.date(TIMESTAMP, time, shown);
    } else if written.is_none() {
        return Err(RecordError::NoTimestamp);
    }
    Ok(())
}

/// Whether [`timestamp`] finds a time where the shipper gave none.
pub(crate) fn tells_its_time(record: &WinlogRecord<'_>) -> bool {
    match Family::of(record) {
        Family::Sysmon => sysmon_time(record).is_some(),
        Family::Security | Family::PowerShell | Family::PowerShellOperational => true,
        Family::Other => false,
    }
}

/// `UtcTime` of a Sysmon event: `2019-07-18 03:34:01.239`.
fn sysmon_time<'a>(record: &WinlogRecord<'a>) -> Option<(Timestamp, &'a str)> {
    let item = record.event_data.iter().take(4).find(|item| item.name == "UtcTime");
    let item = item.or_else(|| record.event_data.iter().find(|item| item.name == "UtcTime"))?;
    let text = item.value.text(record.arena)?;
    let is_utc_time = text.len() == "2019-07-18 03:34:01.239".len() && text.as_bytes().get(10) == Some(&b' ');
    Timestamp::parse(text).filter(|_| is_utc_time).map(|time| (time, text))
}

/// As Elasticsearch's `date` processor writes it.
fn whole_millis(time: Timestamp) -> Timestamp {
    Timestamp::from_millis(time.millis()).unwrap_or(time)
}

fn set_date(sink: &mut dyn EventSink, field: FieldId, time: Timestamp) {
    if field == TIMESTAMP || sink.wants(field) {
        sink.date(field, time, &time.to_string());
    }
}
