//! What is known about fields.
//!
//! The built-in catalogue is one sorted table: ECS itself, and the fields beyond it that the supported sources carry.
//! A [`FieldId`] is a row number of it; `FieldId::of("process.name")` is resolved when Tripline is compiled, so a
//! mapping that names a field the catalogue lacks does not build.

use std::sync::Arc;

use crate::{DateFormat, FieldId, FieldPath, FieldType, Timestamp};

mod mapping;
mod table;

pub use mapping::{MappingCatalogue, MappingError};
use table::{FLATTENED, TABLE};

/// What a catalogue says of one field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldInfo {
    /// The field that holds the values: another than was asked for where the name is an alias or a multi-field.
    pub path: FieldPath,
    /// How its values are held and compared.
    pub field_type: FieldType,
    /// Whether the field usually holds an array.
    pub array: bool,
    /// What an explicit null in a document counts as.
    pub null_value: Option<Arc<str>>,
    /// The value that every document has, whether it says so or not (`constant_keyword`).
    pub constant: Option<Arc<str>>,
    /// How dates are written, where not as Elasticsearch reads them by default.
    pub date_format: Option<DateFormat>,
}

impl FieldInfo {
    /// A field without peculiarities.
    pub fn new(path: impl Into<FieldPath>, field_type: FieldType) -> Self {
        let (path, array) = (path.into(), false);
        Self { path, field_type, array, null_value: None, constant: None, date_format: None }
    }

    /// Reads a date as the field's documents, and queries on it, write it.
    pub fn parse_date(&self, text: &str) -> Option<Timestamp> {
        match &self.date_format {
            Some(format) => format.parse(text),
            None => Timestamp::parse(text),
        }
    }
}

/// Knows the fields of the events that a query will meet.
pub trait Catalogue {
    /// The field of this dotted name.
    fn field(&self, path: &str) -> Option<FieldInfo>;

    /// All names, for suggestions.
    fn paths(&self) -> Box<dyn Iterator<Item = &str> + '_>;
}

/// The built-in catalogue.
#[derive(Clone, Copy, Debug, Default)]
pub struct EcsCatalogue;

impl Catalogue for EcsCatalogue {
    fn field(&self, path: &str) -> Option<FieldInfo> {
        let Some(id) = find(path) else {
            return unlisted(path);
        };
        let (_, field_type, array) = TABLE[id.index()];
        Some(FieldInfo { array, ..FieldInfo::new(holder(path), field_type) })
    }

    fn paths(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        Box::new(TABLE.iter().map(|(path, _, _)| *path))
    }
}

/// A field that needs no row of its own: a member of an open object, or the lower-case copy (`process.name.caseless`)
/// that Elastic Defend's mappings keep of keywords, which is taken to be the keyword itself.
fn unlisted(path: &str) -> Option<FieldInfo> {
    if let Some(field) = path.strip_suffix(".caseless")
        && find(field).is_some_and(|id| type_of(id) == FieldType::Keyword)
    {
        return Some(FieldInfo::new(field, FieldType::Keyword));
    }
    is_below_flattened(path).then(|| FieldInfo::new(path, FieldType::Keyword))
}

/// Whether a field lies in an object whose members are keywords, whatever their names (`winlog.event_data`).
fn is_below_flattened(path: &str) -> bool {
    path.match_indices('.').any(|(end, _)| FLATTENED.binary_search(&&path[..end]).is_ok())
}

/// The field in whose place a document holds the value: the parent of a multi-field (`process.name.text`), otherwise
/// the field itself.
fn holder(path: &str) -> &str {
    let parent = path.rsplit_once('.').map(|(parent, _)| parent);
    let is_value = |parent: &&str| find(parent).is_some_and(|id| type_of(id) != FieldType::Object);
    parent.filter(is_value).unwrap_or(path)
}

/// Number of fields in the built-in catalogue.
pub fn len() -> usize {
    TABLE.len()
}

/// The built-in catalogue's field of this name.
pub fn find(path: &str) -> Option<FieldId> {
    TABLE.binary_search_by(|(name, _, _)| (*name).cmp(path)).ok().map(|index| FieldId(index as u16))
}

/// The type of a built-in field.
pub fn type_of(id: FieldId) -> FieldType {
    TABLE[id.index()].1
}

pub(crate) fn path_of(id: FieldId) -> &'static str {
    TABLE[id.index()].0
}

impl FieldId {
    /// The field of this name, found at compile time when used in a constant.
    ///
    /// # Panics
    /// When the catalogue has no such field: in a constant, that is a compile error.
    pub const fn of(path: &str) -> Self {
        let (mut low, mut high) = (0, TABLE.len());
        while low < high {
            let middle = (low + high) / 2;
            match compare(TABLE[middle].0.as_bytes(), path.as_bytes()) {
                0 => return Self(middle as u16),
                order if order < 0 => low = middle + 1,
                _ => high = middle,
            }
        }
        panic!("no such field in the catalogue");
    }
}

/// Byte order, as `str::cmp` has it, which cannot be called in a constant.
const fn compare(left: &[u8], right: &[u8]) -> i8 {
    let mut index = 0;
    while index < left.len() && index < right.len() {
        if left[index] != right[index] {
            return if left[index] < right[index] { -1 } else { 1 };
        }
        index += 1;
    }
    if left.len() == right.len() {
        0
    } else if left.len() < right.len() {
        -1
    } else {
        1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_is_sorted_without_repeats() {
        assert!(TABLE.is_sorted_by(|left, right| left.0 < right.0));
        assert!(TABLE.len() < usize::from(u16::MAX));
    }

    #[test]
    fn only_multi_fields_lie_below_values() {
        for (name, field_type, _) in TABLE {
            if holder(name) != *name {
                assert_eq!(*field_type, FieldType::Text, "{name} lies below a field with values");
            }
        }
        assert!(FLATTENED.iter().all(|name| find(name).is_some_and(|id| type_of(id) == FieldType::Object)));
    }

    #[test]
    fn names_resolve_both_ways() {
        const NAME: FieldId = FieldId::of("process.name");
        assert_eq!(find("process.name"), Some(NAME));
        assert_eq!(NAME.path(), "process.name");
        assert_eq!(find("process.nome"), None);
    }

    #[test]
    fn a_multi_field_is_held_by_its_parent() {
        let text = EcsCatalogue.field("process.name.text").unwrap();
        assert_eq!((text.path.as_str(), text.field_type), ("process.name", FieldType::Text));
        assert_eq!(EcsCatalogue.field("process.parent.name").unwrap().path.as_str(), "process.parent.name");
        assert_eq!(EcsCatalogue.field("process.name.caseless").unwrap().path.as_str(), "process.name");
        assert_eq!(EcsCatalogue.field("process.nome.caseless"), None);
    }

    #[test]
    fn members_of_open_objects_are_keywords() {
        let field = EcsCatalogue.field("winlog.event_data.AnyName").unwrap();
        assert_eq!(
            (field.path.as_str(), field.field_type),
            ("winlog.event_data.AnyName", FieldType::Keyword)
        );
        assert_eq!(EcsCatalogue.field("process.anything"), None);
    }
}
