//! Fields: what the catalogue says of them, and what to say where it says nothing.

use ecs::{Catalogue, FieldInfo, FieldType};
use foldhash::HashMap;

use super::{Lowerer, ValueKind};
use crate::codes;
use crate::eql::ast::Field;
use crate::ir::FieldRef;
use crate::{Diagnostic, Span};

/// What the catalogue says of a query's fields, asked once for each name.
pub(super) struct KnownFields<'c> {
    pub(super) catalogue: &'c dyn Catalogue,
    asked: HashMap<String, Option<FieldInfo>>,
}

impl<'c> KnownFields<'c> {
    pub(super) fn new(catalogue: &'c dyn Catalogue) -> Self {
        Self { catalogue, asked: HashMap::default() }
    }

    pub(super) fn get(&mut self, path: &str) -> Option<&FieldInfo> {
        if !self.asked.contains_key(path) {
            self.asked.insert(path.to_owned(), self.catalogue.field(path));
        }
        self.asked.get(path)?.as_ref()
    }
}

/// A field as the catalogue knows it, or as its use suggests.
#[derive(Clone, Debug)]
pub(super) struct ResolvedField {
    pub(super) field: FieldRef,
    pub(super) info: FieldInfo,
    /// Whether the catalogue knows it.
    pub(super) is_known: bool,
    /// Whether it was written with `?`.
    pub(super) is_optional: bool,
    pub(super) span: Span,
    /// As it was written.
    pub(super) name: String,
}

impl ResolvedField {
    pub(super) fn kind(&self) -> ValueKind {
        match self.field.field_type {
            FieldType::Keyword | FieldType::Text => ValueKind::Text,
            FieldType::Ip => ValueKind::Address,
            FieldType::Version => ValueKind::Version,
            FieldType::Long => ValueKind::Long,
            FieldType::Double => ValueKind::Double,
            FieldType::Boolean => ValueKind::Boolean,
            FieldType::Date => ValueKind::Date,
            FieldType::Object => ValueKind::Unknown,
        }
    }
}

impl Lowerer<'_> {
    pub(super) fn resolve(&mut self, field: &Field) -> ResolvedField {
        let known = self.known.get(&field.path).cloned();
        let is_known = known.is_some();
        let info = known.unwrap_or_else(|| {
            let field_type = self.inferred.get(&field.path).copied().unwrap_or(FieldType::Keyword);
            FieldInfo::new(field.path.as_str(), field_type)
        });
        if !is_known && !field.optional && self.remarked.insert(field.path.clone()) {
            self.report_unknown(field);
        }
        if info.field_type == FieldType::Text && self.remarked.insert(field.path.clone()) {
            let message =
                format!("`{}` is a text field, whose words Elasticsearch indexes one by one", field.path);
            let help = "Elasticsearch refuses it in EQL; Tripline compares its whole text. Use a keyword field if there is one";
            self.report(Diagnostic::warning(codes::TEXT_FIELD, field.span, message).with_help(help));
        }
        ResolvedField {
            field: FieldRef { path: info.path.clone(), field_type: info.field_type },
            info,
            is_known,
            is_optional: field.optional,
            span: field.span,
            name: field.path.clone(),
        }
    }

    fn report_unknown(&mut self, field: &Field) {
        let message = format!("the field `{}` is not known", field.path);
        let help = match nearest(&field.path, self.known.catalogue.paths()) {
            Some(path) => format!(
                "did you mean `{path}`? As it stands the field is taken as missing unless events have it"
            ),
            None if self.known.catalogue.paths().any(|path| is_below(path, &field.path)) => {
                "it is an object: name one of the fields in it".to_owned()
            }
            None => {
                "the field is taken as missing unless events have it; write `?` before it if that is intended"
                    .to_owned()
            }
        };
        self.report(Diagnostic::warning(codes::UNKNOWN_FIELD, field.span, message).with_help(help));
    }

    /// Says that an object was used as a value.
    pub(super) fn report_object(&mut self, field: &ResolvedField) {
        let message = format!("`{}` is an object: it has fields, but no value of its own", field.name);
        let help = format!("name one of its fields: `{}.…`", field.name);
        self.report(Diagnostic::error(codes::OBJECT_FIELD, field.span, message).with_help(help));
    }

    /// Says that an object was asked whether it exists.
    pub(super) fn remark_object(&mut self, field: &ResolvedField) {
        if field.field.field_type == FieldType::Object {
            let message = format!("`{}` is an object, which never has a value of its own", field.name);
            let help = format!("ask for one of its fields: `{}.… != null`", field.name);
            self.report(Diagnostic::warning(codes::OBJECT_FIELD, field.span, message).with_help(help));
        }
    }
}

/// Whether a dotted name lies in an object.
fn is_below(path: &str, object: &str) -> bool {
    path.strip_prefix(object).is_some_and(|rest| rest.starts_with('.'))
}

/// The name that differs the least from a misspelt one, if it differs in few letters.
pub(super) fn nearest<'n>(wrong: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let most = if wrong.len() < 6 { 1 } else { 2 };
    let letters = letters_of(wrong);
    let mut best: Option<(usize, &str)> = None;
    for name in names {
        let limit = best.map_or(most, |(distance, _)| distance.saturating_sub(1));
        // Each edit changes the set of letters by at most two: most names are passed over without a closer look.
        let differing = (letters_of(name) ^ letters).count_ones() as usize;
        if name.len().abs_diff(wrong.len()) > limit || differing > 2 * limit {
            continue;
        }
        if let Some(distance) = edit_distance(wrong.as_bytes(), name.as_bytes(), limit) {
            best = Some((distance, name));
            if distance == 0 {
                break;
            }
        }
    }
    best.map(|(_, name)| name)
}

fn letters_of(text: &str) -> u64 {
    text.bytes().fold(0, |set, byte| set | 1 << (byte.to_ascii_lowercase() % 64))
}

/// The number of letters to insert, remove, replace or exchange with their neighbour, if it is within a limit.
fn edit_distance(left: &[u8], right: &[u8], limit: usize) -> Option<usize> {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (row, from) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, to) in right.iter().enumerate() {
            let same = from.eq_ignore_ascii_case(to);
            let mut least =
                (last[column] + usize::from(!same)).min(last[column + 1] + 1).min(current[column] + 1);
            let exchanged = row > 0 && column > 0 && left[row - 1] == *to && right[column - 1] == *from;
            if exchanged {
                least = least.min(before_last[column - 1] + 1);
            }
            current.push(least);
        }
        if current.iter().all(|distance| *distance > limit) {
            return None;
        }
        before_last = std::mem::replace(&mut last, current);
    }
    last.last().copied().filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn nearest_name() {
        let names = ["process.name", "process.pid", "process.parent.name", "file.name"];
        let check = |wrong: &str| nearest(wrong, names.into_iter());
        assert_eq!(check("process.nmae"), Some("process.name"));
        assert_eq!(check("Process.Name"), Some("process.name"));
        assert_eq!(check("proces.parent.name"), Some("process.parent.name"));
        assert_eq!(check("registry.value"), None);
    }
}
