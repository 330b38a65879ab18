//! What each audit event means and which parts of the mapping it takes.

use std::ops::BitOr;

use ecs::{EventSink, FieldId};

const ACTION: FieldId = FieldId::of("event.action");
const CATEGORY: FieldId = FieldId::of("event.category");
const TYPE: FieldId = FieldId::of("event.type");

/// What an event has, as a set of flags.
#[derive(Clone, Copy)]
pub(super) struct Has(u16);

impl Has {
    const NOTHING: Self = Self(0);
    /// The subject is who acted.
    pub(super) const SUBJECT: Self = Self(1);
    /// The target is who logged on, so who acted, unless there is a subject too.
    pub(super) const LOGON_TARGET: Self = Self(1 << 1);
    /// A group, perhaps with a member.
    pub(super) const GROUP: Self = Self(1 << 2);
    /// A computer account.
    pub(super) const COMPUTER: Self = Self(1 << 3);
    /// An account that something was done to.
    pub(super) const TARGET: Self = Self(1 << 4);
    /// An account in whose name something was done.
    pub(super) const EFFECTIVE: Self = Self(1 << 5);
    /// The process and the source, under the names that most events use.
    pub(super) const COMMON: Self = Self(1 << 6);
    /// The logon session is the target's.
    pub(super) const TARGET_LOGON_ID: Self = Self(1 << 7);
    /// A connection that the filtering platform saw.
    pub(super) const CONNECTION: Self = Self(1 << 8);
    /// The subject is related even where it is not who acted.
    pub(super) const RELATED_SUBJECT: Self = Self(1 << 9);
    /// The target is related under its full name.
    pub(super) const RELATED_TARGET: Self = Self(1 << 10);

    const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOr for Has {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.and(other)
    }
}

/// One row of the table.
pub(super) struct AuditEvent {
    id: u32,
    category: &'static [&'static str],
    event_type: &'static [&'static str],
    action: &'static str,
    has: Has,
}

impl AuditEvent {
    /// Whether the event has any of these.
    pub(super) fn has(&self, what: Has) -> bool {
        self.has.0 & what.0 != 0
    }

    /// Sets category, type and action.
    pub(super) fn set_meaning(&self, sink: &mut dyn EventSink) {
        sink.texts(CATEGORY, self.category);
        sink.texts(TYPE, self.event_type);
        sink.text(ACTION, self.action);
    }
}

/// The row of an event id.
pub(super) fn event(id: u32) -> Option<&'static AuditEvent> {
    let place = EVENTS.binary_search_by_key(&id, |event| event.id).ok()?;
    EVENTS.get(place)
}

const fn row(
    id: u32,
    category: &'static [&'static str],
    event_type: &'static [&'static str],
    action: &'static str,
    has: Has,
) -> AuditEvent {
    AuditEvent { id, category, event_type, action, has }
}

const GROUP_CHANGE: Has = Has::SUBJECT.and(Has::GROUP).and(Has::COMMON);
const ACCOUNT_CHANGE: Has = Has::SUBJECT.and(Has::TARGET).and(Has::COMMON).and(Has::RELATED_TARGET);
const COMPUTER_CHANGE: Has = Has::SUBJECT.and(Has::COMPUTER).and(Has::COMMON);
const SUBJECT_AND_COMMON: Has = Has::SUBJECT.and(Has::COMMON);
const TARGET_CHANGE: Has = Has::SUBJECT.and(Has::TARGET).and(Has::COMMON);
const TICKET: Has = Has::LOGON_TARGET.and(Has::COMMON);
const LOGOFF: Has = Has::LOGON_TARGET.and(Has::TARGET_LOGON_ID);
const CREDENTIALS_READ: Has = Has::SUBJECT.and(Has::RELATED_SUBJECT);

