//! Sysmon's log as Elastic Agent's Windows integration stores it.

use ecs::EventSink;

use crate::winlog::WinlogRecord;
use crate::winlog::mapping::{self, Variant};
use crate::{Mapping, RecordError, Source};

/// Sysmon operational log (Elastic Agent).
pub(crate) static SOURCE: Source = Source {
    name: "windows.sysmon_operational",
    title: "Sysmon operational log (Elastic Agent)",
    indices: &["logs-windows.sysmon_operational-default", "winlogbeat-8", "logs-windows.forwarded-default"],
    mapping: Mapping::Winlog(map),
    fields: mapping::notes::sysmon,
};

static VARIANT: Variant = Variant { ..Variant::AGENT };

fn map(record: &WinlogRecord<'_>, sink: &mut dyn EventSink) -> Result<(), RecordError> {
    mapping::map(record, sink, &VARIANT)
}
