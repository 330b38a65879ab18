//! What a row of a device table is: category, type, action, outcome.

use bumpalo::collections::String as ArenaString;
use ecs::{EventSink, FieldId};
use smallvec::SmallVec;

use super::super::keys::Key;
use super::super::tables::DeviceTable;
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
const TYPES: &[(&str, &str)] = &[
    ("connectionsuccess", "start"),
    ("driverload", "start"),
    ("connectionfailed", "denied"),
    ("connectionrequest", "start"),
    ("listeningconnectioncreated", "start"),
    ("processcreated", "start"),
    ("inboundconnectionaccepted", "start"),
    ("registrykeycreated", "creation"),
    ("registrykeydeleted", "deletion"),
    ("registryvaluedeleted", "deletion"),
    ("registrykeyrenamed", "change"),
    ("registryvalueset", "change"),
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
    /// `ActionType`, as it is and in lower case.
    pub(super) raw_action: Option<&'a str>,
    pub(super) action: Option<&'a str>,
    /// A call of an interface of the system.
    pub(super) is_api: bool,
    pub(super) is_driver: bool,
    /// Whether the row has any category at all.
    pub(super) has_category: bool,
}

impl<'a> Kind<'a> {
    pub(super) fn new(table: DeviceTable, data: &Data<'a>) -> Self {
        let raw_action = data.text(Key::ActionType);
        let action = raw_action.map(|text| lower_case(text, data.arena));
        let is_driver = action.is_some_and(|action| action.contains("driverload"));
        let is_api = table == DeviceTable::Events && action.is_some_and(|action| action.ends_with("apicall"));
        let has_category = table != DeviceTable::Events || action.is_some();
        Self { table, raw_action, action, is_api, is_driver, has_category }
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
    pub(super) fn acts(&self, part: &str) -> bool {
        self.action.is_some_and(|action| action.contains(part))
    }

    /// Whether the event is about a process that the initiating one is the parent of.
    pub(super) fn is_about_a_child(&self) -> bool {
        let is_initiators =
            || self.action.is_some_and(|action| OF_THE_INITIATOR.binary_search(&action).is_ok());
        !self.is_api
            && !self.is_driver
            && self.has_category
            && (self.is_process() || self.is_other_event() && !is_initiators())
    }

    /// Whether the event is about the initiating process.
    pub(super) fn is_about_the_initiator(&self) -> bool {
        self.has_category && !self.is_about_a_child()
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
        let is_info = self.acts("connectionfound") || self.acts("networksignatureinspected");
        if self.is_authentication() || self.is_host() || is_info {
            found.push("info");
        }
        if self.is_file() {
            let known = FILE_ACTIONS.iter().find(|(action, _, _)| self.action == Some(action));
            match known {
                Some((_, event_type, _)) => found.push(event_type),
                None if found.is_empty() => found.push("info"),
                None => {}
            }
        }
        if self.is_library() && self.action.is_some() {
            found.push("start");
        }
        let acted = TYPES.iter().filter(|(part, _)| self.acts(part)).map(|(_, event_type)| *event_type);
        found.extend(acted);
        if self.is_network() && self.acts("dnsconnectioninspected") {
            found.push("protocol");
        }
        let action = self.action.unwrap_or_default();
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
    fn name(&self, arena: &'a Arena) -> Option<&'a str> {
        let action = self.action?;
        if self.is_driver || self.acts("imageloaded") {
            return Some("load");
        }
        Some(match (self.table, action) {
            (DeviceTable::FileEvents | DeviceTable::FileCertificateInfo, action) => {
                return FILE_ACTIONS.iter().find(|(known, _, _)| *known == action).map(|(_, _, name)| *name);
            }
            (DeviceTable::RegistryEvents, "registrykeycreated") => "creation",
            (DeviceTable::RegistryEvents, "registryvalueset") => "modification",
            (DeviceTable::ProcessEvents, "processcreated") => "start",
            (_, action) if action.contains(' ') => arena.alloc_str(&action.replace(' ', "-")),
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
    if let Some(name) = kind.name(data.arena) {
        sink.text(ACTION, name);
    }
    if let Some(action) = kind.raw_action {
        sink.text(KEPT_ACTION, if kind.acts("imageloaded") { "load" } else { action });
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
