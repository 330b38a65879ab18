//! The Security log as Elastic Agent's System integration stores it.

use ecs::EventSink;

use crate::winlog::WinlogRecord;
use crate::winlog::mapping::{self, Variant};
use crate::{Mapping, RecordError, Source};

/// Windows Security log (Elastic Agent).
pub(crate) static SOURCE: Source = Source {
    name: "system.security",
    title: "Windows Security log (Elastic Agent)",
    indices: &["logs-system.security-default", "winlogbeat-8", "logs-windows.forwarded-default"],
    mapping: Mapping::Winlog(map),
    fields: mapping::notes::security,
};

static VARIANT: Variant = Variant { ecs_version: "8.11.0", connection_events: true, ..Variant::AGENT };

fn map(record: &WinlogRecord<'_>, sink: &mut dyn EventSink) -> Result<(), RecordError> {
    mapping::map(record, sink, &VARIANT)
}
