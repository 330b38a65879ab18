//! The parts of a file's path, of Windows or of another system.

use ecs::{EventSink, FieldId};
use serde_json::Value;

use super::keys::Key;
use crate::mapping::data::Data;

const DIRECTORY: FieldId = FieldId::of("file.directory");
const DRIVE_LETTER: FieldId = FieldId::of("file.drive_letter");
const EXTENSION: FieldId = FieldId::of("file.extension");
const NAME: FieldId = FieldId::of("file.name");

/// Sets name, directory, drive and, of what is called a file, the extension.
pub(super) fn set_parts(data: &Data<'_>, sink: &mut dyn EventSink) {
    let Some(path) = data.text(Key::TgtFilePath).filter(|path| path.len() > 1) else { return };
    if let Some((directory, name)) = path.rsplit_once('\\').or_else(|| path.rsplit_once('/')) {
        set_or_remove(NAME, name, sink);
        set_or_remove(DIRECTORY, directory, sink);
        if data.text(Key::TgtFileType) == Some("file")
            && let Some((_, extension)) = name.rsplit_once('.')
        {
            set_or_remove(EXTENSION, extension, sink);
        }
    }
    let mut characters = path.chars();
    if let (Some(letter), Some(':')) = (characters.next(), characters.next()) {
        let mut bytes = [0; 4];
        let letter = letter.to_ascii_uppercase().encode_utf8(&mut bytes);
        sink.text(DRIVE_LETTER, letter);
    }
}

/// A part that is empty takes away what the field held.
fn set_or_remove(field: FieldId, part: &str, sink: &mut dyn EventSink) {
    match part.is_empty() {
        true => sink.json(field, &Value::Null),
        false => sink.text(field, part),
    }
}
