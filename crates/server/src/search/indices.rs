//! Index expressions: which indices a request is about.

use foldhash::{HashMap, HashMapExt as _};
use lang::ir::Case;
use lang::wildcard_match;

use super::SearchError;

/// The most characters of an index expression.
const MAX_EXPRESSION: usize = 16 * 1024;

/// How a request wants its index expression read (`ignore_unavailable`, `allow_no_indices`, `expand_wildcards`).
#[derive(Clone, Copy, Debug)]
pub struct IndexOptions {
    /// Whether a name that does not exist is left out rather than an error.
    pub ignore_unavailable: bool,
    /// Whether a pattern that covers nothing is left out rather than an error.
    pub allow_no_indices: bool,
    /// Whether patterns cover indices whose names start with a dot.
    pub hidden: bool,
}

impl Default for IndexOptions {
    fn default() -> Self {
        Self { ignore_unavailable: false, allow_no_indices: true, hidden: false }
    }
}

/// The indices of a request.
#[derive(Clone, Debug, Default)]
pub(super) struct Selection {
    /// Nothing selects all.
    parts: Option<Vec<Pattern>>,
    hidden: bool,
    decided: HashMap<String, bool>,
}

#[derive(Clone, Debug)]
struct Pattern {
    text: String,
    excludes: bool,
}

impl Selection {
    /// Reads an expression: names and patterns between commas, those behind a `-` left out again. `known` are the names
    /// that exist.
    pub(super) fn new(
        expression: Option<&str>,
        options: IndexOptions,
        known: &[String],
    ) -> Result<Self, SearchError> {
        let expression = expression.unwrap_or_default().trim();
        if expression.len() > MAX_EXPRESSION {
            return Err(SearchError::argument(format!(
                "an index expression has at most {MAX_EXPRESSION} characters"
            )));
        }
        let mut selection = Self { parts: None, hidden: options.hidden, decided: HashMap::new() };
        if matches!(expression, "" | "_all" | "*") {
            return Ok(selection);
        }
        let mut parts: Vec<Pattern> = Vec::new();
        for part in expression.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (text, excludes) = match part.strip_prefix('-').filter(|_| !parts.is_empty()) {
                Some(rest) => (rest, true),
                None => (part, false),
            };
            // Another cluster's indices are not here.
            if text.contains(':') {
                continue;
            }
            check_name(text)?;
            let pattern = Pattern { text: text.to_owned(), excludes };
            let exists = || known.iter().any(|name| names_of(name).any(|name| pattern.covers(name)));
            let is_pattern = text.contains('*') || text == "_all";
            let may_lack = if is_pattern { options.allow_no_indices } else { options.ignore_unavailable };
            if !excludes && !may_lack && !exists() {
                return Err(SearchError::no_such_index(text));
            }
            parts.push(pattern);
        }
        selection.parts = Some(parts);
        Ok(selection)
    }

    /// Whether documents of an index are searched.
    pub(super) fn covers(&mut self, index: &str) -> bool {
        if let Some(decided) = self.decided.get(index) {
            return *decided;
        }
        let decided = self.decide(index);
        self.decided.insert(index.to_owned(), decided);
        decided
    }

    fn decide(&self, index: &str) -> bool {
        let is_hidden = index.starts_with('.');
        let Some(parts) = &self.parts else { return self.hidden || !is_hidden };
        parts.iter().fold(false, |covered, part| {
            // A pattern covers hidden names only if it starts with a dot itself; a name is a name.
            let may = self.hidden || !is_hidden || part.text.starts_with('.') || !part.text.contains('*');
            let covers = may && names_of(index).any(|name| part.covers(name));
            if part.excludes { covered && !covers } else { covered || covers }
        })
    }

    /// Those of these names that are selected.
    pub(super) fn of(&mut self, names: Vec<String>) -> Vec<String> {
        names.into_iter().filter(|name| self.covers(name)).collect()
    }
}

impl Pattern {
    fn covers(&self, name: &str) -> bool {
        self.text == "_all" || wildcard_match(&self.text, name, Case::Sensitive)
    }
}

/// The names that an index goes by: its own; that of the data stream it backs
/// (`.ds-logs-endpoint.events.process-default-2026.11.12-000001`); that of the alias which Kibana reads alerts by
/// (`.internal.alerts-security.alerts-default-000001`).
fn names_of(index: &str) -> impl Iterator<Item = &str> {
    let numbered = |rest: &'_ str| -> Option<usize> {
        let (before, number) = rest.rsplit_once('-')?;
        (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(before.len())
    };
    let stream = index.strip_prefix(".ds-").and_then(|rest| {
        let (stream, day) = rest.get(..numbered(rest)?)?.rsplit_once('-')?;
        day.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.').then_some(stream)
    });
    let alias = index
        .strip_prefix(".internal")
        .filter(|rest| rest.starts_with(".alerts-"))
        .and_then(|rest| rest.get(..numbered(rest)?));
    [Some(index), stream, alias].into_iter().flatten()
}

fn check_name(name: &str) -> Result<(), SearchError> {
    let invalid = ['\\', '/', '?', '"', '<', '>', '|', ' ', '#'];
    if name.contains(invalid) || name == "." || name == ".." {
        let reason =
            format!("Invalid index name [{name}], must not contain the following characters {invalid:?}");
        return Err(SearchError::new(400, "invalid_index_name_exception", reason));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_select_indices() {
        let known: Vec<String> =
            ["logs-a", "logs-b", ".alerts-security.alerts-default"].map(String::from).into();
        let check = |expression: &str, index: &str, expected: bool| {
            let selection = Selection::new(Some(expression), IndexOptions::default(), &known);
            assert_eq!(selection.unwrap().covers(index), expected, "{expression} on {index}");
        };
        check("", "logs-a", true);
        check("*", ".hidden", false);
        check("logs-*,-logs-b", "logs-a", true);
        check("logs-*,-logs-b", "logs-b", false);
        check("logs-*,-*", "logs-b", false);
        check(".alerts-security.alerts-*", ".alerts-security.alerts-default", true);
        check(".alerts-security.alerts-*", ".internal.alerts-security.alerts-default-000001", true);
        check("logs-endpoint.*", ".ds-logs-endpoint.events.process-default-2026.11.12-000001", false);
        check("logs-a", ".ds-logs-a-2026.11.12-000001", true);
        check("other:logs-*", "logs-a", false);
    }

    #[test]
    fn what_does_not_exist_is_an_error_unless_told() {
        let reading =
            |expression: &str, options| Selection::new(Some(expression), options, &["logs-a".to_owned()]);
        let strict = IndexOptions { allow_no_indices: false, ..IndexOptions::default() };
        let lenient = IndexOptions { ignore_unavailable: true, ..IndexOptions::default() };
        assert_eq!(reading("nothing", IndexOptions::default()).unwrap_err().status, 404);
        assert!(reading("nothing", lenient).is_ok());
        assert!(reading("nothing*", IndexOptions::default()).is_ok());
        assert_eq!(reading("nothing*", strict).unwrap_err().kind, "index_not_found_exception");
        assert_eq!(reading("a/../b", lenient).unwrap_err().kind, "invalid_index_name_exception");
    }
}
