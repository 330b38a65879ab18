//! Data stream names and the patterns by which a rule says what it reads.

use std::sync::Arc;

/// One index pattern of a rule: `logs-endpoint.events.process-*`, `winlogbeat-*`, or `-*elastic-cloud-logs-*` to leave
/// names out again. `*` stands for any run of characters.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct IndexPattern {
    text: String,
    excludes: bool,
}

impl IndexPattern {
    /// Reads a pattern; a leading `-` makes it an exclusion, a `cluster:` prefix is dropped.
    pub fn new(text: &str) -> Self {
        let text = text.trim();
        let (excludes, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let local = rest.rsplit_once(':').map_or(rest, |(_, local)| local);
        Self { text: local.to_owned(), excludes }
    }

    /// The pattern without its exclusion mark.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn covers(&self, name: &str) -> bool {
        wildcard_match(&self.text, name)
            || data_stream_of(name).is_some_and(|stream| wildcard_match(&self.text, stream))
    }
}

/// All patterns of one rule. Later exclusions take away what earlier patterns gave, as in Elasticsearch.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct IndexPatterns(Vec<IndexPattern>);

impl IndexPatterns {
    /// Reads a rule's list of patterns; entries with commas are split.
    pub fn new<S: AsRef<str>>(patterns: impl IntoIterator<Item = S>) -> Self {
        let mut read = Vec::new();
        for entry in patterns {
            read.extend(
                entry.as_ref().split(',').filter(|part| !part.trim().is_empty()).map(IndexPattern::new),
            );
        }
        Self(read)
    }

    /// Whether a rule with these patterns reads an index or data stream of this name. No patterns read everything.
    pub fn covers(&self, name: &str) -> bool {
        if self.0.is_empty() {
            return true;
        }
        self.0.iter().fold(false, |covered, pattern| match pattern.excludes {
            true => covered && !pattern.covers(name),
            false => covered || pattern.covers(name),
        })
    }
}

/// The names under which an event could be stored. A record from a file was never in an index, so it has all the names
/// that a shipper could have given it; an event that names its data stream has that one.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum IndexGroup {
    /// Nothing says where the event belongs: every pattern reads it.
    Any,
    /// The event belongs to any of these.
    Names(Arc<[Arc<str>]>),
}

impl IndexGroup {
    /// A group of these names.
    pub fn of<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> Self {
        Self::Names(names.into_iter().map(|name| Arc::from(name.as_ref())).collect())
    }

    /// Whether a rule with these patterns reads events of this group.
    pub fn is_read_by(&self, patterns: &IndexPatterns) -> bool {
        match self {
            Self::Any => true,
            Self::Names(names) => names.iter().any(|name| patterns.covers(name)),
        }
    }

    /// The name that stands for the group in an alert (`_index`), the first.
    pub fn first_name(&self) -> &str {
        match self {
            Self::Any => "",
            Self::Names(names) => names.first().map_or("", |name| name),
        }
    }
}

/// The data stream that a backing index belongs to: `.ds-logs-endpoint.events.process-default-2026.11.12-000001` is
/// searched under the name of `logs-endpoint.events.process-default`, also once it is frozen (`partial-`) or restored.
fn data_stream_of(index: &str) -> Option<&str> {
    let index = index.strip_prefix("partial-").or_else(|| index.strip_prefix("restored-")).unwrap_or(index);
    let (rest, generation) = index.strip_prefix(".ds-")?.rsplit_once('-')?;
    let (stream, day) = rest.rsplit_once('-')?;
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    (is_number(generation) && day.split('.').count() == 3 && day.split('.').all(is_number)).then_some(stream)
}

/// The groups that occur in a batch; a row refers to its group by number.
pub type IndexGroups = Arc<[IndexGroup]>;

/// Whether `name` matches `pattern`, where `*` is any run of characters. Linear in both by backtracking to the last
/// star only.
fn wildcard_match(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.as_bytes(), name.as_bytes());
    let (mut p, mut n) = (0, 0);
    let mut last_star: Option<(usize, usize)> = None;
    while n < name.len() {
        if p < pattern.len() && pattern[p] == b'*' {
            last_star = Some((p, n));
            p += 1;
        } else if p < pattern.len() && pattern[p] == name[n] {
            p += 1;
            n += 1;
        } else if let Some((star, taken)) = last_star {
            last_star = Some((star, taken + 1));
            p = star + 1;
            n = taken + 1;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|&byte| byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(patterns: &[&str], name: &str, expected: bool) {
        assert_eq!(IndexPatterns::new(patterns).covers(name), expected, "{patterns:?} on {name}");
    }

    #[test]
    fn patterns_cover_names() {
        check(&["winlogbeat-*"], "winlogbeat-8.17.0", true);
        check(&["logs-system.security*"], "logs-system.security-default", true);
        check(&["logs-windows.forwarded*", "endgame-*"], "logs-windows.sysmon_operational-default", false);
        check(&["logs-*", "-logs-system.*"], "logs-system.security-default", false);
        check(&["prod:logs-*"], "logs-endpoint.events.process-default", true);
        check(&[], "anything", true);
        check(&["-logs-*"], "logs-endpoint.alerts-default", false);
        check(&["logs-endpoint.*"], ".ds-logs-endpoint.events.process-default-2026.11.12-000001", true);
        check(
            &["logs-endpoint.*"],
            "partial-.ds-logs-endpoint.events.process-default-2026.11.12-000012",
            true,
        );
        check(
            &["logs-*", "-logs-endpoint.*"],
            ".ds-logs-endpoint.events.process-default-2026.11.12-000001",
            false,
        );
        check(&["logs-*"], ".ds-logs-endpoint", false);
        check(&["auditbeat-*, winlogbeat-*"], "winlogbeat-8", true);
    }
}
