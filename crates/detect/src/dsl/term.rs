//! Clauses that ask for values as they are: `term`, `terms`, `ids`, `exists`.

use ecs::{FieldType, coerce};
use ipnet::IpNet;
use lang::ir::{FieldRef, FieldTest, Filter, Literal, Test};
use serde_json::{Map, Value};

use super::field::{Asked, flag, parameter, text};
use super::{DslError, Lowering, MAX_TERMS, words};
use crate::eval::address;
use crate::rule::Rounding;

/// What Elasticsearch says of the tiers that its nodes keep data on; everything here is on the first.
const TIER: &str = "_tier";

impl Lowering<'_> {
    pub(super) fn term(&self, body: &Map<String, Value>) -> Result<Filter, DslError> {
        let (name, asked) = self.named("term", body)?;
        let value = parameter("term", asked, "value", &["case_insensitive"])?;
        self.equal(name, std::slice::from_ref(value), flag(asked, "case_insensitive"))
    }

    pub(super) fn terms(&self, body: &Map<String, Value>) -> Result<Filter, DslError> {
        match self.named("terms", body)? {
            (name, Value::Array(values)) if values.len() <= MAX_TERMS => self.equal(name, values, false),
            (_, Value::Array(values)) => Err(DslError::argument(format!(
                "The number of terms [{}] used in the Terms Query request has exceeded the allowed maximum of \
                 [{MAX_TERMS}]. This maximum can be set by changing the [index.max_terms_count] index level setting.",
                values.len()
            ))),
            (_, Value::Object(_)) => Err(DslError::parsing("[terms] query does not support terms lookups")),
            (_, _) => Err(DslError::parsing("[terms] query does not support a value that is no array")),
        }
    }

    pub(super) fn ids(&self, body: &Map<String, Value>) -> Result<Filter, DslError> {
        if let Some(other) = body.keys().find(|key| !["values", "boost", "_name"].contains(&key.as_str())) {
            return Err(DslError::parsing(format!("[ids] unknown field [{other}]")));
        }
        match body.get("values") {
            Some(Value::Array(values)) if values.len() <= MAX_TERMS => self.equal("_id", values, false),
            Some(value @ Value::String(_)) => self.equal("_id", std::slice::from_ref(value), false),
            _ => Err(DslError::argument("[ids] requires providing a values element")),
        }
    }

    /// Elasticsearch asks an object's fields whether it exists.
    pub(super) fn exists(&self, body: &Map<String, Value>) -> Result<Filter, DslError> {
        let Some(name) = body.get("field").and_then(Value::as_str) else {
            return Err(DslError::parsing("[exists] must be provided with a [field]"));
        };
        let names = self.context.fields_named(name);
        self.count(names.len())?;
        let exist = names.iter().map(|name| self.field_exists(name)).collect::<Result<Vec<_>, _>>()?;
        Ok(if exist.len() == 1 {
            exist.into_iter().next().unwrap_or(Filter::Nothing)
        } else {
            Filter::Or(exist)
        })
    }

    fn field_exists(&self, name: &str) -> Result<Filter, DslError> {
        let asked = self.context.asked(name, &[]);
        let catalogue = self.context.catalogue;
        let below = |path: &&str| path.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
        let is_object = asked.field_type() == FieldType::Object
            || (catalogue.field(name).is_none() && catalogue.paths().any(|path| below(&path)));
        if !is_object {
            return Ok(asked.test(Test::Exists));
        }
        if !self.context.knows_objects {
            return Err(DslError::shard(format!("[exists] of [{name}], which is an object")));
        }
        let fields: Vec<Filter> = catalogue
            .paths()
            .filter(below)
            .filter_map(|path| catalogue.field(path))
            .filter(|info| info.field_type != FieldType::Object)
            .map(|info| {
                let field = FieldRef { path: info.path, field_type: info.field_type };
                Filter::Test(FieldTest { field, test: Test::Exists })
            })
            .collect();
        self.count(fields.len())?;
        Ok(Filter::Or(fields))
    }

    /// Whether the field has any of these values.
    pub(super) fn equal(&self, name: &str, values: &[Value], insensitive: bool) -> Result<Filter, DslError> {
        if name == TIER {
            let here = values.iter().any(|value| value == "data_hot" || value == "data_content");
            return Ok(if here { Filter::All } else { Filter::Nothing });
        }
        let asked = self.context.asked(name, &values.iter().collect::<Vec<_>>());
        self.equal_to(&asked, values, insensitive)
    }

    pub(super) fn equal_to(
        &self,
        asked: &Asked,
        values: &[Value],
        insensitive: bool,
    ) -> Result<Filter, DslError> {
        let none_or =
            |filters: Vec<Filter>| if filters.is_empty() { Filter::Nothing } else { Filter::Or(filters) };
        match asked.field_type() {
            FieldType::Object => Ok(Filter::Nothing),
            FieldType::Ip => {
                let networks: Vec<IpNet> =
                    values.iter().map(|value| network(&text("term", value)?)).collect::<Result<_, _>>()?;
                Ok(if networks.is_empty() { Filter::Nothing } else { asked.test(Test::Cidr(networks)) })
            }
            FieldType::Text => {
                let words = values.iter().map(|value| {
                    let word = text("term", value)?;
                    Ok(words::term(asked, &word, insensitive))
                });
                Ok(none_or(words.collect::<Result<_, DslError>>()?))
            }
            // A date that leaves something out means all of what it names: the whole day.
            FieldType::Date => {
                let days = values.iter().map(|value| self.date_range(asked, value));
                Ok(none_or(days.collect::<Result<_, _>>()?))
            }
            field_type => {
                let mut literals = Vec::with_capacity(values.len());
                for value in values {
                    literals.extend(literal(value, field_type)?);
                }
                let case = asked.case(insensitive);
                Ok(if literals.is_empty() {
                    Filter::Nothing
                } else {
                    asked.test(Test::AnyOf { values: literals, case })
                })
            }
        }
    }

    fn date_range(&self, asked: &Asked, value: &Value) -> Result<Filter, DslError> {
        let date = |rounding| self.date(value, rounding, &super::date::Reading::default());
        let (from, to) = (date(Rounding::Down)?, date(Rounding::Up)?);
        Ok(super::range::between_dates(asked, from, to))
    }
}

