//! What each Sysmon event id means.

use ecs::{EventSink, FieldId};

use crate::winlog::mapping::Variant;

const CATEGORY: FieldId = FieldId::of("event.category");
const TYPE: FieldId = FieldId::of("event.type");
const ACTION: FieldId = FieldId::of("event.action");
const OUTCOME: FieldId = FieldId::of("event.outcome");

/// Category, type and action of an event id; empty where it has none.
struct Meaning {
    id: u32,
    category: &'static [&'static str],
    event_type: &'static [&'static str],
    action: &'static str,
}

const fn meaning(
    id: u32,
    category: &'static [&'static str],
    event_type: &'static [&'static str],
    action: &'static str,
) -> Meaning {
    Meaning { id, category, event_type, action }
}

const MEANINGS: &[Meaning] = &[
    meaning(1, &["process"], &["start"], "Process creation"),
    meaning(2, &["file"], &["change"], "A process changed a file creation time"),
    meaning(3, &["network"], &["start", "connection", "protocol"], "Network connection"),
    meaning(4, &["process"], &["change"], "Sysmon service state changed"),
    meaning(5, &["process"], &["end"], "Process terminated"),
    meaning(6, &["driver"], &["start"], "Driver loaded"),
    meaning(7, &["process"], &["change"], "Image loaded"),
    meaning(8, &["process"], &["change"], "CreateRemoteThread"),
    meaning(9, &["process"], &["access"], "RawAccessRead"),
    meaning(10, &["process"], &["access"], "ProcessAccess"),
    meaning(11, &["file"], &["creation"], "FileCreate"),
    meaning(12, &["configuration", "registry"], &["change"], "RegistryEvent (Object create and delete)"),
    meaning(13, &["configuration", "registry"], &["change"], "RegistryEvent (Value Set)"),
    meaning(14, &["configuration", "registry"], &["change"], "RegistryEvent (Key and Value Rename)"),
    meaning(15, &["file"], &["access"], "FileCreateStreamHash"),
    meaning(16, &["configuration"], &["change"], "ServiceConfigurationChange"),
    meaning(17, &["file"], &["creation"], "PipeEvent (Pipe Created)"),
    meaning(18, &["file"], &["access"], "PipeEvent (Pipe Connected)"),
    meaning(19, &["process"], &["info"], "WmiEvent (WmiEventFilter activity detected)"),
    meaning(20, &["process"], &["change"], "WmiEvent (WmiEventConsumer activity detected)"),
    meaning(21, &["process"], &["access"], "WmiEvent (WmiEventConsumerToFilter activity detected)"),
    meaning(22, &["network"], &["connection", "protocol", "info"], "DNSEvent (DNS query)"),
    meaning(23, &["file"], &["deletion"], "FileDelete (File Delete archived)"),
    meaning(24, &[], &["change"], "ClipboardChange (New content in the clipboard)"),
    meaning(25, &["process"], &["change"], "ProcessTampering (Process image change)"),
    meaning(26, &["file"], &["deletion"], "FileDeleteDetected (File Delete logged)"),
    meaning(27, &["file"], &["creation"], "FileBlockExecutable"),
    meaning(28, &["file"], &["deletion"], "FileBlockShredding"),
    meaning(29, &["file"], &["creation"], "FileExecutableDetected"),
    meaning(255, &["process"], &[], "Error"),
];

/// Sets category, type, action and outcome.
pub(super) fn set(id: u32, sink: &mut dyn EventSink, variant: &Variant) {
    // The ids are 1 to 29 without gaps, then 255.
    let place = if id == 255 { MEANINGS.len() - 1 } else { (id as usize).wrapping_sub(1) };
    let Some(meaning) = MEANINGS.get(place).filter(|meaning| meaning.id == id) else { return };
    if !meaning.category.is_empty() {
        sink.texts(CATEGORY, meaning.category);
    }
    if !meaning.event_type.is_empty() {
        sink.texts(TYPE, meaning.event_type);
    }
    if variant.sysmon_actions {
        sink.text(ACTION, meaning.action);
    }
    if matches!(id, 27 | 255) {
        sink.texts(OUTCOME, &["failure"]);
    }
}
