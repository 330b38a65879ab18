//! Names and types of fields.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A dotted field name such as `process.parent.name`. Cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FieldPath(Arc<str>);

impl FieldPath {
    /// The name as written, dots included.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The parts between the dots: `process`, `parent`, `name`.
    pub fn segments(&self) -> impl Iterator<Item = &str> {
        self.0.split('.')
    }
}

impl From<&str> for FieldPath {
    fn from(path: &str) -> Self {
        Self(path.into())
    }
}

impl From<String> for FieldPath {
    fn from(path: String) -> Self {
        Self(path.into())
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// A field of the built-in catalogue: its row number there, so that it can index an array.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FieldId(pub(crate) u16);

impl FieldId {
    /// The position of the field in the catalogue.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The field's dotted name.
    pub fn path(self) -> &'static str {
        crate::catalogue::path_of(self)
    }
}

/// Elasticsearch's mapping types, as far as they change how a value is stored or compared.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// Text compared as a whole: `keyword`, `constant_keyword` and `wildcard` behave alike in EQL.
    Keyword,
    /// Analysed text: `text` and `match_only_text`.
    Text,
    /// An IPv4 or IPv6 address, kept as its text.
    Ip,
    /// A whole number: `long`, `integer`, `short`, `byte`, `unsigned_long`.
    Long,
    /// A number with a fraction: `double`, `float`, `half_float`, `scaled_float`.
    Double,
    /// `true` or `false`.
    Boolean,
    /// A point in time.
    Date,
    /// A version, ordered by its numeric parts.
    Version,
    /// An object with fields of its own (`object`, `nested`, `flattened`, `geo_point`): it holds no value itself.
    Object,
}

impl FieldType {
    /// Whether values of this type are held as text in a batch.
    pub fn is_textual(self) -> bool {
        matches!(self, Self::Keyword | Self::Text | Self::Ip | Self::Version)
    }

    /// Whether values of this type are numbers.
    pub fn is_numeric(self) -> bool {
        matches!(self, Self::Long | Self::Double)
    }

    /// What Elasticsearch calls it, in mappings and messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Keyword => "keyword",
            Self::Text => "text",
            Self::Ip => "ip",
            Self::Long => "long",
            Self::Double => "double",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::Version => "version",
            Self::Object => "object",
        }
    }
}
