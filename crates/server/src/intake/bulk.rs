//! Bulk bodies: a line that says what to do, and for most actions a line with the document.
//!
//! Elasticsearch reads all action lines before it does anything, and refuses the whole body when one cannot be read. So is
//! it here: a body that came in two halves is not stored by half.

use std::borrow::Cow;
use std::fmt;

use axum::http::StatusCode;
use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};

use crate::error::ApiError;

/// The longest line that says what to do.
const MOST_ACTION_BYTES: usize = 16 << 10;
/// The most items of one body.
const MOST_ITEMS: usize = 1 << 20;
/// The longest id, in bytes, as in Elasticsearch.
const MOST_ID_BYTES: usize = 512;

/// What to do with a document.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Action {
    /// Store it, whether or not there is one of its id.
    Index,
    /// Store it if there is none of its id.
    Create,
    /// Change one.
    Update,
    /// Delete one.
    Delete,
}

impl Action {
    /// Its name in requests and answers.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::Index, Self::Create, Self::Update, Self::Delete]
            .into_iter()
            .find(|action| action.name() == name)
    }
}

/// What holds for items that do not say otherwise: from the address of the request.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct BulkDefaults<'a> {
    /// The index.
    pub(crate) index: Option<&'a str>,
    /// Whether the index has to be a data stream.
    pub(crate) require_data_stream: bool,
    /// Whether the index has to be an alias.
    pub(crate) require_alias: bool,
}

/// One item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct BulkItem<'a> {
    /// What to do.
    pub(crate) action: Action,
    /// Where.
    pub(crate) index: Cow<'a, str>,
    /// The document's id, if the client gave one.
    pub(crate) id: Option<Cow<'a, str>>,
    /// Whether `index` has to be a data stream.
    pub(crate) require_data_stream: bool,
    /// Whether `index` has to be an alias.
    pub(crate) require_alias: bool,
    /// The document as it was sent; `None` where its bytes are no UTF-8. Empty for deletions.
    pub(crate) source: Option<&'a str>,
}

/// Reads a body.
pub(crate) fn parse_bulk<'a>(
    body: &'a [u8],
    defaults: &BulkDefaults<'a>,
) -> Result<Vec<BulkItem<'a>>, ApiError> {
    if body.is_empty() {
        return Err(ApiError::new(StatusCode::BAD_REQUEST, "parse_exception", "request body is required"));
    }
    if body.last() != Some(&b'\n') {
        return Err(ApiError::illegal_argument("The bulk request must be terminated by a newline [\\n]"));
    }
    let mut items = Vec::new();
    let mut lines = body.split(|byte| *byte == b'\n').zip(1_usize..).peekable();
    while let Some((line, number)) = lines.next() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let line = ActionLine::read(line, number)?;
        let mut item = line.item(defaults, number)?;
        if item.action != Action::Delete {
            // What follows the last line break is no line.
            let Some((source, _)) = lines.next().filter(|_| lines.peek().is_some()) else {
                return Err(ApiError::illegal_argument(format!(
                    "Malformed action/metadata line [{number}], no document follows it"
                )));
            };
            item.source = std::str::from_utf8(source.strip_suffix(b"\r").unwrap_or(source)).ok();
        }
        if items.len() >= MOST_ITEMS {
            return Err(ApiError::illegal_argument(format!("a bulk request has {MOST_ITEMS} items at most")));
        }
        items.push(item);
    }
    if items.is_empty() {
        return Err(ApiError::new(
            StatusCode::BAD_REQUEST,
            "action_request_validation_exception",
            "Validation Failed: 1: no requests added;",
        ));
    }
    Ok(items)
}

/// The line that says what to do: `{"create":{"_index":"…"}}`.
struct ActionLine<'a> {
    action: Action,
    meta: Meta<'a>,
}

impl<'a> ActionLine<'a> {
    fn read(line: &'a [u8], number: usize) -> Result<Self, ApiError> {
        if line.len() > MOST_ACTION_BYTES {
            return Err(malformed(number, &format!("it is longer than {MOST_ACTION_BYTES} bytes")));
        }
        if line.trim_ascii_start().first() != Some(&b'{') {
            return Err(malformed(number, "expected START_OBJECT"));
        }
        serde_json::from_slice(line).map_err(|error| malformed(number, &error.to_string()))
    }

