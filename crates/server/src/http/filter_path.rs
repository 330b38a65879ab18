//! `filter_path`: which members of an answer a client wants.

use serde_json::Value;

/// More patterns than any client sends; the rest is left out.
const MOST_PATTERNS: usize = 64;
/// More steps than any answer is deep.
const MOST_STEPS: usize = 32;

/// The members that are wanted: patterns of dotted names, where `*` stands for any characters of one name and `**` for any
/// number of names; a leading `-` takes members away. Arrays are looked through. As Elasticsearch's common options say.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(crate) struct FilterPath {
    wanted: Vec<Vec<String>>,
    unwanted: Vec<Vec<String>>,
}

impl FilterPath {
    /// Reads the parameter's value; nothing in it wants everything.
    pub(crate) fn parse(text: &str) -> Self {
        let mut filter = Self::default();
        let patterns = text.split(',').map(str::trim).filter(|pattern| !pattern.is_empty());
        for pattern in patterns.take(MOST_PATTERNS) {
            let (list, path) = match pattern.strip_prefix('-') {
                Some(path) => (&mut filter.unwanted, path),
                None => (&mut filter.wanted, pattern),
            };
            list.push(path.split('.').take(MOST_STEPS).map(str::to_owned).collect());
        }
        filter
    }

    /// Whether everything is wanted.
    pub(crate) fn is_empty(&self) -> bool {
        self.wanted.is_empty() && self.unwanted.is_empty()
    }

    /// What is left of an answer. A whole answer of which nothing is wanted is an empty object.
    pub(crate) fn apply(&self, value: Value) -> Value {
        let wanted: Vec<&[String]> = self.wanted.iter().map(Vec::as_slice).collect();
        let unwanted: Vec<&[String]> = self.unwanted.iter().map(Vec::as_slice).collect();
        let kept = if wanted.is_empty() { Some(value) } else { keep(value, &wanted) };
        let kept =
            kept.and_then(|value| if unwanted.is_empty() { Some(value) } else { drop(value, &unwanted) });
        kept.unwrap_or_else(|| Value::Object(serde_json::Map::new()))
    }

    /// Whether a scalar, or any part of what is at this path, is wanted.
    pub(crate) fn wants(&self, path: &[&str]) -> bool {
        let leads = |pattern: &Vec<String>| may_lead(pattern, path);
        let is_covered = |pattern: &Vec<String>| covers(pattern, path);
        (self.wanted.is_empty() || self.wanted.iter().any(leads)) && !self.unwanted.iter().any(is_covered)
    }
}

/// What the patterns say about a member: that all of it is meant, or what they say about its members.
enum Below<'a> {
    All,
    Some(Vec<&'a [String]>),
}

fn below<'a>(patterns: &[&'a [String]], name: &str) -> Below<'a> {
    let mut rest = Vec::new();
    for pattern in patterns {
        let Some((first, others)) = pattern.split_first() else { return Below::All };
        if first == "**" {
            rest.push(*pattern);
            match others.split_first() {
                Some((next, last)) if matches(next, name) && last.is_empty() => return Below::All,
                Some((next, last)) if matches(next, name) => rest.push(last),
                Some(_) => {}
                None => return Below::All,
            }
        } else if matches(first, name) {
            if others.is_empty() {
                return Below::All;
            }
            rest.push(others);
        }
    }
    Below::Some(rest)
}

fn keep(value: Value, patterns: &[&[String]]) -> Option<Value> {
    match value {
        Value::Object(members) => {
            let kept: serde_json::Map<_, _> = members
                .into_iter()
                .filter_map(|(name, member)| {
                    let kept = match below(patterns, &name) {
                        Below::All => Some(member),
                        Below::Some(rest) if rest.is_empty() => None,
                        Below::Some(rest) => keep(member, &rest),
                    };
                    kept.map(|kept| (name, kept))
                })
                .collect();
            (!kept.is_empty()).then_some(Value::Object(kept))
        }
        Value::Array(items) => {
            let kept: Vec<_> = items.into_iter().filter_map(|item| keep(item, patterns)).collect();
            (!kept.is_empty()).then_some(Value::Array(kept))
        }
        _ => None,
    }
}

