//! The table of dialects: one line a product, and what it does not record.

use super::dialect::{Dialect, Identity};
use super::ids;
use super::model::Host;
use super::render::winlog::{elastic_agent, event_xml, nxlog, winlogbeat};
use super::render::{crowdstrike_fdr, defender_xdr, elastic_defend, endgame, endgame_sensor, sentinelone};
use super::{EventKind, Extent, Gap};

/// Every dialect.
pub const DIALECTS: &[Dialect] = &[
    Dialect {
        name: "elastic-defend",
        title: "Elastic Defend",
        extension: "ndjson",
        render: elastic_defend::render,
        identity: Identity { host_id: ids::machine, has_user_id: true },
        gaps: &[],
        names_logon: true,
        names_original_file: true,
        ends_name_parent: true,
        beside: Some(LOGONS_AND_TASKS),
    },
    Dialect {
        name: "elastic-endgame",
        title: "Elastic Endgame, documents",
        extension: "ndjson",
        render: endgame::render,
        identity: Identity { host_id: ids::machine, has_user_id: true },
        gaps: NO_TASKS,
        names_logon: true,
        names_original_file: true,
        ends_name_parent: true,
        beside: None,
    },
    Dialect {
        name: "elastic-endgame-sensor",
        title: "Elastic Endgame, the sensor's events",
        extension: "ndjson",
        render: endgame_sensor::render,
        identity: Identity { host_id: ids::machine, has_user_id: true },
        gaps: NO_TASKS,
        names_logon: true,
        names_original_file: true,
        ends_name_parent: true,
        beside: None,
    },
    Dialect {
        name: "crowdstrike-fdr",
        title: "CrowdStrike FDR",
        extension: "ndjson",
        render: crowdstrike_fdr::render,
        identity: Identity { host_id: crowdstrike_fdr::aid, has_user_id: true },
        gaps: &[
            Gap { kind: EventKind::Logon, extent: Extent::Apart, reason: NOT_WINDOWS_EVENT },
            Gap { kind: EventKind::ExplicitLogon, extent: Extent::Absent, reason: NO_EXPLICIT_LOGON },
        ],
        names_logon: true,
        names_original_file: false,
        ends_name_parent: false,
        beside: None,
    },
    Dialect {
        name: "defender-xdr",
        title: "Microsoft Defender XDR",
        extension: "ndjson",
        render: defender_xdr::render,
        identity: Identity { host_id: defender_xdr::device_id, has_user_id: true },
        gaps: &[
            Gap {
                kind: EventKind::End,
                extent: Extent::Absent,
                reason: "Defender XDR has no table of process ends",
            },
            Gap {
                kind: EventKind::Lookup,
                extent: Extent::Apart,
                reason: "lookups are seen on the wire (`DnsConnectionInspected`) and name no process",
            },
            Gap { kind: EventKind::Logon, extent: Extent::Apart, reason: NOT_WINDOWS_EVENT },
            Gap { kind: EventKind::ExplicitLogon, extent: Extent::Absent, reason: NO_EXPLICIT_LOGON },
        ],
        names_logon: true,
        names_original_file: true,
        ends_name_parent: false,
        beside: None,
    },
    Dialect {
        name: "sentinelone-cloud-funnel",
        title: "SentinelOne Cloud Funnel",
        extension: "ndjson",
        render: sentinelone::render,
        identity: Identity { host_id: sentinelone::agent_uuid, has_user_id: false },
        gaps: &[
            Gap { kind: EventKind::Logon, extent: Extent::Apart, reason: NOT_WINDOWS_EVENT },
            Gap { kind: EventKind::ExplicitLogon, extent: Extent::Absent, reason: NO_EXPLICIT_LOGON },
        ],
        names_logon: false,
        names_original_file: true,
        ends_name_parent: true,
        beside: None,
    },
    Dialect { name: "sysmon", title: "Sysmon (Elastic Agent)", render: elastic_agent::sysmon, ..SYSMON },
    Dialect {
        name: "windows-security",
        title: "Windows Security log (Elastic Agent)",
        render: elastic_agent::security,
        ..SECURITY
    },
    Dialect {
        name: "windows-forwarded",
        title: "Windows Security log, forwarded (Elastic Agent)",
        render: elastic_agent::forwarded_security,
        identity: NAMED_BY_COMPUTER,
        ..SECURITY
    },
    Dialect {
        name: "windows-forwarded-sysmon",
        title: "Sysmon, forwarded (Elastic Agent)",
        render: elastic_agent::forwarded_sysmon,
        identity: NAMED_BY_COMPUTER,
        ..SYSMON
    },
    Dialect { name: "winlogbeat", title: "Sysmon (Winlogbeat)", render: winlogbeat::sysmon, ..SYSMON },
    Dialect {
        name: "winlogbeat-security",
        title: "Windows Security log (Winlogbeat)",
        render: winlogbeat::security,
        ..SECURITY
    },
    Dialect {
        name: "event-xml",
        title: "Sysmon (exported as XML)",
        render: event_xml::sysmon,
        extension: "xml",
        identity: NAMED_BY_COMPUTER,
        ..SYSMON
    },
    Dialect {
        name: "event-xml-security",
        title: "Windows Security log (XML, an event a line)",
        render: event_xml::security,
        extension: "xml",
        identity: NAMED_BY_COMPUTER,
        ..SECURITY
    },
    Dialect {
        name: "nxlog",
        title: "Sysmon (NXLog)",
        render: nxlog::sysmon,
        identity: NAMED_BY_COMPUTER,
        ..SYSMON
    },
    Dialect {
        name: "nxlog-security",
        title: "Windows Security log (NXLog)",
        render: nxlog::security,
        identity: NAMED_BY_COMPUTER,
        ..SECURITY
    },
];

/// Sysmon's log, with the logons of the Security log beside it.
const SYSMON: Dialect = Dialect {
    name: "",
    title: "",
    extension: "ndjson",
    render: elastic_agent::sysmon,
    identity: Identity { host_id: ids::machine, has_user_id: true },
    gaps: &[],
    names_logon: true,
    names_original_file: true,
    ends_name_parent: false,
    beside: Some(LOGONS_AND_TASKS),
};

/// The Security log alone.
const SECURITY: Dialect = Dialect {
    render: elastic_agent::security,
    gaps: SECURITY_LOG,
    names_original_file: false,
    beside: None,
    ..SYSMON
};

/// Without its shipper, an event names its machine by nothing but the computer's name.
const NAMED_BY_COMPUTER: Identity = Identity { host_id: Host::full_name, has_user_id: true };

const LOGONS_AND_TASKS: &str =
    "logons and tasks come from the Security log (events 4624, 4648, 4698), shipped beside it";

const NO_TASKS: &[Gap] = &[Gap {
    kind: EventKind::Task,
    extent: Extent::Absent,
    reason: "Endgame has no event for scheduled tasks",
}];

const NOT_WINDOWS_EVENT: &str =
    "logons are recorded in the product's own form, and the guide asks for the Windows event 4624";

const NO_EXPLICIT_LOGON: &str = "the product exports no event for credentials handed over explicitly";

const SECURITY_LOG: &[Gap] = &[
    Gap {
        kind: EventKind::Lookup,
        extent: Extent::Absent,
        reason: "the Security log has no event for name lookups",
    },
    Gap {
        kind: EventKind::FileWrite,
        extent: Extent::Absent,
        reason: "files are audited (4663) only where each has an audit list",
    },
];
