//! The classic PowerShell log as Elastic Agent's Windows integration stores it.

use ecs::EventSink;

use crate::winlog::WinlogRecord;
use crate::winlog::mapping::{self, Variant};
use crate::{Mapping, RecordError, Source};

/// Windows PowerShell log (Elastic Agent).
pub(crate) static SOURCE: Source = Source {
    name: "windows.powershell",
    title: "Windows PowerShell log (Elastic Agent)",
    indices: &["logs-windows.powershell-default", "winlogbeat-8", "logs-windows.forwarded-default"],
    mapping: Mapping::Winlog(map),
    fields: mapping::notes::powershell,
};

static VARIANT: Variant = Variant { ..Variant::AGENT };

fn map(record: &WinlogRecord<'_>, sink: &mut dyn EventSink) -> Result<(), RecordError> {
    mapping::map(record, sink, &VARIANT)
}
