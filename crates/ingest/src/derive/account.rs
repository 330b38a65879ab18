//! The id or the name of an account, where its event has only the other.

use ecs::FieldId;

use super::{By, Derivation};

pub(super) const USER_ID: FieldId = FieldId::of("user.id");
pub(super) const USER_NAME: FieldId = FieldId::of("user.name");

pub(super) static DERIVATION: Derivation = Derivation {
    name: "account",
    fields: &[USER_ID, USER_NAME],
    inputs: &[
        "Sysmon: User, LogonId, by any Security event of the machine that has SubjectUserSid or TargetUserSid with the \
         same name or session",
        "crowdstrike.fdr: UserSid, by UserSid_readable and UserName of userinfo",
    ],
    soundness: "A SID names one account for good, and an account is named with its domain. The event that says it may \
                lie before or after in time, and anywhere before the end of the same block.",
    by: By::Records,
};
