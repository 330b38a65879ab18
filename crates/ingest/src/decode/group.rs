//! Which index a document would be in, and so which rules read it; and which source it is of.

use ecs::{Document, IndexGroup};
use foldhash::{HashMap, HashMapExt as _};

use super::tree::GroupPart;
use crate::{Source, sources};

/// How many different keys are remembered before all are forgotten: a document names its own, so they may be endless.
const MAX_KEYS: usize = 4096;

/// Remembers the group and the source of every key met, so that a row costs one look-up.
#[derive(Debug)]
pub(crate) struct GroupCache {
    groups: HashMap<Box<str>, (IndexGroup, &'static Source)>,
}

impl GroupCache {
    pub(crate) fn new() -> Self {
        Self { groups: HashMap::new() }
    }

    /// The group and the source of a key as a walk collects it.
    pub(crate) fn group(&mut self, key: &str) -> (&IndexGroup, &'static Source) {
        if self.groups.len() >= MAX_KEYS && !self.groups.contains_key(key) {
            self.groups.clear();
        }
        if !self.groups.contains_key(key) {
            self.groups.insert(key.into(), (group_of(key), source_of(key)));
        }
        match self.groups.get(key) {
            Some((group, source)) => (group, source),
            None => (&IndexGroup::Any, sources::ecs()),
        }
    }
}

/// What a document says of where it is stored.
#[derive(Default)]
struct Parts<'k>([Option<&'k str>; GroupPart::ALL.len()]);

impl<'k> Parts<'k> {
    fn of(key: &'k str) -> Self {
        let mut parts = Self::default();
        for entry in key.split_terminator('\0') {
            let mut letters = entry.chars();
            let number =
                letters.next().map_or(usize::MAX, |letter| (letter as usize).wrapping_sub('a' as usize));
            if let Some(part) = parts.0.get_mut(number) {
                part.get_or_insert(letters.as_str());
            }
        }
        parts
    }

    fn get(&self, part: GroupPart) -> Option<&'k str> {
        self.0.get(part as usize).copied().flatten().filter(|value| !value.is_empty())
    }
}

/// The first of the names that an ECS document could be stored under; `index` is the one that a search hit names.
pub(super) fn index_of(document: &Document, index: Option<&str>) -> String {
    let mut key = String::new();
    for (part, path) in GroupPart::ALL {
        let value = match part {
            GroupPart::Index => index,
            _ => path.split_once('.').and_then(|(object, name)| document.get(object)?.get(name)?.as_str()),
        };
        if let Some(value) = value {
            key.push((b'a' + part as u8) as char);
            key.push_str(value);
            key.push('\0');
        }
    }
    match group_of(&key) {
        IndexGroup::Any => source_of(&key).indices.first().map(|&index| index.to_owned()).unwrap_or_default(),
        group => group.first_name().to_owned(),
    }
}

/// The index a document names, else its data stream, else what its data set and its shipper were usually stored in.
fn group_of(key: &str) -> IndexGroup {
    let parts = Parts::of(key);
    if let Some(index) = parts.get(GroupPart::Index) {
        return IndexGroup::of([index_name(index)]);
    }
    if let Some(dataset) = parts.get(GroupPart::StreamDataset) {
        let stream_type = parts.get(GroupPart::StreamType).unwrap_or("logs");
        let namespace = parts.get(GroupPart::StreamNamespace).unwrap_or("default");
        return IndexGroup::of([format!("{stream_type}-{dataset}-{namespace}")]);
    }
    let mut names = Vec::new();
    let module = parts.get(GroupPart::EventModule);
    if module == Some("endgame") {
        names.push("endgame-default".to_owned());
    } else if let Some(dataset) = parts.get(GroupPart::EventDataset) {
        names.push(format!("logs-{dataset}-default"));
    }
    // Beats that are not managed by Elastic Agent write to indices of their own name. The Windows modules exist in
    // Winlogbeat only.
    match (parts.get(GroupPart::AgentType), module) {
        (Some(agent), _) if agent.ends_with("beat") => names.push(format!("{agent}-default")),
        // No shipper is named where `tripline normalize` wrote what an event log file held: whoever reads that must see
        // what whoever reads the file sees.
        (None, Some(module)) => {
            let source = sources::source(&format!("winlogbeat.{module}"));
            names.extend(source.into_iter().flat_map(|source| source.indices).map(|&index| index.to_owned()));
        }
        _ => {}
    }
    if names.is_empty() { IndexGroup::Any } else { IndexGroup::of(names) }
}

fn source_of(key: &str) -> &'static Source {
    let parts = Parts::of(key);
    let dataset = parts.get(GroupPart::StreamDataset).or_else(|| parts.get(GroupPart::EventDataset));
    sources::of_document(parts.get(GroupPart::EventModule), dataset)
}

/// The name that index patterns are compared with: a data stream's own name for one of its backing indices
/// (`.ds-<data stream>-<yyyy.MM.dd>-<generation>`).
fn index_name(index: &str) -> &str {
    let local = index.rsplit_once(':').map_or(index, |(_, local)| local);
    let Some(start) = local.find(".ds-") else { return local };
    let stream = local.get(start + ".ds-".len()..).unwrap_or(local);
    let mut parts = stream.rsplitn(3, '-');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(generation), Some(date), Some(name))
            if generation.bytes().all(|byte| byte.is_ascii_digit())
                && date.len() == "yyyy.MM.dd".len()
                && date.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') =>
        {
            name
        }
        _ => stream,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(parts: &[(GroupPart, &str)]) -> String {
        parts.iter().map(|(part, value)| format!("{}{value}\0", (b'a' + *part as u8) as char)).collect()
    }

    fn check(parts: &[(GroupPart, &str)], expected: &[&str]) {
        let expected = if expected.is_empty() { IndexGroup::Any } else { IndexGroup::of(expected) };
        assert_eq!(*GroupCache::new().group(&key(parts)).0, expected, "{parts:?}");
    }

    #[test]
    fn documents_say_where_they_are_stored() {
        use GroupPart::*;
        check(&[], &[]);
        check(&[(Index, "winlogbeat-8.17.0")], &["winlogbeat-8.17.0"]);
        check(
            &[(Index, "prod:.ds-logs-endpoint.events.process-default-2026.01.31-000001")],
            &["logs-endpoint.events.process-default"],
        );
        check(&[(Index, "partial-.ds-logs-a-b-2026.01.31-000001")], &["logs-a-b"]);
        check(
            &[(StreamDataset, "windows.forwarded"), (StreamNamespace, "prod"), (EventDataset, "other")],
            &["logs-windows.forwarded-prod"],
        );
        check(&[(EventDataset, "endpoint.events.process")], &["logs-endpoint.events.process-default"]);
        check(&[(EventModule, "endgame"), (EventDataset, "esensor")], &["endgame-default"]);
        let windows = sources::source("winlogbeat.sysmon").expect("a source").indices;
        check(&[(EventModule, "sysmon")], windows);
        check(&[(EventModule, "sysmon"), (AgentType, "winlogbeat")], &["winlogbeat-default"]);
        check(
            &[(AgentType, "filebeat"), (EventDataset, "okta.system")],
            &["logs-okta.system-default", "filebeat-default"],
        );
        check(&[(AgentType, "endpoint")], &[]);
    }
}
