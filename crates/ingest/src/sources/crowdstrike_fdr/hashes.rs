//! Hashes, of the process or of the file, as the event's name says.

use ecs::{EventSink, FieldId};

use super::keys::Key;
use crate::mapping::data::Data;
use crate::mapping::related::Related;

const RELATED_HASH: FieldId = FieldId::of("related.hash");

/// The member, and its fields of a process and of a file. In the order in which the pipeline comes by them.
const HASHES: &[(Key, FieldId, FieldId)] = &[
    (Key::MD5HashData, FieldId::of("process.hash.md5"), FieldId::of("file.hash.md5")),
    (Key::SHA256HashData, FieldId::of("process.hash.sha256"), FieldId::of("file.hash.sha256")),
    (Key::SHA1HashData, FieldId::of("process.hash.sha1"), FieldId::of("file.hash.sha1")),
];

/// What an event's hashes are of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Process,
    File,
    Neither,
}

impl Of {
    fn named(event: &str) -> Self {
        if ["Process", "Service"].iter().any(|word| event.contains(word)) {
            Self::Process
        } else if ["File", "Directory", "Executable"].iter().any(|word| event.contains(word)) {
            Self::File
        } else {
            Self::Neither
        }
    }
}

/// Sets the hashes of an event of this name.
pub(super) fn set(event: &str, data: &mut Data<'_>, sink: &mut dyn EventSink) {
    let mut of = None;
    let mut related = Related::default();
    for (key, process, file) in HASHES {
        // A hash that is not known is all zeros.
        if let Some(hash) = data.text(*key).filter(|hash| hash.bytes().any(|byte| byte != b'0')) {
            related.add(hash);
            match *of.get_or_insert_with(|| Of::named(event)) {
                Of::Process => sink.text(*process, hash),
                Of::File => sink.text(*file, hash),
                Of::Neither => {}
            }
        }
        data.remove(*key);
    }
    related.add_some(data.text(Key::ConfigStateHash));
    related.set(sink, RELATED_HASH);
}

/// For the list of fields.
pub(super) const NOTES: &[(&str, &str, &str)] = &[
    ("MD5HashData", "process.hash.md5", "of processes and services, unless all zeros"),
    ("SHA1HashData", "process.hash.sha1", "of processes and services, unless all zeros"),
    ("SHA256HashData", "process.hash.sha256", "of processes and services, unless all zeros"),
    ("MD5HashData", "file.hash.md5", "of files, unless all zeros"),
    ("SHA1HashData", "file.hash.sha1", "of files, unless all zeros"),
    ("SHA256HashData", "file.hash.sha256", "of files, unless all zeros"),
    ("MD5HashData, SHA256HashData, SHA1HashData, ConfigStateHash", "related.hash", "each once"),
];
