//! The file: what its path tells.

use ecs::{EventSink, FieldId};

use super::keys::{Key, is_empty_text};
use crate::mapping::data::Data;

const DIRECTORY: FieldId = FieldId::of("file.directory");
const DRIVE_LETTER: FieldId = FieldId::of("file.drive_letter");
const EXTENSION: FieldId = FieldId::of("file.extension");
const NAME: FieldId = FieldId::of("file.name");
const TYPE: FieldId = FieldId::of("file.type");

/// Sets the parts of the path of an event of this name.
pub(super) fn set(event: &str, data: &Data<'_>, sink: &mut dyn EventSink) {
    let Some(path) = data.text(Key::SourceFileName).or_else(|| data.text(Key::TargetFileName)) else {
        return;
    };
    let is_directory = event.contains("Directory") || path.ends_with(['\\', '/']);
    sink.text(TYPE, if is_directory { "dir" } else { "file" });
    if path.chars().nth(1).is_none() {
        return;
    }
    let path = path.strip_suffix('/').unwrap_or(path);
    let path = path.strip_suffix('\\').unwrap_or(path);
    if let Some((directory, name)) = path.rsplit_once('\\').or_else(|| path.rsplit_once('/')) {
        put(NAME, name, sink);
        put(DIRECTORY, directory, sink);
        if let Some((_, extension)) = name.rsplit_once('.').filter(|_| !is_directory) {
            put(EXTENSION, extension, sink);
        }
    }
    let mut characters = path.chars();
    if let (Some(letter), Some(':')) = (characters.next(), characters.next())
        && letter != ':'
    {
        let letter: String = letter.to_uppercase().collect();
        put(DRIVE_LETTER, &letter, sink);
    }
}

fn put(field: FieldId, value: &str, sink: &mut dyn EventSink) {
    if !is_empty_text(value) {
        sink.text(field, value);
    }
}
