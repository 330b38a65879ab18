//! Events that were forwarded to a collector (WEF), as Elastic Agent's Windows integration stores them: any channel.

use ecs::EventSink;

use crate::winlog::WinlogRecord;
use crate::winlog::mapping::{self, Variant};
use crate::{Mapping, RecordError, Source};

/// Windows forwarded events (Elastic Agent).
pub(crate) static SOURCE: Source = Source {
    name: "windows.forwarded",
    title: "Windows forwarded events (Elastic Agent)",
    indices: &["logs-windows.forwarded-default", "winlogbeat-8"],
    mapping: Mapping::Winlog(map),
    fields: mapping::notes::forwarded,
};

static VARIANT: Variant = Variant { windows_host: true, account_targets: false, ..Variant::AGENT };

fn map(record: &WinlogRecord<'_>, sink: &mut dyn EventSink) -> Result<(), RecordError> {
    mapping::map(record, sink, &VARIANT)
}
