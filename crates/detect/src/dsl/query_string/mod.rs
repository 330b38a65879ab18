//! `query_string` and `simple_query_string`: queries that people type.
//!
//! Lucene's syntax as far as it selects: fields, phrases, patterns, regular expressions, ranges, `AND OR NOT && || ! + -`
//! and parentheses. `AND` and `OR` have no precedence over one another, as in Lucene's classic parser: `a OR b AND c`
//! demands b and c, and a only raises a score. Boosts are read over; fuzziness and proximity are refused.

mod lexer;
mod parser;
mod simple;

use lang::ir::{Comparison, Filter, Test};
use serde_json::{Map, Value};

use super::field::flag;
use super::matching::{Manner, Question, is_and};
use super::{DslError, Lowering, MAX_PATTERN_LENGTH};
use lexer::Term;
use parser::{Node, Occur};

/// What a query string's request says beside its text.
struct Settings {
    fields: Vec<String>,
    all: bool,
    lenient: bool,
}

impl Lowering<'_> {
    pub(super) fn query_string(&self, body: &Map<String, Value>) -> Result<Filter, DslError> {
        let known = [
            "query",
            "default_field",
            "fields",
            "default_operator",
            "analyze_wildcard",
            "allow_leading_wildcard",
            "lenient",
            "time_zone",
            "boost",
            "_name",
            "type",
            "escape",
            "minimum_should_match",
            "rewrite",
            "enable_position_increments",
            "auto_generate_synonyms_phrase_query",
            "tie_breaker",
            "phrase_slop",
            "quote_field_suffix",
        ];
        let (text, settings) = self.settings("query_string", body, &known)?;
        let all = settings.all;
        let node = parser::parse(&text, all)
            .map_err(|problem| DslError::shard(format!("Failed to parse query [{text}]: {problem}")))?;
        self.node(&node, None, &settings)
    }

    pub(super) fn simple_query_string(&self, body: &Map<String, Value>) -> Result<Filter, DslError> {
        let known = [
            "query",
            "fields",
            "default_operator",
            "analyze_wildcard",
            "lenient",
            "flags",
            "boost",
            "_name",
            "minimum_should_match",
            "quote_field_suffix",
            "auto_generate_synonyms_phrase_query",
        ];
        let (text, settings) = self.settings("simple_query_string", body, &known)?;
        let node = simple::parse(&text, settings.all);
        // What is typed into a search box is never wrong: a value that a field cannot have is not found in it.
        self.node(&node, None, &Settings { lenient: true, ..settings })
    }

    fn settings(
        &self,
        kind: &str,
        body: &Map<String, Value>,
        known: &[&str],
    ) -> Result<(String, Settings), DslError> {
        if let Some(other) = body.keys().find(|key| !known.contains(&key.as_str())) {
            return Err(DslError::parsing(format!("[{kind}] query does not support [{other}]")));
        }
        let Some(text) = body.get("query").and_then(Value::as_str) else {
            return Err(DslError::parsing(format!("[{kind}] must be provided with a [query]")));
        };
        if text.len() > MAX_PATTERN_LENGTH {
            return Err(DslError::argument(format!(
                "[{kind}] query of [{}] bytes is longer than the allowed maximum of [{MAX_PATTERN_LENGTH}]",
                text.len()
            )));
        }
        let fields = self.fields_of(body.get("fields").or_else(|| body.get("default_field")))?;
        let settings = Settings {
            lenient: flag(&Value::Object(body.clone()), "lenient") || fields.len() != 1,
            all: body.get("default_operator").is_some_and(is_and),
            fields,
        };
        Ok((text.to_owned(), settings))
    }

    fn node(&self, node: &Node, field: Option<&str>, settings: &Settings) -> Result<Filter, DslError> {
        self.count(1)?;
        match node {
            Node::All => Ok(Filter::All),
            Node::Nothing => Ok(Filter::Nothing),
            Node::Field(name, node) => self.node(node, Some(name), settings),
            Node::Term(term) => self.in_fields(term, field, settings),
            Node::Clauses(clauses) => {
                let of = |wanted: Occur| {
                    let wanted = clauses.iter().filter(move |(occur, _)| *occur == wanted);
                    wanted.map(|(_, node)| self.node(node, field, settings)).collect::<Result<Vec<_>, _>>()
                };
                let (mut all, any, none) = (of(Occur::Must)?, of(Occur::Should)?, of(Occur::MustNot)?);
                if all.is_empty() && !any.is_empty() {
                    all.push(Filter::Or(any));
                }
                all.extend(none.into_iter().map(|filter| Filter::Not(Box::new(filter))));
                Ok(Filter::And(all))
            }
        }
    }

    fn in_fields(&self, term: &Term, field: Option<&str>, settings: &Settings) -> Result<Filter, DslError> {
        if field == Some("_exists_")
            && let Term::Word { text, .. } = term
        {
            let mut body = Map::new();
            body.insert("field".to_owned(), Value::from(text.as_str()));
            return self.exists(&body);
        }
        let fields = match field {
            Some("*") => settings.fields.clone(),
            Some(name) => self.context.fields_named(name),
            None => settings.fields.clone(),
        };
        self.count(fields.len())?;
        let lenient = settings.lenient || fields.len() > 1;
        let each = fields.iter().map(|name| match self.in_field(term, name, settings) {
            Err(_) if lenient => Ok(Filter::Nothing),
            answer => answer,
        });
        let mut each: Vec<Filter> = each.collect::<Result<_, _>>()?;
        Ok(match (each.pop(), each.is_empty()) {
            (Some(only), true) => only,
            (Some(last), false) => {
                each.push(last);
                Filter::Or(each)
            }
            (None, _) => Filter::Nothing,
        })
    }

    fn in_field(&self, term: &Term, name: &str, settings: &Settings) -> Result<Filter, DslError> {
        let question =
            |value, manner| Question { value, manner, all: settings.all, least: None, lenient: false };
        match term {
            Term::Word { text, .. } if text == "*" => Ok(self.context.asked(name, &[]).test(Test::Exists)),
            Term::Word { pattern: Some(pattern), .. } => {
                self.wildcard_of(&self.context.asked(name, &[]), pattern, false)
            }
            Term::Word { text, .. } => {
                let value = Value::from(text.as_str());
                self.match_of(&self.context.asked(name, &[&value]), &question(&value, Manner::Words))
            }
            Term::Phrase(text) => {
                let value = Value::from(text.as_str());
                self.match_of(&self.context.asked(name, &[&value]), &question(&value, Manner::Phrase))
            }
            Term::Regex(pattern) => self.regexp_of(&self.context.asked(name, &[]), pattern, false),
            Term::Range { low, high } => {
                let end = |end: &Option<(String, bool)>, open, closed| {
                    let (text, inclusive) = end.as_ref()?;
                    Some((if *inclusive { closed } else { open }, Value::from(text.as_str())))
                };
                let ends: Vec<(Comparison, Value)> =
                    end(low, Comparison::Greater, Comparison::GreaterOrEqual)
                        .into_iter()
                        .chain(end(high, Comparison::Less, Comparison::LessOrEqual))
                        .collect();
                let ends: Vec<(Comparison, &Value)> =
                    ends.iter().map(|(comparison, value)| (*comparison, value)).collect();
                self.range_between(name, &ends)
            }
        }
    }
}