fn drop(value: Value, patterns: &[&[String]]) -> Option<Value> {
    match value {
        Value::Object(members) => {
            let kept = members.into_iter().filter_map(|(name, member)| match below(patterns, &name) {
                Below::All => None,
                Below::Some(rest) if rest.is_empty() => Some((name, member)),
                Below::Some(rest) => drop(member, &rest).map(|member| (name, member)),
            });
            Some(Value::Object(kept.collect()))
        }
        Value::Array(items) => {
            Some(Value::Array(items.into_iter().filter_map(|item| drop(item, patterns)).collect()))
        }
        scalar => Some(scalar),
    }
}

/// Whether the pattern means all of what is at the path.
fn covers(pattern: &[String], path: &[&str]) -> bool {
    let mut patterns = vec![pattern];
    for name in path {
        match below(&patterns, name) {
            Below::All => return true,
            Below::Some(rest) => patterns = rest,
        }
    }
    false
}

/// Whether the pattern means what is at the path or something below it.
fn may_lead(pattern: &[String], path: &[&str]) -> bool {
    let mut patterns = vec![pattern];
    for name in path {
        match below(&patterns, name) {
            Below::All => return true,
            Below::Some(rest) if rest.is_empty() => return false,
            Below::Some(rest) => patterns = rest,
        }
    }
    true
}

/// Whether a name matches a step with any number of `*`: literal pieces are found from left to right, each as early as
/// can be, which is enough when only `*` is special.
pub(crate) fn matches(step: &str, name: &str) -> bool {
    let Some((first, rest)) = step.split_once('*') else { return step == name };
    let Some(mut left) = name.strip_prefix(first) else { return false };
    let mut pieces = rest.split('*').peekable();
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() {
            return left.ends_with(piece);
        }
        match left.find(piece) {
            Some(at) => left = left.get(at + piece.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn members_are_kept_and_dropped() {
        let answer = json!({"took": 1, "errors": true, "items": [
            {"create": {"_index": "a", "status": 201}}, {"index": {"status": 400, "error": {"type": "x", "reason": "y"}}}]});
        let cases = [
            ("", answer.clone()),
            ("took", json!({"took": 1})),
            (
                "errors,items.*.error,items.*.status",
                json!({"errors": true, "items": [
                {"create": {"status": 201}}, {"index": {"status": 400, "error": {"type": "x", "reason": "y"}}}]}),
            ),
            ("items.*.error.t*e", json!({"items": [{"index": {"error": {"type": "x"}}}]})),
            ("**.type", json!({"items": [{"index": {"error": {"type": "x"}}}]})),
            ("-items", json!({"took": 1, "errors": true})),
            ("-items,-took", json!({"errors": true})),
            (
                "items.**,-items.*.error",
                json!({"items": [{"create": {"_index": "a", "status": 201}}, {"index": {"status": 400}}]}),
            ),
            ("nothing.here", json!({})),
        ];
        for (text, expected) in cases {
            assert_eq!(FilterPath::parse(text).apply(answer.clone()), expected, "{text}");
        }
    }

    #[test]
    fn wanting_agrees_with_keeping() {
        let filter = FilterPath::parse("errors,items.*.error,items.*.status");
        assert!(filter.wants(&["items", "create", "status"]));
        assert!(filter.wants(&["items"]));
        assert!(!filter.wants(&["items", "create", "_index"]));
        assert!(!filter.wants(&["took"]));
        assert!(FilterPath::parse("-took").wants(&["errors"]));
        assert!(!FilterPath::parse("-took").wants(&["took"]));
    }
}
