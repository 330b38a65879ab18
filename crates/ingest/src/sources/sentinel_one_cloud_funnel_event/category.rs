//! Which kinds of events a record's `event.category` stands for, and the ECS categories of each.
//!
//! The integration runs one pipeline for each kind whose word the category contains, whatever its case; a category may
//! contain several (`named_pipe` contains `ip`). The order here is the order in which they run.

use ecs::{EventSink, FieldId};
use smallvec::SmallVec;

use super::keys::Key;
use crate::mapping::data::Data;

const EVENT_ACTION: FieldId = FieldId::of("event.action");
const EVENT_CATEGORY: FieldId = FieldId::of("event.category");
const EVENT_TYPE: FieldId = FieldId::of("event.type");

/// A set of kinds of events, as bits.
pub(super) type Kinds = u16;

pub(super) const COMMAND: Kinds = 1;
pub(super) const CROSS: Kinds = 1 << 1;
pub(super) const DNS: Kinds = 1 << 2;
pub(super) const FILE: Kinds = 1 << 3;
pub(super) const INDICATOR: Kinds = 1 << 4;
pub(super) const LOGIN: Kinds = 1 << 5;
pub(super) const MODULE: Kinds = 1 << 6;
pub(super) const NETWORK: Kinds = 1 << 7;
pub(super) const PROCESS: Kinds = 1 << 8;
pub(super) const REGISTRY: Kinds = 1 << 9;
pub(super) const SCHEDULE: Kinds = 1 << 10;
pub(super) const THREAT: Kinds = 1 << 11;
pub(super) const URL: Kinds = 1 << 12;
/// Whatever the kind.
pub(super) const ANY: Kinds = Kinds::MAX;

/// A kind, the word that shows it, and the word that shows that it is another one all the same.
const WORDS: &[(Kinds, &str, Option<&str>)] = &[
    (COMMAND, "command", None),
    (CROSS, "cross", None),
    (DNS, "dns", None),
    (FILE, "file", None),
    (INDICATOR, "indicator", Some("threat")),
    (LOGIN, "login", None),
    (MODULE, "module", None),
    (NETWORK, "ip", Some("command")),
    (PROCESS, "process", Some("cross")),
    (REGISTRY, "registry", None),
    (SCHEDULE, "schedule", None),
    (THREAT, "threat", None),
    (URL, "url", None),
];

/// The categories that Cloud Funnel sends, told without looking for words.
const USUAL: &[(&str, Kinds)] = &[
    ("process", PROCESS),
    ("ip", NETWORK),
    ("dns", DNS),
    ("file", FILE),
    ("registry", REGISTRY),
    ("module", MODULE),
    ("cross_process", CROSS),
    ("indicators", INDICATOR),
    ("logins", LOGIN),
    ("command_script", COMMAND),
    ("scheduled_task", SCHEDULE),
    ("url", URL),
    ("threat_intelligence_indicators", THREAT),
];

/// The kinds of a category.
pub(super) fn kinds(category: &str) -> Kinds {
    if let Some((_, kinds)) = USUAL.iter().find(|(usual, _)| *usual == category) {
        return *kinds;
    }
    let category = category.to_lowercase();
    let is_kind = |(_, word, other): &&(Kinds, &str, Option<&str>)| {
        category.contains(word) && !other.is_some_and(|other| category.contains(other))
    };
    WORDS.iter().filter(is_kind).fold(0, |kinds, (kind, ..)| kinds | kind)
}

/// Sets `event.category`, `event.type` and `event.action`. Where a record is of several kinds, the last one says.
pub(super) fn set(kinds: Kinds, data: &Data<'_>, sink: &mut dyn EventSink) {
    let mut found = Found::default();
    for (kind, ..) in WORDS.iter().filter(|(kind, ..)| kinds & kind != 0) {
        found.add(*kind, data);
    }
    for (field, values) in
        [(EVENT_CATEGORY, &found.categories), (EVENT_TYPE, &found.types), (EVENT_ACTION, &found.actions)]
    {
        if !values.is_empty() {
            sink.texts(field, values);
        }
    }
}

