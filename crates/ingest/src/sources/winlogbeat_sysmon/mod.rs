//! Sysmon's log as Winlogbeat stores it.

use ecs::EventSink;

use crate::winlog::WinlogRecord;
use crate::winlog::mapping::{self, Variant};
use crate::{Mapping, RecordError, Source};

/// Sysmon operational log (Winlogbeat, EVTX).
pub(crate) static SOURCE: Source = Source {
    name: "winlogbeat.sysmon",
    title: "Sysmon operational log (Winlogbeat, EVTX)",
    indices: &["winlogbeat-8", "logs-windows.sysmon_operational-default", "logs-windows.forwarded-default"],
    mapping: Mapping::Winlog(map),
    fields: mapping::notes::sysmon,
};

static VARIANT: Variant = Variant { module: Some("sysmon"), ..Variant::WINLOGBEAT };

fn map(record: &WinlogRecord<'_>, sink: &mut dyn EventSink) -> Result<(), RecordError> {
    mapping::map(record, sink, &VARIANT)
}
