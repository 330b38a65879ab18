//! Elastic Endgame: the documents that its platform streamed into Elasticsearch, and the events of its sensor as they
//! are.
//!
//! The documents are ECS, the older ones of an early version: [`document`] brings them up to date. The sensor's events
//! (the field lists of Endgame's user guide 3.10, as OSSEM has them) are mapped here in the way in which the platform
//! wrote its documents. The source is named after the `event.module` and `event.dataset` of those.

mod document;
mod event;
mod fill;
mod keys;
mod network;
mod os;
mod registry;
mod rows;
mod security;

use ecs::{EventSink, FieldId, Timestamp};

pub(crate) use self::document::amend;
use self::event::Kind;
use self::keys::{Key, new_data};
use crate::mapping::data::{Data, blank, put};
use crate::mapping::{DataValue, command_line, fields, paths};
use crate::{FieldNote, JsonMapping, JsonObject, Mapped, Mapping, RecordError, Source};

/// Elastic Endgame, documents and raw events.
pub(crate) static SOURCE: Source = Source {
    name: "endgame.esensor",
    title: "Elastic Endgame (documents and sensor events)",
    indices: &["endgame-default"],
    mapping: Mapping::Json(JsonMapping {
        shown_by: "`event_type_full` and `event_subtype_full`, at the top or under `endgame` or `data_buffer`",
        recognises: |record| raw(record).is_some(),
        map,
    }),
    fields: notes,
};

const ARGS: FieldId = FieldId::of("process.args");
const ARGS_COUNT: FieldId = FieldId::of("process.args_count");
const AUTHENTICATION_ID: FieldId = FieldId::of("process.Ext.authentication_id");
const EFFECTIVE_PARENT_ENTITY_ID: FieldId = FieldId::of("process.Ext.effective_parent.entity_id");
const ENDGAME: FieldId = FieldId::of("endgame");
const EVENT_DATASET: FieldId = FieldId::of("event.dataset");
const EVENT_KIND: FieldId = FieldId::of("event.kind");
const EVENT_MODULE: FieldId = FieldId::of("event.module");
const FILE_EXTENSION: FieldId = FieldId::of("file.extension");
const PARENT_ENTITY_ID: FieldId = FieldId::of("process.parent.entity_id");
const PROCESS_NAME: FieldId = FieldId::of("process.name");
const TIMESTAMP: FieldId = FieldId::of("@timestamp");

/// Under which name a document or a message holds the sensor's event.
const WRAPPERS: [&str; 2] = ["endgame", "data_buffer"];

/// 1970-01-01 in ticks of 100 ns since 1601-01-01 (`FILETIME`).
const UNIX_EPOCH: i64 = 116_444_736_000_000_000;

/// The sensor's event that a record is or holds. A flat one with a time of its own in ECS's way is somebody's test data,
/// with field names that they want to keep.
fn raw<'a>(record: &JsonObject<'a>) -> Option<JsonObject<'a>> {
    let is_event =
        |object: &JsonObject<'a>| object.has("event_type_full") && object.has("event_subtype_full");
    if is_event(record) {
        return (!record.has("@timestamp")).then_some(*record);
    }
    WRAPPERS.iter().find_map(|name| record.object(name).filter(is_event))
}

fn map(record: &JsonObject<'_>, sink: &mut dyn EventSink) -> Result<Mapped, RecordError> {
    let raw = match raw(record) {
        Some(raw) => raw,
        None if record.has("event_type_full") => *record,
        None => return Err(RecordError::WrongShape("no event_type_full")),
    };
    let mut data = new_data(&raw);
    let own = || record.text("@timestamp").and_then(Timestamp::parse);
    let time = time(&data).or_else(own).ok_or(RecordError::NoTimestamp)?;
    sink.date(TIMESTAMP, time, &time.to_string());
    map_raw(&mut data, sink);
    copy(&raw, sink);
    Ok(Mapped::Event)
}

/// When the event happened, to the tick.
fn time(data: &Data<'_>) -> Option<Timestamp> {
    let ticks = || data.value(Key::timestamp).and_then(DataValue::long);
    let nanos = || ticks()?.checked_sub(UNIX_EPOCH)?.checked_mul(100);
    nanos()
        .map(Timestamp::from_nanos)
        .or_else(|| data.text(Key::timestamp_utc).and_then(Timestamp::parse_iso))
}

/// Sets what the sensor's event says, save its time.
fn map_raw(data: &mut Data<'_>, sink: &mut dyn EventSink) {
    let kind = Kind::of(data);
    sink.text(EVENT_MODULE, "endgame");
    sink.text(EVENT_DATASET, "esensor");
    sink.text(EVENT_KIND, "event");
    event::set(kind, data, sink);
    fields::apply(rows::ROWS, kind as u32, data, sink);
    process(data, sink);
    match kind {
        Kind::File => set_extension(data, sink),
        Kind::Network | Kind::Dns => network::set(kind, data, sink),
        Kind::Registry => registry::set(data, sink),
        Kind::Security => security::set(data, sink),
        Kind::Process | Kind::Library | Kind::Driver | Kind::Other => {}
    }
    rows::set_signature(kind, data, sink);
    os::set(kind, data, sink);
}

