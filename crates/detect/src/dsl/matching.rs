//! Clauses that cut their question into words where the field is a text: `match`, `match_phrase`, `multi_match`.

use ecs::FieldType;
use lang::ir::Filter;
use serde_json::{Map, Value};

use super::boolean::{at_least, least_of};
use super::field::{Asked, flag, parameter, text};
use super::{DslError, Lowering, MAX_PATTERN_LENGTH, words};

/// The most fields that a pattern of names may stand for.
const MAX_FIELDS: usize = 1024;

/// How the words of a question are looked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Manner {
    /// Any of them, or as many as [`Question::least`] says.
    Words,
    /// All of them, one after the other.
    Phrase,
    /// The same, and the last may go on.
    PhrasePrefix,
    /// Any of them, and the last may go on.
    WordsPrefix,
}

/// A question and how it is asked.
#[derive(Clone, Debug)]
pub(super) struct Question<'v> {
    pub(super) value: &'v Value,
    pub(super) manner: Manner,
    /// Whether all words must be there.
    pub(super) all: bool,
    pub(super) least: Option<&'v Value>,
    /// Whether a value that the field cannot have is no error but no match.
    pub(super) lenient: bool,
}

impl Lowering<'_> {
    pub(super) fn match_field(&self, kind: &str, body: &Map<String, Value>) -> Result<Filter, DslError> {
        let (name, asked) = self.named(kind, body)?;
        let others = [
            "operator",
            "minimum_should_match",
            "lenient",
            "zero_terms_query",
            "slop",
            "type",
            "max_expansions",
            "auto_generate_synonyms_phrase_query",
            "prefix_length",
            "fuzzy_transpositions",
        ];
        let value = parameter(kind, asked, "query", &others)?;
        if asked.get("slop").and_then(Value::as_u64).is_some_and(|slop| slop > 0) {
            return Err(DslError::parsing(format!("[{kind}] query does not support [slop]")));
        }
        let manner = match (kind, asked.get("type").and_then(Value::as_str)) {
            ("match", Some("phrase")) | ("match_phrase", _) => Manner::Phrase,
            ("match_phrase_prefix", _) | ("match", Some("phrase_prefix")) => Manner::PhrasePrefix,
            ("match_bool_prefix", _) => Manner::WordsPrefix,
            _ => Manner::Words,
        };
        self.match_of(
            &self.context.asked(name, &[value]),
            &Question {
                value,
                manner,
                all: asked.get("operator").is_some_and(is_and),
                least: asked.get("minimum_should_match"),
                lenient: flag(asked, "lenient"),
            },
        )
    }

    pub(super) fn match_of(&self, asked: &Asked, question: &Question<'_>) -> Result<Filter, DslError> {
        match asked.field_type() {
            FieldType::Text => self.match_words(asked, question),
            FieldType::Keyword if matches!(question.manner, Manner::PhrasePrefix | Manner::WordsPrefix) => {
                self.prefix_of(asked, &text("match", question.value)?, false)
            }
            _ => match self.equal_to(asked, std::slice::from_ref(question.value), false) {
                Err(_) if question.lenient => Ok(Filter::Nothing),
                answer => answer,
            },
        }
    }

    fn match_words(&self, asked: &Asked, question: &Question<'_>) -> Result<Filter, DslError> {
        let text = text("match", question.value)?;
        if text.len() > MAX_PATTERN_LENGTH {
            return Err(DslError::argument(format!(
                "[match] text is longer than [{MAX_PATTERN_LENGTH}] bytes"
            )));
        }
        let found = words::words(&text);
        let (Some(last), before) = (found.last(), found.len().saturating_sub(1)) else {
            return Ok(Filter::Nothing);
        };
        match question.manner {
            Manner::Phrase => Ok(words::contains(asked, &found)),
            Manner::PhrasePrefix => Ok(words::contains_prefix(asked, &found)),
            Manner::Words | Manner::WordsPrefix => {
                self.count(found.len())?;
                let word = |word| words::contains(asked, std::slice::from_ref(word));
                let mut each: Vec<Filter> = found.iter().take(before).map(word).collect();
                each.push(match question.manner {
                    Manner::WordsPrefix => words::prefix(asked, last, false),
                    _ => word(last),
                });
                match question.least {
                    _ if question.all => Ok(Filter::And(each)),
                    None => Ok(Filter::Or(each)),
                    Some(least) => at_least(least_of(least, each.len())?.max(1), each),
                }
            }
        }
    }

    pub(super) fn multi_match(&self, body: &Map<String, Value>) -> Result<Filter, DslError> {
        let known = [
            "query",
            "fields",
            "type",
            "operator",
            "minimum_should_match",
            "lenient",
            "tie_breaker",
            "boost",
            "_name",
            "slop",
            "max_expansions",
            "zero_terms_query",
        ];
        if let Some(other) = body.keys().find(|key| !known.contains(&key.as_str())) {
            return Err(DslError::parsing(format!("[multi_match] query does not support [{other}]")));
        }
        let Some(value) = body.get("query") else {
            return Err(DslError::parsing("No text specified for multi_match query"));
        };
        let manner = match body.get("type").and_then(Value::as_str).unwrap_or("best_fields") {
            "best_fields" | "most_fields" | "cross_fields" => Manner::Words,
            "phrase" => Manner::Phrase,
            "phrase_prefix" => Manner::PhrasePrefix,
            "bool_prefix" => Manner::WordsPrefix,
            other => {
                return Err(DslError::parsing(format!(
                    "[multi_match] query does not support type [{other}]"
                )));
            }
        };
        let question = Question {
            value,
            manner,
            all: body.get("operator").is_some_and(is_and),
            least: body.get("minimum_should_match"),
            lenient: body.get("lenient").is_none_or(|lenient| lenient == &Value::Bool(true)),
        };
        let fields = self.fields_of(body.get("fields"))?;
        let each = fields.iter().map(|field| self.match_of(&self.context.asked(field, &[value]), &question));
        Ok(Filter::Or(each.collect::<Result<_, _>>()?))
    }

    /// The fields that a list of names, patterns and boosts stands for; those asked by default where there is none.
    pub(super) fn fields_of(&self, names: Option<&Value>) -> Result<Vec<String>, DslError> {
        let names: Vec<&str> = match names {
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(name)) => vec![name],
            _ => Vec::new(),
        };
        let unboosted = |name: &&str| name.split_once('^').map_or(*name, |(name, _)| name).to_owned();
        let names: Vec<String> = names.iter().map(unboosted).collect();
        let all = names.is_empty() || names.iter().any(|name| name == "*");
        if all {
            return Ok(self.context.default_fields.iter().map(|name| (*name).to_owned()).collect());
        }
        let fields: Vec<String> = names.iter().flat_map(|name| self.context.fields_named(name)).collect();
        self.count(fields.len())?;
        if fields.len() > MAX_FIELDS {
            return Err(DslError::argument(format!(
                "field expansion matches too many fields, limit: {MAX_FIELDS}, got: {}",
                fields.len()
            )));
        }
        Ok(fields)
    }
}

pub(super) fn is_and(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.eq_ignore_ascii_case("and"))
}
