//! Files, libraries and certificates.

use ecs::{EventSink, FieldId};

use super::super::keys::Key;
use super::kind::Kind;
use super::process::whole_path;
use crate::FieldNote;
use crate::mapping::data::Data;
use crate::mapping::fields::How::{Copy, Date, Flag, Long};
use crate::mapping::fields::{self, Row};

const DIRECTORY: FieldId = FieldId::of("file.directory");
const DLL_PATH: FieldId = FieldId::of("dll.path");
const DLL_SIZE: FieldId = FieldId::of("dll.Ext.size");
const EXTENSION: FieldId = FieldId::of("file.extension");
const ISSUER: FieldId = FieldId::of("file.x509.issuer.common_name");
const NAME: FieldId = FieldId::of("file.name");

const fn row(key: Key, field: &str, how: fields::How) -> Row<Key> {
    Row::new(key, FieldId::of(field), how)
}

/// The file that a row is about.
const FILE: &[Row<Key>] = &[
    row(Key::FileName, "file.name", Copy),
    row(Key::FileSize, "file.size", Long),
    row(Key::FolderPath, "file.path", Copy),
    row(Key::MD5, "file.hash.md5", Copy),
    row(Key::SHA1, "file.hash.sha1", Copy),
    row(Key::SHA256, "file.hash.sha256", Copy),
];

/// The library or the driver that a row is about.
const DLL: &[Row<Key>] = &[
    row(Key::FileName, "dll.name", Copy),
    row(Key::MD5, "dll.hash.md5", Copy),
    row(Key::SHA1, "dll.hash.sha1", Copy),
    row(Key::SHA256, "dll.hash.sha256", Copy),
];

/// A file's certificate.
const CERTIFICATE: &[Row<Key>] = &[
    row(Key::CertificateExpirationTime, "file.x509.not_after", Date),
    row(Key::CertificateSerialNumber, "file.x509.serial_number", Copy),
    row(Key::IsSigned, "file.code_signature.exists", Flag),
    row(Key::IsTrusted, "file.code_signature.trusted", Flag),
    row(Key::Signer, "file.code_signature.subject_name", Copy),
];

/// Whether `FileName`, `FolderPath` and the hashes are a file's and not a process's.
pub(super) fn is_of_a_file(kind: &Kind<'_>) -> bool {
    kind.has_category && !kind.is_process() && !kind.is_other_event()
}

/// Sets `file.*` and `dll.*`.
pub(super) fn set(kind: &Kind<'_>, data: &mut Data<'_>, sink: &mut dyn EventSink) {
    if is_of_a_file(kind) {
        if let Some(path) = data.text(Key::FolderPath).filter(|path| path.len() > 1) {
            parts(path, sink);
        }
        fields::apply(FILE, 0, data, sink);
    }
    fields::apply(CERTIFICATE, 0, data, sink);
    if let Some(issuer) = data.text(Key::Issuer) {
        sink.texts(ISSUER, &[issuer]);
    }
    if !kind.is_library() && !kind.is_driver {
        return;
    }
    fields::apply(DLL, 0, data, sink);
    let folder = data.text(Key::FolderPath);
    let path = match kind.is_driver {
        true => whole_path(folder, data.text(Key::FileName), data.arena),
        false => folder,
    };
    if let Some(path) = path {
        sink.text(DLL_PATH, path);
    }
    if kind.is_library()
        && let Some(size) = data.value(Key::FileSize).and_then(crate::mapping::DataValue::long)
    {
        sink.long(DLL_SIZE, size);
    }
}

/// Name, directory and extension. The extension is what follows the last dot of the path, as the pipeline has it.
fn parts(path: &str, sink: &mut dyn EventSink) {
    let bytes = path.as_bytes();
    let Some(end) = memchr::memrchr(b'\\', bytes).or_else(|| memchr::memrchr(b'/', bytes)) else { return };
    let (directory, name) = (path.get(..end).unwrap_or_default(), path.get(end + 1..).unwrap_or_default());
    let extension = memchr::memrchr(b'.', bytes).and_then(|dot| path.get(dot + 1..)).unwrap_or_default();
    for (field, text) in [(DIRECTORY, directory), (NAME, name), (EXTENSION, extension)] {
        if !text.is_empty() {
            sink.text(field, text);
        }
    }
}

/// What becomes of these, for people.
pub(super) fn notes(notes: &mut Vec<FieldNote>) {
    for rows in [FILE, DLL, CERTIFICATE] {
        fields::notes(rows, Key::NAMES, notes);
    }
    let more: &[(&str, FieldId, &str)] = &[
        ("FolderPath", DIRECTORY, "up to the last separator"),
        ("FolderPath", EXTENSION, "behind the last dot"),
        ("FolderPath", DLL_PATH, "of a library; of a driver with its name"),
        ("FileSize", DLL_SIZE, "of a library"),
        ("Issuer", ISSUER, "copied"),
    ];
    notes.extend(more.iter().map(|(raw, field, how)| FieldNote::new(*raw, field.path(), how)));
}
