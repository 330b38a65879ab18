//! Both PowerShell logs as Winlogbeat stores them.

use ecs::EventSink;

use crate::winlog::WinlogRecord;
use crate::winlog::mapping::{self, Variant};
use crate::{Mapping, RecordError, Source};

/// Windows PowerShell logs (Winlogbeat, EVTX).
pub(crate) static SOURCE: Source = Source {
    name: "winlogbeat.powershell",
    title: "Windows PowerShell logs (Winlogbeat, EVTX)",
    indices: &[
        "winlogbeat-8",
        "logs-windows.powershell_operational-default",
        "logs-windows.powershell-default",
        "logs-windows.forwarded-default",
    ],
    mapping: Mapping::Winlog(map),
    fields: mapping::notes::powershell,
};

static VARIANT: Variant = Variant { module: Some("powershell"), windows_host: true, ..Variant::WINLOGBEAT };

fn map(record: &WinlogRecord<'_>, sink: &mut dyn EventSink) -> Result<(), RecordError> {
    mapping::map(record, sink, &VARIANT)
}
