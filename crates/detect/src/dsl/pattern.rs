//! Clauses that ask for patterns: `prefix`, `wildcard`, `regexp`.

use ecs::FieldType;
use lang::ir::{Case, Filter, RegexPattern, Test};
use serde_json::{Map, Value};

use super::field::{Asked, flag, parameter, text};
use super::term::no_patterns;
use super::{DslError, Lowering, MAX_PATTERN_LENGTH, MAX_REGEX_LENGTH, words};

impl Lowering<'_> {
    pub(super) fn prefix(&self, body: &Map<String, Value>) -> Result<Filter, DslError> {
        let (name, asked) = self.named("prefix", body)?;
        let value = parameter("prefix", asked, "value", &["case_insensitive", "rewrite"])?;
        self.prefix_of(
            &self.context.asked(name, &[]),
            &text("prefix", value)?,
            flag(asked, "case_insensitive"),
        )
    }

    pub(super) fn prefix_of(
        &self,
        asked: &Asked,
        prefix: &str,
        insensitive: bool,
    ) -> Result<Filter, DslError> {
        not_too_long("prefix", prefix)?;
        match asked.field_type() {
            FieldType::Text => Ok(words::prefix(asked, prefix, insensitive)),
            FieldType::Keyword | FieldType::Version => {
                let prefixes = vec![prefix.to_owned()];
                Ok(asked.test(Test::Prefix { prefixes, case: asked.case(insensitive) }))
            }
            _ => Err(no_patterns("prefix", asked)),
        }
    }

    pub(super) fn wildcard(&self, body: &Map<String, Value>) -> Result<Filter, DslError> {
        let (name, asked) = self.named("wildcard", body)?;
        let member = if asked.get("wildcard").is_some() { "wildcard" } else { "value" };
        let value = parameter("wildcard", asked, member, &["case_insensitive", "rewrite"])?;
        let insensitive = flag(asked, "case_insensitive");
        self.wildcard_of(&self.context.asked(name, &[]), &text("wildcard", value)?, insensitive)
    }

    /// A pattern of `*` and `?`, in which a backslash takes the next character for itself.
    pub(super) fn wildcard_of(
        &self,
        asked: &Asked,
        pattern: &str,
        insensitive: bool,
    ) -> Result<Filter, DslError> {
        not_too_long("wildcard", pattern)?;
        match asked.field_type() {
            FieldType::Text => Ok(words::wildcard(asked, pattern, insensitive)),
            FieldType::Keyword | FieldType::Version => {
                let case = asked.case(insensitive);
                Ok(asked.test(match plain(pattern) {
                    Some(plain) => Test::Wildcard { patterns: vec![plain], case },
                    None => Test::Regex { patterns: vec![escaping(pattern, case)], case },
                }))
            }
            _ => Err(no_patterns("wildcard", asked)),
        }
    }

    pub(super) fn regexp(&self, body: &Map<String, Value>) -> Result<Filter, DslError> {
        let (name, asked) = self.named("regexp", body)?;
        let others = ["flags", "flags_value", "case_insensitive", "max_determinized_states", "rewrite"];
        let value = parameter("regexp", asked, "value", &others)?;
        let insensitive = flag(asked, "case_insensitive");
        self.regexp_of(&self.context.asked(name, &[]), &text("regexp", value)?, insensitive)
    }

    pub(super) fn regexp_of(
        &self,
        asked: &Asked,
        pattern: &str,
        insensitive: bool,
    ) -> Result<Filter, DslError> {
        if pattern.chars().count() > MAX_REGEX_LENGTH {
            return Err(DslError::argument(format!(
                "The length of regex [{}] used in the Regexp Query request has exceeded the allowed maximum of \
                 [{MAX_REGEX_LENGTH}]. This maximum can be set by changing the [index.max_regex_length] index level \
                 setting.",
                pattern.chars().count()
            )));
        }
        let case = asked.case(insensitive);
        let compiled = RegexPattern::from_lucene(pattern, case)
            .map_err(|problem| DslError::shard(format!("failed to create query: {problem}")))?;
        match asked.field_type() {
            FieldType::Keyword | FieldType::Version => {
                Ok(asked.test(Test::Regex { patterns: vec![compiled], case }))
            }
            FieldType::Text => Err(DslError::shard(format!(
                "[regexp] queries on the words of a text field are not supported: [{}]",
                asked.name
            ))),
            _ => Err(no_patterns("regexp", asked)),
        }
    }
}

fn not_too_long(kind: &str, pattern: &str) -> Result<(), DslError> {
    if pattern.len() > MAX_PATTERN_LENGTH {
        return Err(DslError::argument(format!(
            "[{kind}] pattern of [{}] bytes is longer than the allowed maximum of [{MAX_PATTERN_LENGTH}]",
            pattern.len()
        )));
    }
    Ok(())
}

/// The pattern without its backslashes, where none of them takes a wildcard for itself.
fn plain(pattern: &str) -> Option<String> {
    let mut plain = String::with_capacity(pattern.len());
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('*' | '?') => return None,
                Some(escaped) => plain.push(escaped),
                // Lucene takes one at the end for itself.
                None => plain.push('\\'),
            },
            other => plain.push(other),
        }
    }
    Some(plain)
}

/// The pattern as a regular expression, for those with wildcards that stand for themselves.
fn escaping(pattern: &str, case: Case) -> RegexPattern {
    let mut translated = String::from(r"(?s)\A");
    words::push_wildcard(&mut translated, pattern, case, ".");
    translated.push_str(r"\z");
    RegexPattern { source: pattern.to_owned(), translated }
}
