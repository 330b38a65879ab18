//! What was done to a file or to the registry, in one word.

use ecs::FieldId;

use super::{Of, Record, registry};
use crate::derive::{By, Derivation, Event};

const ACTION: FieldId = FieldId::of("event.action");
const MESSAGE: FieldId = FieldId::of("message");

pub(in crate::derive) static DERIVATION: Derivation = Derivation {
    name: "event_action",
    fields: &[ACTION, MESSAGE],
    inputs: &["crowdstrike.fdr: event_simpleName, RegOperationType"],
    soundness: "The names of these events say what was done and to what kind of file; rules ask for what was done as \
                Elastic Defend says it. The name is kept as the event's message. Names of other events stay what they \
                are, and so do alerts.",
    by: By::Json(derive),
};

const ACTIONS: &[(&str, &str)] = &[
    ("FileCreateInfo", "creation"),
    ("DirectoryCreate", "creation"),
    ("FileDeleteInfo", "deletion"),
    ("ExecutableDeleted", "deletion"),
    ("FileDeleted", "deletion"),
    ("FileRenameInfo", "rename"),
    ("NewExecutableRenamed", "rename"),
    ("FileOpenInfo", "open"),
    ("FileTimestampsModified", "modification"),
    ("FileContentsChanged", "modification"),
    ("AsepFileChange", "modification"),
    ("AsepKeyUpdate", "modification"),
    ("AsepValueUpdate", "modification"),
    ("RegGenericValueUpdate", "modification"),
    ("RegGenericKeyUpdate", "modification"),
    ("RegSystemConfigValueUpdate", "modification"),
    ("RegSystemConfigKeyUpdate", "modification"),
    ("UnclassifiedRegValueUpdate", "modification"),
];

fn derive(event: &mut Event<'_, '_>) {
    if !event.wants(ACTION) && !event.wants(MESSAGE) {
        return;
    }
    let Some(record) = Record::any(event) else { return };
    let named = match record.name.ends_with("Written") {
        true => Some("creation"),
        false => ACTIONS.iter().find(|(name, _)| *name == record.name).map(|(_, action)| *action),
    };
    let Some(named) = named else { return };
    let told = match record.of {
        Of::Registry => record.said("RegOperationType").and_then(registry::operation),
        _ => None,
    };
    let action = told.map_or(named, |operation| operation.action);
    event.replace(ACTION, Some(action));
    event.fill(MESSAGE, record.name);
}
