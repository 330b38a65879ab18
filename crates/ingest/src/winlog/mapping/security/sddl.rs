//! Security descriptors in SDDL: `D:(A;;FA;;;SY)(A;;GA;;;S-1-5-21-…)S:(AU;…)`.

use super::{Key, Mapping, flags, sids};
use crate::winlog::Arena;

/// Entries beyond this many are not described.
const MAX_ENTRIES: usize = 1_000;

/// Says in words what the old and the new descriptor grant, and whom a list of identifiers names.
pub(super) fn describe(mapping: &mut Mapping<'_, '_>) {
    if let Some(descriptor) = mapping.text(Key::OldSd) {
        describe_descriptor(mapping, "OldSd", descriptor);
    }
    if let Some(descriptor) = mapping.text(Key::NewSd) {
        describe_descriptor(mapping, "NewSd", descriptor);
    }
    if let Some(list) = mapping.text(Key::SidList) {
        describe_list(mapping, list);
    }
}

fn describe_descriptor(mapping: &mut Mapping<'_, '_>, name: &str, descriptor: &str) {
    for (mark, part) in [("O:", "Owner"), ("G:", "Group")] {
        let letters = descriptor.strip_prefix(mark).and_then(|rest| rest.get(..2));
        if letters.is_some_and(|letters| letters.bytes().all(|byte| byte.is_ascii_uppercase())) {
            // The pipelines look up the mark along with the letters, and so find nothing and keep both.
            mapping.set_data_text(&format!("{name}{part}"), descriptor.get(..4));
        }
    }
    if let Some(list) = after_mark(descriptor, "D:") {
        describe_entries(mapping, &format!("{name}Dacl"), list);
    }
    if let Some(list) = audit_list(descriptor) {
        describe_entries(mapping, &format!("{name}Sacl"), list);
    }
}

/// What follows a mark: its flags and then everything up to the last bracket.
fn after_mark<'t>(descriptor: &'t str, mark: &str) -> Option<&'t str> {
    let (_, rest) = descriptor.split_once(mark)?;
    let entries = rest.trim_start_matches(|letter: char| letter.is_ascii_uppercase());
    if !entries.starts_with('(') {
        return Some("");
    }
    entries.rfind(')').and_then(|end| entries.get(..=end))
}

/// The audit list, if the descriptor ends with it.
fn audit_list(descriptor: &str) -> Option<&str> {
    let list = after_mark(descriptor, "S:")?;
    descriptor.ends_with(list).then_some(list)
}

fn describe_entries(mapping: &mut Mapping<'_, '_>, name: &str, list: &str) {
    let entries = list.split('(').skip(1).filter_map(|entry| entry.split_once(')').map(|(entry, _)| entry));
    let entries = entries.filter(|entry| !entry.contains('*')).take(MAX_ENTRIES);
    for (number, entry) in entries.enumerate() {
        let arena = mapping.data.arena;
        let described = Entry::read(entry);
        mapping.set_data_text(&format!("{name}{number}"), Some(&described.shown()));
        if let Some(account @ ("Administrator" | "Guest" | "KRBTGT")) = described.grantee {
            mapping.related_user.add(kept(account, arena));
        }
    }
}

fn kept<'a>(text: &str, arena: &'a Arena) -> &'a str {
    arena.alloc_str(text)
}

/// One access control entry: `type;flags;rights;object;inherited object;grantee`.
struct Entry<'t> {
    grantee: Option<&'t str>,
    entry_type: Option<&'static str>,
    rights: Option<Vec<Option<&'t str>>>,
}

impl<'t> Entry<'t> {
    fn read(text: &'t str) -> Self {
        let mut parts = text.split(';');
        let entry_type = parts.next().and_then(entry_type);
        let rights = parts.nth(1).map(rights);
        let grantee = parts.nth(2).and_then(sids::name);
        Self { grantee, entry_type, rights }
    }

    /// As the pipelines show it: `Local system :Access Allowed ([Generic All])`.
    fn shown(&self) -> String {
        let shown = |text: Option<&str>| text.unwrap_or("null").to_owned();
        let rights = self.rights.as_ref().map_or_else(
            || "null".to_owned(),
            |rights| {
                let rights: Vec<String> = rights.iter().map(|right| shown(*right)).collect();
                format!("[{}]", rights.join(", "))
            },
        );
        format!("{} :{} ({rights})", shown(self.grantee), shown(self.entry_type))
    }
}

