//! The library that Sysmon saw a process load, as a library.

use ecs::FieldId;

use super::{By, Derivation, Event};
use crate::mapping::paths;
use crate::winlog::WinlogRecord;
use crate::winlog::mapping::Family;

const ACTION: FieldId = FieldId::of("event.action");
const CATEGORY: FieldId = FieldId::of("event.category");
const EXISTS: FieldId = FieldId::of("dll.code_signature.exists");
const NAME: FieldId = FieldId::of("dll.name");
const PATH: FieldId = FieldId::of("dll.path");
const STATUS: FieldId = FieldId::of("dll.code_signature.status");
const SUBJECT_NAME: FieldId = FieldId::of("dll.code_signature.subject_name");
const TRUSTED: FieldId = FieldId::of("dll.code_signature.trusted");
const TYPE: FieldId = FieldId::of("event.type");

/// What is told of the image under the same name in every event.
const TOLD: &[(&str, FieldId)] = &[
    ("Company", FieldId::of("dll.pe.company")),
    ("Description", FieldId::of("dll.pe.description")),
    ("FileVersion", FieldId::of("dll.pe.file_version")),
    ("OriginalFileName", FieldId::of("dll.pe.original_file_name")),
    ("Product", FieldId::of("dll.pe.product")),
];

const HASHES: &[(&str, FieldId)] = &[
    ("MD5", FieldId::of("dll.hash.md5")),
    ("SHA1", FieldId::of("dll.hash.sha1")),
    ("SHA256", FieldId::of("dll.hash.sha256")),
    ("IMPHASH", FieldId::of("dll.pe.imphash")),
];

pub(super) static DERIVATION: Derivation = Derivation {
    name: "image_load",
    fields: &[
        PATH,
        NAME,
        EXISTS,
        STATUS,
        SUBJECT_NAME,
        TRUSTED,
        TOLD[0].1,
        TOLD[1].1,
        TOLD[2].1,
        TOLD[3].1,
        TOLD[4].1,
        HASHES[0].1,
        HASHES[1].1,
        HASHES[2].1,
        HASHES[3].1,
        CATEGORY,
        TYPE,
        ACTION,
    ],
    inputs: &[
        "Sysmon 7: ImageLoaded, Hashes, Signed, Signature, SignatureStatus, Company, Description, FileVersion, \
         OriginalFileName, Product",
    ],
    soundness: "The integrations of 2024 tell of the loaded image as a file; later ones tell of it as a library, too, \
                and add the category library, the type start and the action load. The image is trusted where Windows \
                found its signature valid when it was loaded.",
    by: By::Winlog(derive),
};

fn derive(event: &mut Event<'_, '_>) {
    let Some(record) = event.winlog_of(Family::Sysmon).filter(|record| record.event_code == 7) else {
        return;
    };
    event.replace_texts(CATEGORY, &["process", "library"]);
    event.replace_texts(TYPE, &["change", "start"]);
    event.replace_texts(ACTION, &["Image loaded", "load"]);
    if let Some(path) = said(record, "ImageLoaded") {
        event.fill(PATH, path);
        event.fill(NAME, paths::file_name(path).unwrap_or(path));
    }
    for (name, field) in TOLD {
        if event.lacks(*field)
            && let Some(value) = said(record, name)
        {
            event.fill(*field, value);
        }
    }
    hashes(record, event);
    signature(record, event);
}

/// A value, unless it is how Sysmon says that there is none.
fn said<'a>(record: &WinlogRecord<'a>, name: &str) -> Option<&'a str> {
    record.data(name).filter(|text| !matches!(*text, "" | "-"))
}

/// `SHA1=…,MD5=…`, in lower case, without those that are all zeros.
fn hashes(record: &WinlogRecord<'_>, event: &mut Event<'_, '_>) {
    if !HASHES.iter().any(|(_, field)| event.lacks(*field)) {
        return;
    }
    for (name, value) in
        said(record, "Hashes").unwrap_or_default().split(',').filter_map(|pair| pair.split_once('='))
    {
        let field =
            HASHES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, field)| *field);
        if let Some(field) = field.filter(|_| !value.bytes().all(|byte| byte == b'0')) {
            event.fill(field, &value.to_ascii_lowercase());
        }
    }
}

fn signature(record: &WinlogRecord<'_>, event: &mut Event<'_, '_>) {
    let status = said(record, "SignatureStatus");
    let is_signed = match said(record, "Signed") {
        Some(signed) if signed.eq_ignore_ascii_case("true") => true,
        Some(signed) if signed.eq_ignore_ascii_case("false") => false,
        _ => return,
    };
    event.fill_boolean(EXISTS, is_signed);
    event.fill_boolean(TRUSTED, is_signed && status == Some("Valid"));
    event.fill(STATUS, status.unwrap_or_default());
    event.fill(SUBJECT_NAME, said(record, "Signature").unwrap_or_default());
}
