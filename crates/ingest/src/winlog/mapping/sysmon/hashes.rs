//! `Hashes`: `SHA1=…,MD5=…,SHA256=…,IMPHASH=…`.

use ecs::{EventSink, FieldId};
use memchr::memchr;
use smallvec::SmallVec;

use super::rows::Key;
use crate::mapping::data::Data;
use crate::winlog::Arena;
use crate::winlog::mapping::Variant;

const RELATED_HASH: FieldId = FieldId::of("related.hash");
const FILE_IDS: &[u32] = &[6, 7, 15, 26, 29];

/// A hash's name, its place in `related.hash` (which Elasticsearch's map has in this order), and its fields.
struct HashField {
    name: &'static str,
    process: FieldId,
    file: FieldId,
}

const fn hash(name: &'static str, process: &'static str, file: &'static str) -> HashField {
    HashField { name, process: FieldId::of(process), file: FieldId::of(file) }
}

const HASHES: &[HashField] = &[
    hash("sha256", "process.hash.sha256", "file.hash.sha256"),
    hash("sha1", "process.hash.sha1", "file.hash.sha1"),
    hash("md5", "process.hash.md5", "file.hash.md5"),
    hash("imphash", "process.pe.imphash", "file.pe.imphash"),
];

/// Sets the hashes of the process or the file, and `related.hash`.
pub(super) fn set(id: u32, data: &mut Data<'_>, sink: &mut dyn EventSink, variant: &Variant) {
    let text = data.text(Key::Hash).or_else(|| data.text(Key::Hashes));
    data.remove(Key::Hash);
    data.remove(Key::Hashes);
    let Some(text) = text else { return };
    let mut found: [Option<&str>; HASHES.len()] = [None; HASHES.len()];
    let mut start = 0;
    while start < text.len() {
        let rest = text.get(start..).unwrap_or_default();
        let pair = rest.get(..memchr(b',', rest.as_bytes()).unwrap_or(rest.len())).unwrap_or_default();
        start += pair.len() + 1;
        let Some(equals) = memchr(b'=', pair.as_bytes()) else { continue };
        let (name, value) =
            (pair.get(..equals).unwrap_or_default(), pair.get(equals + 1..).unwrap_or_default());
        let place = HASHES.iter().position(|hash| hash.name.eq_ignore_ascii_case(name));
        if let Some(place) = place.filter(|_| !value.bytes().all(|byte| byte == b'0')) {
            found[place] = Some(lower_case(value, data.arena));
        }
    }
    let of_process = variant.sysmon_process_hashes.contains(&id);
    if of_process || FILE_IDS.contains(&id) {
        for (hash, value) in HASHES.iter().zip(found) {
            if let Some(value) = value {
                sink.text(if of_process { hash.process } else { hash.file }, value);
            }
        }
    }
    let related: SmallVec<[&str; 4]> = found.into_iter().flatten().collect();
    if !related.is_empty() {
        sink.texts(RELATED_HASH, &related);
    }
}

fn lower_case<'a>(text: &'a str, arena: &'a Arena) -> &'a str {
    if !text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return text;
    }
    let copy = arena.alloc_str(text);
    copy.make_ascii_lowercase();
    copy
}
