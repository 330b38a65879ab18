//! Alert ids. They are hashes of what the alert is about, so that the same match found again is the same alert.
//!
//! The recipes are Elastic's (security_solution `utils.ts` generateId, `generate_building_block_ids.ts` and
//! `build_alert.ts` generateAlertId): SHA-256 over plain concatenations.

use sha2::{Digest, Sha256};

use super::SpaceId;
use super::ancestors::Ancestor;
use crate::hex::hex;

/// The alert on one event. Between the event's id and the rule stands the version of the event's document, which
/// Elastic's searches do not ask for: the text `undefined` is what it then hashes.
pub(super) fn of_event(index: &str, id: &str, space: &SpaceId, rule_uuid: &str) -> String {
    let mut hash = Sha256::new();
    for part in [index, id, "undefined", space.as_str(), ":", rule_uuid] {
        hash.update(part.as_bytes());
    }
    hex(&hash.finalize())
}

/// The building blocks of a group, one a stage. Each depends on all, so that an event in two groups has two blocks. A
/// stage without an event counts with the rule alone, and its id is not used.
pub(super) fn of_blocks(stages: &[Vec<Ancestor>], rule_uuid: &str) -> Vec<String> {
    let mut hash = Sha256::new();
    for ancestors in stages {
        add_ancestors(&mut hash, ancestors);
        hash.update(rule_uuid.as_bytes());
    }
    (0..stages.len())
        .map(|position| {
            let mut hash = hash.clone();
            hash.update(position.to_string().as_bytes());
            hex(&hash.finalize())
        })
        .collect()
}

/// The shell of a group.
pub(super) fn of_shell(ancestors: &[Ancestor], rule_uuid: &str) -> String {
    let mut hash = Sha256::new();
    add_ancestors(&mut hash, ancestors);
    hash.update(rule_uuid.as_bytes());
    hex(&hash.finalize())
}

fn add_ancestors(hash: &mut Sha256, ancestors: &[Ancestor]) {
    for ancestor in ancestors {
        hash.update(ancestor.id.as_bytes());
        hash.update(ancestor.index.as_bytes());
    }
}