fn process(data: &Data<'_>, sink: &mut dyn EventSink) {
    if let Some(name) = data.text(Key::process_name) {
        sink.text(PROCESS_NAME, paths::file_name(name).unwrap_or(name));
    }
    for (key, field) in
        [(Key::unique_ppid, PARENT_ENTITY_ID), (Key::unique_true_ppid, EFFECTIVE_PARENT_ENTITY_ID)]
    {
        if let Some(parent) = data.text(key).filter(|id| *id != "0") {
            sink.text(field, parent);
        }
    }
    if sink.wants(AUTHENTICATION_ID)
        && let Some(id) = data.value(Key::authentication_id).and_then(DataValue::long)
    {
        sink.text(AUTHENTICATION_ID, &format!("{id:#x}"));
    }
    if let Some(command_line) = data.text(Key::command_line) {
        command_line::set_arguments(command_line, ARGS, ARGS_COUNT, data.arena, sink);
    }
}

fn set_extension(data: &Data<'_>, sink: &mut dyn EventSink) {
    let name = data.text(Key::file_name).or_else(|| data.text(Key::file_path)?.rsplit(['\\', '/']).next());
    if let Some((_, extension)) = name.and_then(|name| name.rsplit_once('.'))
        && !extension.is_empty()
    {
        sink.text(FILE_EXTENSION, extension);
    }
}

/// Keeps the sensor's own names, as the platform's documents do.
fn copy(raw: &JsonObject<'_>, sink: &mut dyn EventSink) {
    if !sink.wants_any_below(ENDGAME) {
        return;
    }
    for item in raw.members.iter().filter(|item| !blank(item.value)) {
        put(sink, ENDGAME, item);
    }
}

fn notes(into: &mut Vec<FieldNote>) {
    fields::notes(rows::ROWS, Key::NAMES, into);
    security::notes(into);
    for (raw, field, how) in NOTES.iter().chain(document::NOTES) {
        into.push(FieldNote::new(*raw, *field, how));
    }
}

/// What code does that no row says.
const NOTES: &[(&str, &str, &str)] = &[
    (
        "timestamp",
        "@timestamp",
        "from ticks of 100 ns since 1601; else timestamp_utc; else the document's own",
    ),
    ("(constant)", "event.module", "endgame"),
    ("(constant)", "event.dataset", "esensor"),
    ("(constant)", "event.kind", "event"),
    ("event_type_full", "event.category", "as ECS names the kind of event"),
    ("event_subtype_full", "event.type", "as ECS names what happened"),
    ("event_subtype_full", "event.outcome", "of logons: success or failure; of lookups: failure"),
    ("process_name", "process.name", "the last component"),
    ("unique_ppid", "process.parent.entity_id", "unless 0"),
    ("unique_true_ppid", "process.Ext.effective_parent.entity_id", "unless 0"),
    ("authentication_id", "process.Ext.authentication_id", "in hexadecimal, as Windows logs write it"),
    ("command_line", "process.args", "split as Windows does"),
    ("command_line", "process.args_count", "number of arguments"),
    ("file_name", "file.extension", "behind the last dot"),
    (
        "signature_status",
        "process.code_signature.exists",
        "unless noSignature; of image loads dll.code_signature",
    ),
    ("signature_status", "process.code_signature.trusted", "if trusted; of image loads dll.code_signature"),
    ("signature_status", "dll.code_signature.exists", "unless noSignature"),
    ("signature_status", "dll.code_signature.trusted", "if trusted"),
    ("(the event)", "host.os.type", "windows, where only Windows has such an event, path or account"),
    ("(the event)", "host.os.family", "windows, likewise"),
    ("protocol", "network.transport", "in lower case"),
    ("event_subtype_full", "network.type", "ipv4 or ipv6"),
    (
        "event_subtype_full",
        "network.direction",
        "egress where a connection was attempted, ingress where accepted",
    ),
    ("total_in_bytes", "network.bytes", "added up with total_out_bytes"),
    ("source_address", "network.community_id", "the flow's Community ID, with both ends and the protocol"),
    ("event_type_full", "network.protocol", "dns"),
    ("query_name", "dns.question.name", "without the root's dot"),
    ("query_type", "dns.question.type", "the name of the number"),
    ("query_results", "dns.resolved_ip", "each address"),
    ("key_path", "registry.hive", "HKLM or HKU"),
    ("key_path", "registry.key", "below the hive, without the value's name"),
    ("key_path", "registry.value", "the last component"),
    ("key_type", "registry.data.type", "as Windows names it: sz is REG_SZ"),
    ("bytes_written_string_list", "registry.data.strings", "or bytes_written_string, or a number written"),
    ("event_id", "event.code", "of Windows events"),
    ("event_id", "winlog.event_id", "of Windows events"),
    ("ip_address", "source.ip", "of logons"),
    ("ip_address", "related.ip", "of logons"),
    ("logon_type", "winlog.logon.type", "the name of the number"),
    ("*", "endgame.*", "kept"),
];
