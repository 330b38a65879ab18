//! What a row of a device table is: category, type, action, outcome.

use bumpalo::collections::String as ArenaString;
use ecs::{EventSink, FieldId};
use smallvec::SmallVec;

use super::super::keys::Key;
use super::super::tables::DeviceTable;
use super::action::{Action, Part};
use crate::mapping::Arena;
use crate::mapping::data::Data;

const ACTION: FieldId = FieldId::of("event.action");
const CATEGORY: FieldId = FieldId::of("event.category");
const KEPT_ACTION: FieldId = FieldId::of("m365_defender.event.action.type");
const KIND: FieldId = FieldId::of("event.kind");
const OUTCOME: FieldId = FieldId::of("event.outcome");
const TYPE: FieldId = FieldId::of("event.type");

/// `DeviceEvents` in which the initiating process is the one that the event is about. In the others of that table it
/// started, changed or looked at another, and is that one's parent (elastic/integrations issue 9993).
const OF_THE_INITIATOR: &[&str] = &[
    "antivirusscancancelled",
    "antivirusscancompleted",
    "antivirusscanfailed",
    "appcontrolpolicyapplied",
    "appguardbrowsetourl",
    "appguardcreatecontainer",
    "appguardlaunchedwithurl",
    "appguardresumecontainer",
    "auditpolicymodification",
    "browserlaunchedtoopenurl",
    "clrunbackedmoduleloaded",
    "controlflowguardviolation",
    "createremotethreadapicall",
    "dnsqueryresponse",
    "dpapiaccessed",
    "exploitguardacgenforced",
    "exploitguardwin32systemcallblocked",
    "getasynckeystateapicall",
    "getclipboarddata",
    "ldapsearch",
    "memoryremoteprotect",
    "namedpipeevent",
    "ntallocatevirtualmemoryapicall",
    "ntallocatevirtualmemoryremoteapicall",
    "ntmapviewofsectionremoteapicall",
    "ntprotectvirtualmemoryapicall",
    "otheralertrelatedactivity",
    "powershellcommand",
    "processprimarytokenmodified",
    "screenshottaken",
    "smartscreenurlwarning",
    "writetolsassprocessmemory",
];

/// What a part of an action says of the type, in the order in which types are listed.
const TYPES: &[(Part, &str)] = &[
    (Part::ConnectionSuccess, "start"),
    (Part::DriverLoad, "start"),
    (Part::ConnectionFailed, "denied"),
    (Part::ConnectionRequest, "start"),
    (Part::ListeningConnectionCreated, "start"),
    (Part::ProcessCreated, "start"),
    (Part::InboundConnectionAccepted, "start"),
    (Part::RegistryKeyCreated, "creation"),
    (Part::RegistryKeyDeleted, "deletion"),
    (Part::RegistryValueDeleted, "deletion"),
    (Part::RegistryKeyRenamed, "change"),
    (Part::RegistryValueSet, "change"),
];

/// The files' actions: their type, and what they are called.
const FILE_ACTIONS: &[(&str, &str, &str)] = &[
    ("filecreated", "creation", "creation"),
    ("filedeleted", "deletion", "deletion"),
    ("filemodified", "change", "modification"),
    ("filerenamed", "change", "rename"),
];

/// What other modules need to know of a row.
pub(super) struct Kind<'a> {
    pub(super) table: DeviceTable,
    pub(super) action: Option<Action<'a>>,
    /// A call of an interface of the system.
    pub(super) is_api: bool,
    pub(super) is_driver: bool,
    /// Whether the row has any category at all.
    pub(super) has_category: bool,
    /// Whether the event is about a process that the initiating one is the parent of.
    pub(super) is_about_a_child: bool,
}

impl<'a> Kind<'a> {
    /// By the table and `ActionType`.
    pub(super) fn new(table: DeviceTable, action: Option<&'a str>, arena: &'a Arena) -> Self {
        let action = action.map(|raw| Action::new(raw, arena));
        let is_driver = action.is_some_and(|action| action.has(Part::DriverLoad));
        let is_api = table == DeviceTable::Events && action.is_some_and(|action| action.is_call());
        let has_category = table != DeviceTable::Events || action.is_some();
        let is_initiators =
            || action.is_some_and(|action| OF_THE_INITIATOR.binary_search(&action.name).is_ok());
        let is_about_a_child = match table {
            _ if is_api || is_driver => false,
            DeviceTable::ProcessEvents => true,
            DeviceTable::Events => has_category && !is_initiators(),
            _ => false,
        };
        Self { table, action, is_api, is_driver, has_category, is_about_a_child }
    }

