//! What a machine is called, where that comes in records of its own.

use ecs::FieldId;

use super::{By, Derivation};

pub(super) const HOST_HOSTNAME: FieldId = FieldId::of("host.hostname");
pub(super) const HOST_NAME: FieldId = FieldId::of("host.name");

pub(super) static DERIVATION: Derivation = Derivation {
    name: "machine",
    fields: &[HOST_NAME, HOST_HOSTNAME],
    inputs: &["crowdstrike.fdr: aid, by ComputerName of aidmaster"],
    soundness: "A sensor's id stands for one installation. The name is the one that it had last before, else first \
                after; lines of aidmaster must be read before the events, or in the same block.",
    by: By::Records,
};
