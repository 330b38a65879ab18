//! What is known about fields.
//!
//! The built-in catalogue is one sorted table: ECS itself, and the fields beyond it that the supported sources carry.
//! A [`FieldId`] is a row number of it; `FieldId::of("process.name")` is resolved when Tripline is compiled, so a
//! mapping that names a field the catalogue lacks does not build.

use crate::{FieldId, FieldPath, FieldType};

mod table;

use table::TABLE;

/// What a catalogue says of one field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldInfo {
    /// The field that holds the values: another than was asked for where the name is an alias.
    pub path: FieldPath,
    /// How its values are held and compared.
    pub field_type: FieldType,
    /// Whether the field usually holds an array.
    pub array: bool,
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
        let (name, field_type, array) = TABLE[find(path)?.index()];
        Some(FieldInfo { path: name.into(), field_type, array })
    }

    fn paths(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        Box::new(TABLE.iter().map(|(path, _, _)| *path))
    }
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
    fn names_resolve_both_ways() {
        const NAME: FieldId = FieldId::of("process.name");
        assert_eq!(find("process.name"), Some(NAME));
        assert_eq!(NAME.path(), "process.name");
        assert_eq!(find("process.nome"), None);
    }
}