    /// The action in lower case.
    pub(super) fn name(&self) -> Option<&'a str> {
        self.action.map(|action| action.name)
    }

    /// Whether the row is of the table of all the events that have no table of their own.
    pub(super) fn is_other_event(&self) -> bool {
        self.table == DeviceTable::Events
    }

    pub(super) fn is_process(&self) -> bool {
        self.table == DeviceTable::ProcessEvents
    }

    pub(super) fn is_library(&self) -> bool {
        self.table == DeviceTable::ImageLoadEvents
    }

    pub(super) fn is_network(&self) -> bool {
        matches!(self.table, DeviceTable::NetworkEvents | DeviceTable::NetworkInfo)
    }

    pub(super) fn is_file(&self) -> bool {
        matches!(self.table, DeviceTable::FileEvents | DeviceTable::FileCertificateInfo)
    }

    pub(super) fn is_registry(&self) -> bool {
        self.table == DeviceTable::RegistryEvents
    }

    pub(super) fn is_authentication(&self) -> bool {
        self.table == DeviceTable::LogonEvents
    }

    /// Whether the action has this part.
    pub(super) fn acts(&self, part: Part) -> bool {
        self.action.is_some_and(|action| action.has(part))
    }

    /// Whether the event is about the initiating process.
    pub(super) fn is_about_the_initiator(&self) -> bool {
        self.has_category && !self.is_about_a_child
    }

    fn categories(&self) -> SmallVec<[&'static str; 3]> {
        let mut found = SmallVec::new();
        match self.table {
            DeviceTable::LogonEvents => found.push("authentication"),
            DeviceTable::Info => found.push("host"),
            DeviceTable::Events if self.is_api => found.push("api"),
            DeviceTable::Events if self.has_category && !self.is_driver => found.push("host"),
            _ => {}
        }
        if self.is_driver {
            found.push("driver");
        }
        match self.table {
            DeviceTable::FileEvents | DeviceTable::FileCertificateInfo => found.push("file"),
            DeviceTable::ProcessEvents => found.push("process"),
            DeviceTable::ImageLoadEvents => found.push("library"),
            DeviceTable::NetworkEvents | DeviceTable::NetworkInfo => found.push("network"),
            DeviceTable::RegistryEvents => found.push("registry"),
            _ => {}
        }
        found
    }

    fn is_host(&self) -> bool {
        self.table == DeviceTable::Info
            || self.is_other_event() && self.has_category && !self.is_api && !self.is_driver
    }

    fn types(&self) -> SmallVec<[&'static str; 4]> {
        let mut found: SmallVec<[&'static str; 4]> = SmallVec::new();
        let is_info = self.acts(Part::ConnectionFound) || self.acts(Part::NetworkSignatureInspected);
        if self.is_authentication() || self.is_host() || is_info {
            found.push("info");
        }
        if self.is_file() {
            let known = FILE_ACTIONS.iter().find(|(action, _, _)| self.name() == Some(action));
            match known {
                Some((_, event_type, _)) => found.push(event_type),
                None if found.is_empty() => found.push("info"),
                None => {}
            }
        }
        if self.is_library() && self.action.is_some() {
            found.push("start");
        }
        let acted = TYPES.iter().filter(|(part, _)| self.acts(*part)).map(|(_, event_type)| *event_type);
        found.extend(acted);
        if self.is_network() && self.acts(Part::DnsConnectionInspected) {
            found.push("protocol");
        }
        let action = self.name().unwrap_or_default();
        if found.is_empty() && self.is_api {
            if action.starts_with("open") {
                found.push("access");
            } else if action.starts_with("write") {
                found.push("change");
            }
        }
        if found.is_empty() && (self.is_network() || self.is_api) {
            found.push("info");
        }
        found
    }

    /// What the event is called.
    fn event_action(&self, arena: &'a Arena) -> Option<&'a str> {
        let action = self.name()?;
        if self.is_driver || self.acts(Part::ImageLoaded) {
            return Some("load");
        }
        Some(match (self.table, action) {
            (DeviceTable::FileEvents | DeviceTable::FileCertificateInfo, action) => {
                return FILE_ACTIONS.iter().find(|(known, _, _)| *known == action).map(|(_, _, name)| *name);
            }
            (DeviceTable::RegistryEvents, "registrykeycreated") => "creation",
            (DeviceTable::RegistryEvents, "registryvalueset") => "modification",
            (DeviceTable::ProcessEvents, "processcreated") => "start",
            (_, action) if memchr::memchr(b' ', action.as_bytes()).is_some() => {
                arena.alloc_str(&action.replace(' ', "-"))
            }
            (_, action) => action,
        })
    }
}

/// Sets what kind of event it is.
pub(super) fn set(kind: &Kind<'_>, data: &Data<'_>, sink: &mut dyn EventSink) {
    sink.text(KIND, "event");
    let categories = kind.categories();
    if !categories.is_empty() {
        sink.texts(CATEGORY, &categories);
    }
    let types = kind.types();
    if !types.is_empty() {
        sink.texts(TYPE, &types);
    }
    if let Some(name) = kind.event_action(data.arena) {
        sink.text(ACTION, name);
    }
    if let Some(action) = kind.action {
        sink.text(KEPT_ACTION, if action.has(Part::ImageLoaded) { "load" } else { action.raw });
    }
    if kind.is_authentication() {
        sink.text(OUTCOME, if data.has(Key::FailureReason) { "failure" } else { "success" });
    }
}

/// The text in lower case; as it is, if it is.
pub(in super::super) fn lower_case<'a>(text: &'a str, arena: &'a Arena) -> &'a str {
    if text.is_ascii() {
        if !text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return text;
        }
        let copy = arena.alloc_str(text);
        copy.make_ascii_lowercase();
        return copy;
    }
    let mut lower = ArenaString::with_capacity_in(text.len(), arena);
    lower.extend(text.chars().flat_map(char::to_lowercase));
    lower.into_bump_str()
}

#[cfg(test)]
mod tests {
    #[test]
    fn is_sorted() {
        assert!(super::OF_THE_INITIATOR.is_sorted());
    }
}
