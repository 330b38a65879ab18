//! The parts of a Windows path.

use ecs::{EventSink, FieldId};

const FILE_NAME: FieldId = FieldId::of("file.name");
const FILE_DIRECTORY: FieldId = FieldId::of("file.directory");
const FILE_EXTENSION: FieldId = FieldId::of("file.extension");

/// The last component, if the path has more than one.
pub(crate) fn file_name(path: &str) -> Option<&str> {
    memchr::memrchr(b'\\', path.as_bytes()).and_then(|at| path.get(at + 1..)).filter(|name| !name.is_empty())
}

/// Sets name, directory and extension of a file, if its path has a directory.
pub(crate) fn set_file_parts(path: &str, sink: &mut dyn EventSink) {
    let Some(end) = memchr::memrchr(b'\\', path.as_bytes()) else { return };
    sink.text(FILE_NAME, path.get(end + 1..).unwrap_or_default());
    sink.text(FILE_DIRECTORY, path.get(..end).unwrap_or_default());
    if let Some(dot) = memchr::memrchr(b'.', path.as_bytes()) {
        sink.text(FILE_EXTENSION, path.get(dot + 1..).unwrap_or_default());
    }
}
