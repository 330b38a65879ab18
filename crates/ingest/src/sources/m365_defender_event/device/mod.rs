//! The device tables: what Microsoft Defender for Endpoint records.

mod accounts;
mod action;
mod additional;
mod file;
pub(super) mod host;
mod kept;
pub(super) mod kind;
mod network;
mod process;
mod registry;

use ecs::{EventSink, FieldId};

use self::additional::Additional;
use self::kind::Kind;
use super::kept::{EVENT, json_notes, set_json};
use super::keys::Key;
use super::row::Row;
use super::tables::{DeviceTable, Family};
use crate::mapping::data::Data;
use crate::mapping::fields;
use crate::{FieldNote, JsonObject};

/// A row of a device table, and which of the processes that it names its event is about.
pub(crate) struct DeviceRow<'a> {
    /// The columns.
    pub(crate) properties: JsonObject<'a>,
    /// The event's process.
    pub(crate) subject: Subject,
}

/// Which process an event is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Subject {
    /// The one of `Process…`; the initiating process is its parent.
    Child,
    /// One of which there is a file only; the initiating process is its parent.
    File,
    /// The initiating process.
    Initiator,
}

impl<'a> DeviceRow<'a> {
    /// The row that a record holds, if it is of a device table.
    pub(crate) fn of(record: &JsonObject<'a>) -> Option<Self> {
        let Row { table, properties, .. } = Row::of(record).ok()?;
        let (_, Family::Device(table)) = table? else { return None };
        let said = |name| properties.text(name).filter(|text| !text.is_empty());
        let kind = Kind::new(table, said("ActionType"), properties.arena);
        let subject = match kind.is_about_a_child {
            true if kind.is_process() || said("ProcessId").is_some() => Subject::Child,
            true if said("FileName").is_some() => Subject::File,
            _ => Subject::Initiator,
        };
        Some(Self { properties, subject })
    }
}

/// Maps a row of a device table.
pub(super) fn map(
    table: DeviceTable,
    properties: &JsonObject<'_>,
    data: &mut Data<'_>,
    sink: &mut dyn EventSink,
) {
    let kind = Kind::new(table, data.text(Key::ActionType), data.arena);
    let additional = Additional::new(&kind, data);
    kind::set(&kind, data, sink);
    process::set(&kind, data, sink);
    file::set(&kind, data, sink);
    registry::set(data, sink);
    let ends = network::set(&kind, &additional, data, sink);
    let host = host::set(&kind, &additional, properties, data, sink);
    accounts::set(&kind, data, &host, sink);
    accounts::related_ips(&ends, &host, data, sink);
    accounts::related_hashes(&kind, data, sink);
    additional::set(&kind, &additional, data, sink);
    if sink.wants_any_below(EVENT) {
        fields::apply(kept::OBJECTS, 0, data, sink);
        fields::apply(kept::PROCESSES, 0, data, sink);
        set_json(kept::JSON, data, sink);
    }
}

/// What becomes of these tables' columns, for people.
pub(super) fn notes(notes: &mut Vec<FieldNote>) {
    let kinds: &[(&str, FieldId, &str)] = &[
        ("category", FieldId::of("event.category"), "by table and ActionType"),
        ("category", FieldId::of("event.kind"), "event, or alert"),
        ("ActionType", FieldId::of("event.type"), "by table and action"),
        (
            "ActionType",
            FieldId::of("event.action"),
            "in lower case; files, keys, processes and drivers as ECS has it",
        ),
        ("ActionType", FieldId::of("m365_defender.event.action.type"), "copied; load for ImageLoaded"),
        (
            "FailureReason",
            FieldId::of("event.outcome"),
            "failure of a logon where there is one, else success",
        ),
    ];
    notes.extend(kinds.iter().map(|(raw, field, how)| FieldNote::new(*raw, field.path(), how)));
    process::notes(notes);
    file::notes(notes);
    registry::notes(notes);
    network::notes(notes);
    host::notes(notes);
    accounts::notes(notes);
    additional::notes(notes);
    fields::notes(kept::OBJECTS, Key::NAMES, notes);
    fields::notes(kept::PROCESSES, Key::NAMES, notes);
    json_notes(kept::JSON, notes);
}
