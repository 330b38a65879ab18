//! What later versions of Elastic's integration (1.49 to 2.6) take from the events of CrowdStrike's sensor and version
//! 1.41, which the mapping follows, does not. Where they replace what 1.41 sets, so do these.

pub(super) mod acting_process;
pub(super) mod connection_ends;
pub(super) mod device_id;
pub(super) mod event_action;
pub(super) mod event_kind;
pub(super) mod lookup;
pub(super) mod registry;
pub(super) mod renamed_file;

use super::Event;
use crate::JsonObject;

/// What an event of the sensor is of.
#[derive(Clone, Copy, Debug)]
pub(super) struct SensorEvent<'a> {
    name: &'a str,
    of: Of,
}

/// The kinds of events that something is derived of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Of {
    /// A process that started.
    Start,
    Registry,
    /// A file that was renamed.
    Rename,
    Lookup,
    Connection,
    Other,
}

impl<'a> SensorEvent<'a> {
    /// An event of this name.
    pub(super) fn named(name: &'a str) -> Self {
        let of = match name {
            "ProcessRollup2" | "SyntheticProcessRollup2" => Of::Start,
            "NewExecutableRenamed" | "FileRenameInfo" => Of::Rename,
            _ if name.starts_with("Network") => Of::Connection,
            _ if name.starts_with("Asep") || name.contains("Reg") => Of::Registry,
            _ if name.contains("DnsRequest") => Of::Lookup,
            _ => Of::Other,
        };
        Self { name, of }
    }
}

/// A record of the sensor, and the name of its event.
#[derive(Clone, Copy)]
struct Record<'e, 'a> {
    object: &'e JsonObject<'a>,
    name: &'a str,
    of: Of,
}

impl<'e, 'a> Record<'e, 'a> {
    /// The record that an event was mapped from, if it is one that names its event.
    fn any(event: &Event<'e, 'a>) -> Option<Self> {
        let SensorEvent { name, of } = event.sensor_event()?;
        Some(Self { object: event.json()?, name, of })
    }

    /// The same, if it is of this kind.
    fn of(event: &Event<'e, 'a>, of: Of) -> Option<Self> {
        Self::any(event).filter(|record| record.of == of)
    }

    /// What a member says, if it says anything.
    fn said(self, member: &str) -> Option<&'a str> {
        self.object.text(member).filter(|text| !matches!(*text, "" | "-" | "none"))
    }
}
