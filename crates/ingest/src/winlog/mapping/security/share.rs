//! Files on network shares (5140, 5145).

use ecs::FieldId;

use super::{Key, Mapping};

const DIRECTORY: FieldId = FieldId::of("file.directory");
const EXTENSION: FieldId = FieldId::of("file.extension");
const NAME: FieldId = FieldId::of("file.name");
const PATH: FieldId = FieldId::of("file.path");
const TARGET_PATH: FieldId = FieldId::of("file.target_path");

/// Sets the file that was asked for. The two paths have every backslash of what they are put together from doubled: the
/// pipelines put them together by a template that escapes as JSON does, and rules that were written against them see it.
pub(super) fn set(mapping: &mut Mapping<'_, '_>) {
    if !matches!(mapping.id, 5140 | 5145) {
        return;
    }
    let filled = |key| mapping.text(key).filter(|text| !text.is_empty());
    let (name, directory, share) =
        (filled(Key::RelativeTargetName), filled(Key::ShareLocalPath), filled(Key::ShareName));
    mapping.set(NAME, name);
    mapping.set(DIRECTORY, directory);
    let Some(name) = name else { return };
    if let Some(directory) = directory {
        mapping.sink.text(PATH, &joined(directory, name));
    }
    if let Some(share) = share {
        mapping.sink.text(TARGET_PATH, &joined(share, name));
    }
    if let Some((_, extension)) = name.rsplit_once('.') {
        mapping.sink.text(EXTENSION, extension);
    }
}

fn joined(directory: &str, name: &str) -> String {
    let escaped = |text: &str| text.replace('\\', "\\\\");
    format!("{}\\{}", escaped(directory), escaped(name))
}
