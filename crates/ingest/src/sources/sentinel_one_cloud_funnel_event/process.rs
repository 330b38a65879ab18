//! Processes: who acts, who started that, and, in process events, what was started.

use ecs::{EventSink, FieldId};

use super::category::{CROSS, Kinds, PROCESS};
use super::keys::Key;
use super::rows;
use crate::mapping::data::Data;
use crate::mapping::{command_line, fields};

const ARGS: FieldId = FieldId::of("process.args");
const ARGS_COUNT: FieldId = FieldId::of("process.args_count");
const COMMAND_LINE: FieldId = FieldId::of("process.command_line");
const PARENT_ARGS: FieldId = FieldId::of("process.parent.args");
const PARENT_ARGS_COUNT: FieldId = FieldId::of("process.parent.args_count");
const PARENT_COMMAND_LINE: FieldId = FieldId::of("process.parent.command_line");
const PARENT_SIGNATURE_EXISTS: FieldId = FieldId::of("process.parent.code_signature.exists");
const PARENT_SIGNATURE_TRUSTED: FieldId = FieldId::of("process.parent.code_signature.trusted");
const SIGNATURE_EXISTS: FieldId = FieldId::of("process.code_signature.exists");
const SIGNATURE_TRUSTED: FieldId = FieldId::of("process.code_signature.trusted");
const PROCESS_USER_NAME: FieldId = FieldId::of("process.user.name");
const USER_DOMAIN: FieldId = FieldId::of("user.domain");
const USER_NAME: FieldId = FieldId::of("user.name");

/// Sets `process.*` and `user.*`.
pub(super) fn set(kinds: Kinds, data: &mut Data<'_>, sink: &mut dyn EventSink) {
    if let Some(account) = data.text(Key::SrcUser) {
        user(account, sink);
    }
    let (command_line, parent) = match kinds & PROCESS {
        0 => {
            fields::apply(rows::ACTOR, 0, data, sink);
            actor_signature(data).set(SIGNATURE_EXISTS, SIGNATURE_TRUSTED, sink);
            (data.text(Key::SrcCmdline), data.text(Key::ParentCmdline).map(unquoted))
        }
        _ => {
            fields::apply(rows::TARGET, 0, data, sink);
            target_signature(data).set(PARENT_SIGNATURE_EXISTS, PARENT_SIGNATURE_TRUSTED, sink);
            (data.text(Key::TgtCmdline).map(unquoted), data.text(Key::SrcCmdline))
        }
    };
    if kinds & CROSS != 0 {
        second_user(data, sink);
    }
    if let Some(command_line) = command_line.filter(|text| !text.is_empty()) {
        sink.text(COMMAND_LINE, command_line);
        command_line::set_arguments(command_line, ARGS, ARGS_COUNT, data.arena, sink);
    }
    if let Some(parent) = parent.filter(|text| !text.is_empty()) {
        sink.text(PARENT_COMMAND_LINE, parent);
        command_line::set_arguments(parent, PARENT_ARGS, PARENT_ARGS_COUNT, data.arena, sink);
    }
}

/// A command line without the quotes around all of it.
pub(super) fn unquoted(command_line: &str) -> &str {
    command_line.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(command_line)
}

/// The account of a user: domain and name around the first backslash, or the same for both.
pub(super) fn account(user: &str) -> (&str, &str) {
    user.split_once('\\').unwrap_or((user, user))
}

fn user(account_name: &str, sink: &mut dyn EventSink) {
    let (domain, name) = account(account_name);
    for (field, part) in [(USER_DOMAIN, domain), (USER_NAME, name)] {
        if !part.is_empty() {
            sink.text(field, part);
        }
    }
}

/// Who owns the process that was reached into is a second value beside the actor's user.
fn second_user(data: &Data<'_>, sink: &mut dyn EventSink) {
    let Some(target) = data.text(Key::TgtUser) else { return };
    match data.text(Key::SrcEUserName).or_else(|| data.text(Key::SrcUser)) {
        Some(actor) if actor != target => sink.texts(PROCESS_USER_NAME, &[actor, target]),
        Some(_) => {}
        None => sink.texts(PROCESS_USER_NAME, &[target]),
    }
}

/// What is known of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Signature {
    pub(super) exists: Option<bool>,
    pub(super) is_trusted: Option<bool>,
}

impl Signature {
    pub(super) fn set(self, exists: FieldId, trusted: FieldId, sink: &mut dyn EventSink) {
        if let Some(value) = self.exists {
            sink.boolean(exists, value);
        }
        if let Some(value) = self.is_trusted {
            sink.boolean(trusted, value);
        }
    }
}

/// The actor's signature. As the integration has it, `unverified` is verified, too.
fn actor_signature(data: &Data<'_>) -> Signature {
    let exists = match data.text(Key::SrcSignedStatus) {
        Some("signed") => Some(true),
        Some("unsigned") => Some(false),
        _ => None,
    };
    let is_verified = data.text(Key::SrcVerifiedStatus).is_some_and(|status| status.contains("verified"));
    let is_trusted = match is_verified {
        true => Some(true),
        false => Some(false).filter(|_| exists == Some(true)),
    };
    Signature { exists, is_trusted }
}

/// The target's signature, which the integration puts on the parent; what it does not say is the actor's.
fn target_signature(data: &Data<'_>) -> Signature {
    let exists = data.text(Key::TgtSignedStatus) == Some("signed");
    let is_trusted = match (data.text(Key::TgtVerifiedStatus), exists) {
        (Some("verified"), _) => Some(true),
        (_, true) => Some(false),
        (_, false) => actor_signature(data).is_trusted,
    };
    Signature { exists: Some(exists), is_trusted }
}
