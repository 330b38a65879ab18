//! What later versions of Elastic's integration (1.49 to 2.6) take from the events of CrowdStrike's sensor and version
//! 1.41, which the mapping follows, does not. Where they replace what 1.41 sets, so do these.

pub(super) mod acting_process;
pub(super) mod connection_ends;
pub(super) mod device_id;
pub(super) mod event_action;
pub(super) mod lookup;
pub(super) mod registry;
pub(super) mod renamed_file;

use super::Event;
use crate::JsonObject;

/// Events that tell of a process that started.
const STARTS: &[&str] = &["ProcessRollup2", "SyntheticProcessRollup2"];

/// A record of the sensor, and the name of its event.
#[derive(Clone, Copy)]
struct Record<'e, 'a> {
    object: &'e JsonObject<'a>,
    name: &'a str,
}

impl<'e, 'a> Record<'e, 'a> {
    /// The record that an event was mapped from, if it is one that names its event.
    fn of(event: &Event<'e, 'a>) -> Option<Self> {
        Some(Self { object: event.json()?, name: event.sensor_event()? })
    }

    /// What a member says, if it says anything.
    fn said(self, member: &str) -> Option<&'a str> {
        self.object.text(member).filter(|text| !matches!(*text, "" | "-" | "none"))
    }

    /// Whether the event is of a file that was renamed.
    fn is_rename(self) -> bool {
        matches!(self.name, "NewExecutableRenamed" | "FileRenameInfo")
    }

    /// Whether the event is of the registry.
    fn is_registry(self) -> bool {
        self.name.contains("Reg") || self.name.starts_with("Asep")
    }

    /// What was done to the registry, by its number.
    fn registry_operation(self) -> Option<&'static registry::Operation> {
        registry::operation(self.said("RegOperationType")?)
    }
}