    fn item(self, defaults: &BulkDefaults<'a>, number: usize) -> Result<BulkItem<'a>, ApiError> {
        let Meta { index, id, require_data_stream, require_alias } = self.meta;
        let missing = |what: &str| {
            ApiError::new(
                StatusCode::BAD_REQUEST,
                "action_request_validation_exception",
                format!("Validation Failed: 1: {what} is missing for action/metadata line [{number}];"),
            )
        };
        let index = index.or(defaults.index.map(Cow::Borrowed)).ok_or_else(|| missing("index"))?;
        let id = id.filter(|id| !id.is_empty());
        if id.as_ref().is_some_and(|id| id.len() > MOST_ID_BYTES) {
            return Err(ApiError::illegal_argument(format!(
                "id is too long, must be no longer than {MOST_ID_BYTES} bytes, on action/metadata line [{number}]"
            )));
        }
        if id.is_none() && matches!(self.action, Action::Update | Action::Delete) {
            return Err(missing("id"));
        }
        Ok(BulkItem {
            action: self.action,
            index,
            id,
            require_data_stream: require_data_stream.unwrap_or(defaults.require_data_stream),
            require_alias: require_alias.unwrap_or(defaults.require_alias),
            source: Some(""),
        })
    }
}

fn malformed(number: usize, why: &str) -> ApiError {
    ApiError::illegal_argument(format!("Malformed action/metadata line [{number}], {why}"))
}

impl<'de> Deserialize<'de> for ActionLine<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfAction;
        impl<'de> Visitor<'de> for OfAction {
            type Value = ActionLine<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object with one action")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let name: Text<'de> =
                    map.next_key()?.ok_or_else(|| A::Error::custom("expected FIELD_NAME"))?;
                let Some(action) = Action::from_name(&name.0) else {
                    let shown: String = name.0.chars().take(64).collect();
                    return Err(A::Error::custom(format!(
                        "expected one of [create, delete, index, update] but found [{shown}]"
                    )));
                };
                let meta = map.next_value()?;
                match map.next_key::<IgnoredAny>()? {
                    None => Ok(ActionLine { action, meta }),
                    Some(_) => Err(A::Error::custom("expected END_OBJECT")),
                }
            }
        }
        deserializer.deserialize_map(OfAction)
    }
}

/// What an action line says beside the action.
#[derive(Default)]
struct Meta<'a> {
    index: Option<Cow<'a, str>>,
    id: Option<Cow<'a, str>>,
    require_data_stream: Option<bool>,
    require_alias: Option<bool>,
}

/// What may be said and changes nothing here: there is one shard, no pipelines are run, and events have one version.
const IGNORED: &[&str] = &[
    "_type",
    "routing",
    "_routing",
    "pipeline",
    "dynamic_templates",
    "op_type",
    "if_seq_no",
    "if_primary_term",
    "version",
    "_version",
    "version_type",
    "_version_type",
    "retry_on_conflict",
    "_retry_on_conflict",
    "list_executed_pipelines",
];

impl<'de> Deserialize<'de> for Meta<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfMeta;
        impl<'de> Visitor<'de> for OfMeta {
            type Value = Meta<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut meta = Meta::default();
                while let Some(name) = map.next_key::<Text<'de>>()? {
                    match name.0.as_ref() {
                        "_index" => meta.index = map.next_value::<Option<Text<'de>>>()?.map(|text| text.0),
                        "_id" => meta.id = map.next_value::<Option<IdText<'de>>>()?.map(|text| text.0),
                        "require_data_stream" => meta.require_data_stream = map.next_value()?,
                        "require_alias" => meta.require_alias = map.next_value()?,
                        known if IGNORED.contains(&known) => {
                            map.next_value::<IgnoredAny>()?;
                        }
                        other => {
                            let shown: String = other.chars().take(64).collect();
                            return Err(A::Error::custom(format!(
                                "it contains an unknown parameter [{shown}]"
                            )));
                        }
                    }
                }
                Ok(meta)
            }
        }
        deserializer.deserialize_map(OfMeta)
    }
}

/// A string, of the body where it has no escapes.
struct Text<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(OfText).map(Text)
    }
}

/// An id: Elasticsearch takes numbers for the strings they are written as.
struct IdText<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for IdText<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OfText).map(IdText)
    }
}

struct OfText;

impl<'de> Visitor<'de> for OfText {
    type Value = Cow<'de, str>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(number.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(number.to_string()))
    }
}
