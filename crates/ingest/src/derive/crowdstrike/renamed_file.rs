//! Files that were renamed: what they are called now.

use ecs::FieldId;

use super::{Of, Record};
use crate::derive::{By, Derivation, Event};

const DIRECTORY: FieldId = FieldId::of("file.directory");
const EXTENSION: FieldId = FieldId::of("file.extension");
const NAME: FieldId = FieldId::of("file.name");
const ORIGINAL_NAME: FieldId = FieldId::of("file.Ext.original.name");
const ORIGINAL_PATH: FieldId = FieldId::of("file.Ext.original.path");
const PATH: FieldId = FieldId::of("file.path");

pub(in crate::derive) static DERIVATION: Derivation = Derivation {
    name: "renamed_file",
    fields: &[PATH, NAME, DIRECTORY, EXTENSION, ORIGINAL_PATH, ORIGINAL_NAME],
    inputs: &["crowdstrike.fdr: SourceFileName, TargetFileName of FileRenameInfo, NewExecutableRenamed"],
    soundness: "The event tells both names. The integration takes the old one for the file's; rules mean the new one.",
    by: By::Json(derive),
};

fn derive(event: &mut Event<'_, '_>) {
    let Some(record) = Record::of(event, Of::Rename) else { return };
    let (Some(from), Some(to)) = (record.said("SourceFileName"), record.said("TargetFileName")) else {
        return;
    };
    event.fill(ORIGINAL_PATH, from);
    if let Some((_, name)) = parts(from) {
        event.fill(ORIGINAL_NAME, name);
    }
    let (directory, name) = parts(to).map_or((None, None), |(directory, name)| (Some(directory), Some(name)));
    let extension = name.and_then(|name| name.rsplit_once('.')).map(|(_, extension)| extension);
    for (field, value) in [(PATH, Some(to)), (DIRECTORY, directory), (NAME, name), (EXTENSION, extension)] {
        event.replace(field, value.filter(|value| !value.is_empty()));
    }
}

/// Directory and name of a path.
fn parts(path: &str) -> Option<(&str, &str)> {
    path.rsplit_once('\\').or_else(|| path.rsplit_once('/'))
}
