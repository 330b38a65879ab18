//! Cases as data: records, and what must be derived of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;

use super::derived::Event;

/// One case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    pub(crate) name: String,
    /// The records, one a line.
    pub(crate) input: String,
    /// What must be derived, by event. Every field that any event of the case names is compared for all of them: one
    /// that an event does not name must not be derived of it.
    ///
    /// `@name` stands for a value that is not written down: the same wherever it has the same name, and another than
    /// those of other names. `-field` is one that the event has no more.
    derived: Vec<BTreeMap<String, String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

/// All cases.
pub(crate) fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/derive");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("cases").flatten().map(|file| file.path()).collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a readable file");
        let parsed: File =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        cases.extend(parsed.case);
    }
    cases
}

impl Case {
    /// The fields that the case is about.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &str> {
        let names = self.derived.iter().flat_map(BTreeMap::keys);
        names.map(|name| name.trim_start_matches('-')).collect::<BTreeSet<_>>().into_iter()
    }

    /// Compares what was derived.
    pub(crate) fn check(&self, events: &[Event]) {
        assert_eq!(events.len(), self.derived.len(), "{}: events", self.name);
        let mut symbols: BTreeMap<&str, String> = BTreeMap::new();
        for (number, (event, expected)) in events.iter().zip(&self.derived).enumerate() {
            for field in self.fields() {
                let context = format!("{}: {field} of event {number}", self.name);
                let is_derived = event.derived.iter().any(|derived| derived == field);
                let value = event.value(field);
                if expected.contains_key(&format!("-{field}")) {
                    assert!(is_derived && value.is_none(), "{context}: {value:?}");
                    continue;
                }
                let Some(wanted) = expected.get(field) else {
                    assert!(!is_derived, "{context} is derived: {value:?}");
                    continue;
                };
                let value = value.unwrap_or_else(|| panic!("{context} is missing"));
                assert!(is_derived, "{context} is not listed as derived");
                match wanted.starts_with('@') {
                    true => {
                        let known = symbols.entry(wanted).or_insert_with(|| value.clone());
                        assert_eq!(*known, value, "{context}, {wanted}");
                    }
                    false => assert_eq!(&value, wanted, "{context}"),
                }
            }
        }
        let different: BTreeSet<_> = symbols.values().collect();
        assert_eq!(different.len(), symbols.len(), "{}: {symbols:?}", self.name);
    }
}
