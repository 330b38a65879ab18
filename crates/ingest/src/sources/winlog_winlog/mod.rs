//! Windows event logs of any other channel: System, Application, applications' own logs.

use ecs::EventSink;

use crate::winlog::WinlogRecord;
use crate::winlog::mapping::{self, Variant};
use crate::{Mapping, RecordError, Source};

/// Windows event logs, any channel (Winlogbeat, Elastic Agent, EVTX).
pub(crate) static SOURCE: Source = Source {
    name: "winlog.winlog",
    title: "Windows event logs, any channel (Winlogbeat, Elastic Agent, EVTX)",
    indices: &[
        "winlogbeat-8",
        "logs-winlog.winlog-default",
        "logs-system.system-default",
        "logs-system.application-default",
        "logs-windows.forwarded-default",
    ],
    mapping: Mapping::Winlog(map),
    fields: mapping::notes::record,
};

static VARIANT: Variant = Variant { ..Variant::WINLOGBEAT };

fn map(record: &WinlogRecord<'_>, sink: &mut dyn EventSink) -> Result<(), RecordError> {
    mapping::map(record, sink, &VARIANT)
}