/// Sorted by id.
#[rustfmt::skip]
const EVENTS: &[AuditEvent] = &[
    row(1100, &["process"], &["end"], "logging-service-shutdown", Has::COMMON),
    row(1102, &["iam"], &["admin", "change"], "audit-log-cleared", Has::COMMON),
    row(1104, &["iam"], &["admin"], "logging-full", Has::COMMON),
    row(1105, &["iam"], &["admin"], "auditlog-archieved", Has::COMMON),
    row(1108, &["iam"], &["admin"], "logging-processing-error", Has::COMMON),
    row(4610, &["configuration"], &["access"], "authentication-package-loaded", Has::NOTHING),
    row(4611, &["configuration"], &["change"], "trusted-logon-process-registered", Has::NOTHING),
    row(4614, &["configuration"], &["access"], "notification-package-loaded", Has::NOTHING),
    row(4616, &["configuration"], &["change"], "system-time-changed", Has::NOTHING),
    row(4622, &["configuration"], &["access"], "security-package-loaded", Has::NOTHING),
    row(4624, &["authentication"], &["start"], "logged-in", Has::LOGON_TARGET.and(Has::COMMON).and(Has::RELATED_SUBJECT)),
    row(4625, &["authentication"], &["start"], "logon-failed", TICKET),
    row(4634, &["authentication"], &["end"], "logged-out", LOGOFF),
    row(4647, &["authentication"], &["end"], "logged-out", LOGOFF),
    row(4648, &["authentication"], &["start"], "logged-in-explicit", Has::SUBJECT.and(Has::LOGON_TARGET).and(Has::EFFECTIVE).and(Has::COMMON).and(Has::RELATED_SUBJECT)),
    row(4657, &["registry", "configuration"], &["change"], "registry-value-modified", Has::SUBJECT),
    row(4670, &["iam", "configuration"], &["admin", "change"], "permissions-changed", TARGET_CHANGE),
    row(4672, &["iam"], &["admin"], "logged-in-special", Has::SUBJECT),
    row(4673, &["iam"], &["admin"], "privileged-service-called", SUBJECT_AND_COMMON),
    row(4674, &["iam"], &["admin"], "privileged-operation", SUBJECT_AND_COMMON),
    row(4688, &["process"], &["start"], "created-process", Has::SUBJECT.and(Has::EFFECTIVE).and(Has::RELATED_TARGET)),
    row(4689, &["process"], &["end"], "exited-process", SUBJECT_AND_COMMON),
    row(4697, &["iam", "configuration"], &["admin", "change"], "service-installed", SUBJECT_AND_COMMON),
    row(4698, &["iam", "configuration"], &["creation", "admin"], "scheduled-task-created", Has::SUBJECT),
    row(4699, &["iam", "configuration"], &["deletion", "admin"], "scheduled-task-deleted", Has::SUBJECT),
    row(4700, &["iam", "configuration"], &["change", "admin"], "scheduled-task-enabled", Has::SUBJECT),
    row(4701, &["iam", "configuration"], &["change", "admin"], "scheduled-task-disabled", Has::SUBJECT),
    row(4702, &["iam", "configuration"], &["change", "admin"], "scheduled-task-updated", Has::SUBJECT),
    row(4706, &["configuration"], &["creation"], "domain-trust-added", Has::SUBJECT),
    row(4707, &["configuration"], &["deletion"], "domain-trust-removed", Has::SUBJECT),
    row(4713, &["configuration"], &["change"], "kerberos-policy-changed", Has::SUBJECT),
    row(4714, &["configuration"], &["change"], "encrypted-data-recovery-policy-changed", Has::NOTHING),
    row(4715, &["configuration"], &["change"], "object-audit-policy-changed", Has::NOTHING),
    row(4716, &["configuration"], &["change"], "trusted-domain-information-changed", Has::SUBJECT),
    row(4717, &["iam", "configuration"], &["admin", "change"], "system-security-access-granted", Has::SUBJECT),
    row(4718, &["iam", "configuration"], &["admin", "deletion"], "system-security-access-removed", Has::SUBJECT),
    row(4719, &["iam", "configuration"], &["admin", "change"], "changed-audit-config", SUBJECT_AND_COMMON),
    row(4720, &["iam"], &["user", "creation"], "added-user-account", ACCOUNT_CHANGE),
    row(4722, &["iam"], &["user", "change"], "enabled-user-account", ACCOUNT_CHANGE),
    row(4723, &["iam"], &["user", "change"], "changed-password", ACCOUNT_CHANGE),
    row(4724, &["iam"], &["user", "change"], "reset-password", ACCOUNT_CHANGE),
    row(4725, &["iam"], &["user", "deletion"], "disabled-user-account", ACCOUNT_CHANGE),
    row(4726, &["iam"], &["user", "deletion"], "deleted-user-account", ACCOUNT_CHANGE),
    row(4727, &["iam"], &["group", "creation"], "added-group-account", GROUP_CHANGE),
    row(4728, &["iam"], &["group", "change"], "added-member-to-group", GROUP_CHANGE),
    row(4729, &["iam"], &["group", "change"], "removed-member-from-group", GROUP_CHANGE),
    row(4730, &["iam"], &["group", "deletion"], "deleted-group-account", GROUP_CHANGE),
    row(4731, &["iam"], &["group", "creation"], "added-group-account", GROUP_CHANGE),
    row(4732, &["iam"], &["group", "change"], "added-member-to-group", GROUP_CHANGE),
    row(4733, &["iam"], &["group", "change"], "removed-member-from-group", GROUP_CHANGE),
    row(4734, &["iam"], &["group", "deletion"], "deleted-group-account", GROUP_CHANGE),
    row(4735, &["iam"], &["group", "change"], "modified-group-account", GROUP_CHANGE),
    row(4737, &["iam"], &["group", "change"], "modified-group-account", GROUP_CHANGE),
    row(4738, &["iam"], &["user", "change"], "modified-user-account", ACCOUNT_CHANGE),
    row(4739, &["configuration"], &["change"], "domain-policy-changed", Has::SUBJECT),
    row(4740, &["iam"], &["user", "change"], "locked-out-user-account", ACCOUNT_CHANGE),
    row(4741, &["iam"], &["creation", "admin"], "added-computer-account", COMPUTER_CHANGE),
    row(4742, &["iam"], &["change", "admin"], "changed-computer-account", COMPUTER_CHANGE),
    row(4743, &["iam"], &["deletion", "admin"], "deleted-computer-account", COMPUTER_CHANGE),
    row(4744, &["iam"], &["group", "creation"], "added-distribution-group-account", GROUP_CHANGE),
    row(4745, &["iam"], &["group", "change"], "changed-distribution-group-account", GROUP_CHANGE),
    row(4746, &["iam"], &["group", "change"], "added-member-to-distribution-group", GROUP_CHANGE),
    row(4747, &["iam"], &["group", "change"], "removed-member-from-distribution-group", GROUP_CHANGE),
    row(4748, &["iam"], &["group", "deletion"], "deleted-distribution-group-account", GROUP_CHANGE),
    row(4749, &["iam"], &["group", "creation"], "added-distribution-group-account", GROUP_CHANGE),
    row(4750, &["iam"], &["group", "change"], "changed-distribution-group-account", GROUP_CHANGE),
    row(4751, &["iam"], &["group", "change"], "added-member-to-distribution-group", GROUP_CHANGE),
    row(4752, &["iam"], &["group", "change"], "removed-member-from-distribution-group", GROUP_CHANGE),
    row(4753, &["iam"], &["group", "deletion"], "deleted-distribution-group-account", GROUP_CHANGE),
    row(4754, &["iam"], &["group", "creation"], "added-group-account", GROUP_CHANGE),
    row(4755, &["iam"], &["group", "change"], "modified-group-account", GROUP_CHANGE),
    row(4756, &["iam"], &["group", "change"], "added-member-to-group", GROUP_CHANGE),
    row(4757, &["iam"], &["group", "change"], "removed-member-from-group", GROUP_CHANGE),
    row(4758, &["iam"], &["group", "deletion"], "deleted-group-account", GROUP_CHANGE),
    row(4759, &["iam"], &["group", "creation"], "added-distribution-group-account", GROUP_CHANGE),
    row(4760, &["iam"], &["group", "change"], "changed-distribution-group-account", GROUP_CHANGE),
    row(4761, &["iam"], &["group", "change"], "added-member-to-distribution-group", GROUP_CHANGE),
    row(4762, &["iam"], &["group", "change"], "removed-member-from-distribution-group", GROUP_CHANGE),
    row(4763, &["iam"], &["group", "deletion"], "deleted-distribution-group-account", GROUP_CHANGE),
    row(4764, &["iam"], &["group", "change"], "type-changed-group-account", GROUP_CHANGE),
    row(4767, &["iam"], &["user", "change"], "unlocked-user-account", ACCOUNT_CHANGE),
    row(4768, &["authentication"], &["start"], "kerberos-authentication-ticket-requested", TICKET),
    row(4769, &["authentication"], &["start"], "kerberos-service-ticket-requested", TICKET),
    row(4770, &["authentication"], &["start"], "kerberos-service-ticket-renewed", TICKET),
    row(4771, &["authentication"], &["start"], "kerberos-preauth-failed", TICKET),
    row(4776, &["authentication"], &["start"], "credential-validated", Has::LOGON_TARGET),
    row(4778, &["authentication", "session"], &["start"], "session-reconnected", Has::NOTHING),
    row(4779, &["authentication", "session"], &["end"], "session-disconnected", Has::NOTHING),
    row(4781, &["iam"], &["user", "change"], "renamed-user-account", Has::SUBJECT),
    row(4797, &["iam"], &["user", "info"], "query-existence-of-blank-password", Has::SUBJECT.and(Has::TARGET).and(Has::RELATED_SUBJECT).and(Has::RELATED_TARGET)),
    row(4798, &["iam"], &["user", "info"], "group-membership-enumerated", ACCOUNT_CHANGE),
    row(4799, &["iam"], &["group", "info"], "user-member-enumerated", GROUP_CHANGE),
    row(4817, &["iam", "configuration"], &["admin", "change"], "object-audit-changed", TARGET_CHANGE),
    row(4902, &["iam", "configuration"], &["admin", "creation"], "user-audit-policy-created", Has::NOTHING),
    row(4904, &["iam", "configuration"], &["admin", "change"], "security-event-source-added", SUBJECT_AND_COMMON),
    row(4905, &["iam", "configuration"], &["admin", "deletion"], "security-event-source-removed", SUBJECT_AND_COMMON),
    row(4906, &["iam", "configuration"], &["admin", "change"], "crash-on-audit-changed", Has::NOTHING),
    row(4907, &["iam", "configuration"], &["admin", "change"], "audit-setting-changed", TARGET_CHANGE),
    row(4908, &["iam", "configuration"], &["admin", "change"], "special-group-table-changed", Has::NOTHING),
    row(4912, &["iam", "configuration"], &["admin", "change"], "per-user-audit-policy-changed", SUBJECT_AND_COMMON),
    row(4950, &["configuration"], &["change"], "windows-firewall-setting-changed", Has::NOTHING),
    row(4954, &["configuration"], &["change"], "windows-firewall-group-policy-changed", Has::NOTHING),
    row(4964, &["iam"], &["admin", "group"], "logged-in-special", LOGOFF),
    row(5024, &["process"], &["start"], "windows-firewall-service-started", Has::NOTHING),
    row(5025, &["process"], &["end"], "windows-firewall-service-stopped", Has::NOTHING),
    row(5033, &["driver"], &["start"], "windows-firewall-driver-started", Has::NOTHING),
    row(5034, &["driver"], &["end"], "windows-firewall-driver-stopped", Has::NOTHING),
    row(5037, &["driver"], &["end"], "windows-firewall-driver-error", Has::NOTHING),
    row(5136, &["iam", "configuration"], &["admin", "change"], "directory-service-object-modified", Has::SUBJECT),
    row(5137, &["iam", "configuration"], &["admin", "creation"], "directory-service-object-created", Has::NOTHING),
    row(5140, &["network", "file"], &["info", "access"], "network-share-object-accessed", SUBJECT_AND_COMMON),
    row(5141, &["iam", "configuration"], &["admin", "deletion"], "directory-service-object-deleted", Has::NOTHING),
    row(5145, &["network", "file"], &["info", "access"], "network-share-object-access-checked", SUBJECT_AND_COMMON),
    row(5152, &["network"], &["connection", "info", "denied"], "windows-firewall-packet-drop", Has::CONNECTION),
    row(5156, &["network"], &["connection", "info", "allowed"], "windows-firewall-connection", Has::CONNECTION),
    row(5157, &["network"], &["connection", "info", "denied"], "windows-firewall-packet-block", Has::CONNECTION),
    row(5158, &["network"], &["info"], "windows-firewall-bind-local-port", Has::CONNECTION),
    row(5379, &["iam"], &["user", "info"], "credential-manager-credentials-were-read", CREDENTIALS_READ),
    row(5380, &["iam"], &["user", "info"], "vault-credential-find", CREDENTIALS_READ),
    row(5381, &["iam"], &["user", "info"], "vault-credentials-were-read", CREDENTIALS_READ),
    row(5382, &["iam"], &["user", "info"], "vault-credentials-were-read", CREDENTIALS_READ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_sorted_and_found() {
        assert!(EVENTS.is_sorted_by_key(|event| event.id));
        assert_eq!(event(4688).map(|event| event.action), Some("created-process"));
        assert!(event(4624).is_some_and(|event| event.has(Has::LOGON_TARGET) && !event.has(Has::GROUP)));
        assert!(event(1).is_none());
    }
}
