//! The Security log as Winlogbeat stores it.

use ecs::EventSink;

use crate::winlog::WinlogRecord;
use crate::winlog::mapping::{self, Variant};
use crate::{Mapping, RecordError, Source};

/// Windows Security log (Winlogbeat, EVTX).
pub(crate) static SOURCE: Source = Source {
    name: "winlogbeat.security",
    title: "Windows Security log (Winlogbeat, EVTX)",
    indices: &["winlogbeat-8", "logs-system.security-default", "logs-windows.forwarded-default"],
    mapping: Mapping::Winlog(map),
    fields: mapping::notes::security,
};

static VARIANT: Variant = Variant { module: Some("security"), ..Variant::WINLOGBEAT };

fn map(record: &WinlogRecord<'_>, sink: &mut dyn EventSink) -> Result<(), RecordError> {
    mapping::map(record, sink, &VARIANT)
}
