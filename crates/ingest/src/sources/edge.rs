//! What a shipper or the index template adds to a Windows event, and a pipeline does not.
//!
//! Rules ask for it: `host.os.type`, the data stream's name, a host to correlate by. A file has none of it, so a hunt
//! adds it after the mapping; the mapping alone gives exactly what the pipeline gives, which is what conformance
//! compares.

use ecs::{EventSink, FieldId, Timestamp};

use crate::mapping::text;
use crate::winlog::{Parent, WinlogRecord, mapping};
use crate::{RecordError, Source};

const DATA_STREAM_DATASET: FieldId = FieldId::of("data_stream.dataset");
const DATA_STREAM_NAMESPACE: FieldId = FieldId::of("data_stream.namespace");
const DATA_STREAM_TYPE: FieldId = FieldId::of("data_stream.type");
const EVENT_DATASET: FieldId = FieldId::of("event.dataset");
const EVENT_MODULE: FieldId = FieldId::of("event.module");
const HOST_ID: FieldId = FieldId::of("host.id");
const HOST_NAME: FieldId = FieldId::of("host.name");
const HOST_OS_FAMILY: FieldId = FieldId::of("host.os.family");
const HOST_OS_TYPE: FieldId = FieldId::of("host.os.type");
const TIMESTAMP: FieldId = FieldId::of("@timestamp");

/// Adds to a mapped event what its shipper would have added and did not.
///
/// The host's id, which Elastic Agent takes from the machine, is not in the record; the computer's name stands for it,
/// so that sequences by `host.id` find events of one machine.
///
/// # Errors
/// When nothing says when the event happened.
pub fn add_shipper_fields(
    record: &WinlogRecord<'_>,
    source: &Source,
    sink: &mut dyn EventSink,
) -> Result<(), RecordError> {
    if record.timestamp.is_none() {
        add_timestamp(record, sink)?;
    }
    add_host(record, sink);
    add_data_stream(record, source, sink);
    Ok(())
}

/// A record that was shipped without a time happened when it was written, unless the event itself says otherwise.
fn add_timestamp(record: &WinlogRecord<'_>, sink: &mut dyn EventSink) -> Result<(), RecordError> {
    let time = record.time_created.and_then(Timestamp::parse).ok_or(RecordError::NoTimestamp)?;
    if !mapping::tells_its_time(record) {
        sink.date(TIMESTAMP, time, &time.to_string());
    }
    Ok(())
}

fn add_host(record: &WinlogRecord<'_>, sink: &mut dyn EventSink) {
    let host = record.extra(Parent::Document, "host").unwrap_or_default();
    let [has_name, has_id, has_os] = text::has_members(host, ["name", "id", "os"]);
    if let Some(computer) = record.computer_name {
        if !has_name {
            sink.text(HOST_NAME, computer);
        }
        if !has_id && sink.wants(HOST_ID) {
            sink.text(HOST_ID, &computer.to_lowercase());
        }
    }
    if !has_os {
        sink.text(HOST_OS_FAMILY, "windows");
        sink.text(HOST_OS_TYPE, "windows");
    }
}

fn add_data_stream(record: &WinlogRecord<'_>, source: &Source, sink: &mut dyn EventSink) {
    let Some((module, _)) = source.name.split_once('.') else { return };
    if record.extra(Parent::Document, "data_stream").is_some() {
        return;
    }
    if module == "winlogbeat" || module == "winlog" {
        return;
    }
    sink.text(EVENT_MODULE, module);
    sink.text(EVENT_DATASET, source.name);
    sink.text(DATA_STREAM_DATASET, source.name);
    sink.text(DATA_STREAM_NAMESPACE, "default");
    sink.text(DATA_STREAM_TYPE, "logs");
}