fn entry_type(letters: &str) -> Option<&'static str> {
    Some(match letters {
        "A" => "Access Allowed",
        "D" => "Access Denied",
        "OA" => "Object Access Allowed",
        "OD" => "Object Access Denied",
        "AU" => "System Audit",
        "AL" => "System Alarm",
        "OU" => "System Object Audit",
        "OL" => "System Object Alarm",
        "ML" => "System Mandatory Label",
        "SP" => "Central Policy ID",
        _ => return None,
    })
}

/// Rights as a mask or as pairs of letters.
fn rights(text: &str) -> Vec<Option<&str>> {
    if text.starts_with("0x") {
        let set = super::decode(text).map(|mask| flags(mask, MASK_RIGHTS)).unwrap_or_default();
        return if set.is_empty() { vec![Some(text)] } else { set.into_iter().map(Some).collect() };
    }
    let ends = text.char_indices().map(|(at, _)| at).step_by(2).skip(1).chain([text.len()]);
    let mut start = 0;
    ends.filter(|end| *end > 0)
        .map(|end| right(text.get(std::mem::replace(&mut start, end)..end).unwrap_or_default()))
        .collect()
}

fn right(letters: &str) -> Option<&'static str> {
    RIGHTS.iter().find(|(known, _)| *known == letters).map(|(_, name)| *name)
}

const RIGHTS: &[(&str, &str)] = &[
    ("GA", "Generic All"),
    ("GR", "Generic Read"),
    ("GW", "Generic Write"),
    ("GX", "Generic Execute"),
    ("RC", "Read Permissions"),
    ("SD", "Delete"),
    ("WD", "Modify Permissions"),
    ("WO", "Modify Owner"),
    ("RP", "Read All Properties"),
    ("WP", "Write All Properties"),
    ("CC", "Create All Child Objects"),
    ("DC", "Delete All Child Objects"),
    ("LC", "List Contents"),
    ("SW", "All Validated"),
    ("LO", "List Object"),
    ("DT", "Delete Subtree"),
    ("CR", "All Extended Rights"),
    ("FA", "File All Access"),
    ("FR", "File Generic Read"),
    ("FX", "FILE GENERIC EXECUTE"),
    ("FW", "FILE GENERIC WRITE"),
    ("KA", "KEY ALL ACCESS"),
    ("KR", "KEY READ"),
    ("KW", "KEY WRITE"),
    ("KX", "KEY EXECUTE"),
];

/// In the order in which Elasticsearch's hash map of them lists them; the second is one digit short there too.
const MASK_RIGHTS: &[(u32, &str)] = &[
    (0x0008_0000, "Write Owner"),
    (0x0010_0000, "Syncronize"),
    (0x0004_0000, "Write DACL"),
    (0x2000_0000, "Generic Execute"),
    (0x0400_0000, "Generic Write"),
    (0x0002_0000, "Read Control"),
    (0x0200_0000, "Maximum Allowed"),
    (0x1000_0000, "Generic All"),
    (0x0001_0000, "Delete"),
    (0x8000_0000, "Generic Read"),
    (0x0100_0000, "Access System Security"),
];

/// `%{S-1-5-32-544} %{S-1-5-21-…-512}`.
fn describe_list(mapping: &mut Mapping<'_, '_>, list: &str) {
    let parts: Vec<&str> = list.split_whitespace().collect();
    let names: Vec<String> = parts
        .iter()
        .map(|part| part.replace(['%', '{', '}'], ""))
        .map(|sid| sids::name(&sid).unwrap_or("null").to_owned())
        .collect();
    mapping.replace_data_list(Key::SidList, "SidList", &parts);
    mapping.set_data_list("SidListDesc", &names);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(entry: &str, expected: &str) {
        assert_eq!(Entry::read(entry).shown(), expected, "{entry}");
    }

    #[test]
    fn shows_entries() {
        check("A;;GA;;;SY", "Local system :Access Allowed ([Generic All])");
        check("A;;RC;;;OW", "OW :Access Allowed ([Read Permissions])");
        check("AU;SAFA;DCLC;;;WD", "Everyone :System Audit ([Delete All Child Objects, List Contents])");
        check("A;;0x1200;;;BA", "Built-in administrators :Access Allowed ([0x1200])");
        check("A;;GAX;;;S-1-5-21-1-2-3-1104", "null :Access Allowed ([Generic All, null])");
        check("", "null :null (null)");
        check("A;;ü;;;WD", "Everyone :Access Allowed ([null])");
    }
}