type Words = SmallVec<[&'static str; 2]>;

/// What was found so far.
#[derive(Default)]
struct Found {
    categories: Words,
    types: Words,
    actions: Words,
}

impl Found {
    fn add(&mut self, kind: Kinds, data: &Data<'_>) {
        let event_type = data.text(Key::EventType).unwrap_or_default();
        match kind {
            COMMAND | CROSS => self.replace("process", &["info"]),
            DNS => {
                self.replace("network", &["info", "protocol"]);
                self.act("lookup_requested");
            }
            FILE => self.file(&event_type.to_lowercase()),
            LOGIN => {
                self.categories = one("authentication");
                match event_type {
                    "Login" => self.types = one("start"),
                    "Logout" => self.types = one("end"),
                    _ => self.info_if_nothing(),
                }
            }
            NETWORK => self.network(event_type, data),
            PROCESS => self.process(event_type, data),
            REGISTRY => self.registry(event_type, data),
            THREAT => self.replace("threat", &["indicator"]),
            _ => {}
        }
    }

    fn replace(&mut self, category: &'static str, types: &[&'static str]) {
        self.categories = one(category);
        self.types = Words::from_slice(types);
    }

    fn act(&mut self, action: &'static str) {
        self.actions = one(action);
    }

    fn info_if_nothing(&mut self) {
        if self.types.is_empty() {
            self.types = one("info");
        }
    }

    fn file(&mut self, event_type: &str) {
        self.categories = one("file");
        for (word, kind, action) in [
            ("creat", "creation", "creation"),
            ("delet", "deletion", "deletion"),
            ("change", "change", "change"),
            ("modif", "change", "change"),
            ("rename", "change", "rename"),
        ] {
            if event_type.contains(word) {
                self.types = one(kind);
                self.act(action);
            }
        }
        self.info_if_nothing();
    }

    fn network(&mut self, event_type: &str, data: &Data<'_>) {
        self.categories = one("network");
        if matches!(event_type, "IPConnect" | "IP Connect") {
            self.types = Words::from_slice(&["start", "connection"]);
            match data.text(Key::NetworkDirection) {
                Some("OUTGOING") => self.act("connection_attempted"),
                Some("INCOMING") => self.act("connection_accepted"),
                _ => {}
            }
        }
        if has_both_ends(data) && !self.types.contains(&"connection") {
            self.types.push("connection");
        }
        self.info_if_nothing();
    }

    fn process(&mut self, event_type: &str, data: &Data<'_>) {
        self.categories = one("process");
        if data.text(Key::MetaEventName) == Some("PROCESSCREATION") {
            self.types = one("start");
        }
        if matches!(event_type, "ProcessExit" | "ProcessTermination" | "Process Exit" | "Process Termination")
        {
            self.types = one("end");
        }
        if !self.types.is_empty() {
            self.actions = self.types.clone();
        }
    }

    fn registry(&mut self, event_type: &str, data: &Data<'_>) {
        self.categories = one("registry");
        if event_type.is_empty() {
            return;
        }
        let event_type = event_type.to_lowercase();
        for (word, kind) in
            [("create", "creation"), ("delet", "deletion"), ("change", "change"), ("modif", "change")]
        {
            if event_type.contains(word) {
                self.types = one(kind);
            }
        }
        let name = data.text(Key::MetaEventName).unwrap_or_default().to_lowercase();
        for (word, action) in [
            ("regvaluecreate", "creation"),
            ("regkeycreate", "creation"),
            ("regvaluemodified", "modification"),
            ("regvaluedelete", "deletion"),
            ("regkeydelete", "deletion"),
        ] {
            if name.contains(word) {
                self.act(action);
            }
        }
    }
}

fn one(word: &'static str) -> Words {
    Words::from_slice(&[word])
}

/// Whether address and port of both ends are known.
fn has_both_ends(data: &Data<'_>) -> bool {
    let is_address = |key| data.text(key).is_some_and(|text| text.parse::<std::net::IpAddr>().is_ok());
    let is_port = |key| data.value(key).is_some_and(|value| value.long().is_some());
    is_address(Key::SrcIpAddress)
        && is_port(Key::SrcPortNumber)
        && is_address(Key::DstIpAddress)
        && is_port(Key::DstPortNumber)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_kinds_by_their_words() {
        for (category, expected) in USUAL {
            let by_words = kinds(&category.to_uppercase());
            assert_eq!(by_words, *expected, "{category}");
        }
        assert_eq!(kinds("named_pipe"), NETWORK);
        assert_eq!(kinds("group"), 0);
        assert_eq!(kinds(""), 0);
    }
}
