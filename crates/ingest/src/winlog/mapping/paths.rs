//! The parts of a Windows path.

use ecs::{EventSink, FieldId};

const FILE_NAME: FieldId = FieldId::of("file.name");
const FILE_DIRECTORY: FieldId = FieldId::of("file.directory");
const FILE_EXTENSION: FieldId = FieldId::of("file.extension");

/// The last component, if the path has more than one.
pub(super) fn file_name(path: &str) -> Option<&str> {
    path.rsplit_once('\\').map(|(_, name)| name).filter(|name| !name.is_empty())
}

/// Sets name, directory and extension of a file, if its path has a directory.
pub(super) fn set_file_parts(path: &str, sink: &mut dyn EventSink) {
    let Some((directory, name)) = path.rsplit_once('\\') else { return };
    sink.text(FILE_NAME, name);
    sink.text(FILE_DIRECTORY, directory);
    if let Some((_, extension)) = path.rsplit_once('.') {
        sink.text(FILE_EXTENSION, extension);
    }
}