/// A scalar as a literal of a field's type; none where no value of the field can equal it.
pub(super) fn literal(value: &Value, field_type: FieldType) -> Result<Option<Literal>, DslError> {
    let text = text("term", value)?;
    match field_type {
        FieldType::Keyword | FieldType::Text | FieldType::Ip | FieldType::Version => {
            Ok(Some(Literal::Text(text)))
        }
        FieldType::Long | FieldType::Double => super::numeric::number(&text, field_type).map(Some),
        FieldType::Boolean => match coerce::boolean_from_text(&text) {
            Some(value) => Ok(Some(Literal::Boolean(value))),
            None => Err(DslError::shard(format!(
                "failed to create query: Can't parse boolean value [{text}], expected [true] or [false]"
            ))),
        },
        FieldType::Date | FieldType::Object => Ok(None),
    }
}

/// An address, or a network of them.
pub(super) fn network(text: &str) -> Result<IpNet, DslError> {
    let network = text.trim().parse().ok().or_else(|| address(text.trim()).map(IpNet::from));
    network.ok_or_else(|| {
        DslError::shard(format!("failed to create query: '{text}' is not an IP string literal."))
    })
}

/// Why a field cannot be asked for patterns.
pub(super) fn no_patterns(kind: &str, asked: &Asked) -> DslError {
    DslError::shard(format!(
        "Can only use {kind} queries on keyword, text and wildcard fields - not on [{}] which is of type [{}]",
        asked.name,
        asked.field_type().name()
    ))
}
