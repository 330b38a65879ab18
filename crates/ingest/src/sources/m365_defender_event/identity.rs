//! `Identity…Events` and `CloudAppEvents`: directories, domain controllers, applications in the cloud.

use ecs::{EventSink, FieldId};

use super::device::host::platform;
use super::device::kind::lower_case;
use super::kept::{EVENT, JsonRow, json_notes, kept, set_json};
use super::keys::Key;
use super::tables::IdentityTable;
use crate::mapping::data::Data;
use crate::mapping::fields::How::{Copy, Ip, Long};
use crate::mapping::fields::{self, Row};
use crate::mapping::related;
use crate::mapping::{DataValue, user_agent};
use crate::{FieldNote, JsonObject};

const ACTION: FieldId = FieldId::of("event.action");
const CATEGORY: FieldId = FieldId::of("event.category");
const HOST_IP: FieldId = FieldId::of("host.ip");
const HOST_NAME: FieldId = FieldId::of("host.name");
const KIND: FieldId = FieldId::of("event.kind");
const OS_TYPE: FieldId = FieldId::of("host.os.type");
const OUTCOME: FieldId = FieldId::of("event.outcome");
const PROTOCOL: FieldId = FieldId::of("network.protocol");
const RELATED_HOSTS: FieldId = FieldId::of("related.hosts");
const RELATED_IP: FieldId = FieldId::of("related.ip");
const RELATED_USER: FieldId = FieldId::of("related.user");
const TYPE: FieldId = FieldId::of("event.type");
const USER_ID: FieldId = FieldId::of("user.id");
const USER_NAME: FieldId = FieldId::of("user.name");

/// Where a query's source says which system it runs.
const SOURCE_SYSTEM: &str = "SourceComputerOperatingSystemType";

const fn row(key: Key, field: &str, how: fields::How) -> Row<Key> {
    Row::new(key, FieldId::of(field), how)
}

const ROWS: &[Row<Key>] = &[
    row(Key::AccountDomain, "user.domain", Copy),
    row(Key::DestinationIPAddress, "destination.ip", Ip),
    row(Key::DestinationPort, "destination.port", Long),
    row(Key::DeviceType, "host.type", Copy),
    row(Key::OSPlatform, "host.os.name", Copy),
    row(Key::ReportId, "event.id", Copy),
    row(Key::TargetDeviceName, "destination.domain", Copy),
];

const KEPT: &[Row<Key>] = kept! {
    AccountDisplayName => "account.display_name", Copy;
    AccountDomain => "account.domain", Copy;
    AccountId => "account.id", Copy;
    AccountName => "account.name", Copy;
    AccountObjectId => "account.object_id", Copy;
    AccountSid => "account.sid", Copy;
    AccountType => "account.type", Copy;
    AccountUpn => "account.upn", Copy;
    ActionType => "action.type", Copy;
    ActivityType => "activity.type", Copy;
    AppInstanceId => "app_instance_id", Long;
    Application => "application", Copy;
    ApplicationId => "application_id", Copy;
    City => "city", Copy;
    CountryCode => "country_code", Copy;
    DestinationDeviceName => "destination.device_name", Copy;
    DestinationIPAddress => "destination.ip_address", Ip;
    DestinationPort => "destination.port", Long;
    DeviceName => "device.name", Copy;
    DeviceType => "device.type", Copy;
    FailureReason => "failure_reason", Copy;
    IPAddress => "ip_address", Ip;
    IPCategory => "ip_category", Copy;
    IPTags => "ip_tags", Same;
    IsAdminOperation => "is_admin_operation", Flag;
    IsAnonymousProxy => "is_anonymous_proxy", Flag;
    IsExternalUser => "is_external_user", Flag;
    IsImpersonated => "is_impersonated", Flag;
    ISP => "isp", Copy;
    Isp => "isp", Copy;
    Location => "location", Copy;
    LogonType => "logon.type", Copy;
    OSPlatform => "os.platform", Copy;
    ObjectId => "object.id", Copy;
    ObjectName => "object.name", Copy;
    ObjectType => "object.type", Copy;
    Port => "port", Long;
    Protocol => "protocol", Copy;
    Query => "query.value", Copy;
    QueryTarget => "query.target", Copy;
    QueryType => "query.type", Copy;
    ReportId => "report_id", Copy;
    TargetAccountDisplayName => "target.account_display_name", Copy;
    TargetAccountUpn => "target.account_upn", Copy;
    TargetDeviceName => "target.device_name", Copy;
    UserAgent => "user_agent", Copy;
    UserAgentTags => "user_agent_tags", Same;
};

const KEPT_JSON: &[JsonRow] = &[
    (Key::ActivityObjects, FieldId::of("m365_defender.event.activity.objects")),
    (Key::AdditionalFields, FieldId::of("m365_defender.event.additional_fields")),
    (Key::RawEventData, FieldId::of("m365_defender.event.raw_event_data")),
];

/// Maps a row of one of these tables.
pub(super) fn map(
    table: IdentityTable,
    properties: &JsonObject<'_>,
    data: &mut Data<'_>,
    sink: &mut dyn EventSink,
) {
    sink.text(KIND, "event");
    sink.texts(TYPE, &["info"]);
    if table == IdentityTable::Logon {
        sink.texts(CATEGORY, &["authentication"]);
        sink.text(OUTCOME, if data.has(Key::FailureReason) { "failure" } else { "success" });
    }
    if let Some(action) = data.text(Key::ActionType) {
        let action = lower_case(action, data.arena);
        match action.contains(' ') {
            true => sink.text(ACTION, &action.replace(' ', "-")),
            false => sink.text(ACTION, action),
        }
    }
    fields::apply(ROWS, 0, data, sink);
    if let Some(protocol) = data.text(Key::Protocol) {
        sink.text(PROTOCOL, lower_case(protocol, data.arena));
    }
    if let Some(text) = data.text(Key::UserAgent) {
        user_agent::set(text, sink);
    }
    host(data, sink);
    let id = account(table, properties, data, sink);
    related(id, data, sink);
    if sink.wants_any_below(EVENT) {
        fields::apply(KEPT, 0, data, sink);
        set_json(KEPT_JSON, data, sink);
    }
}

fn address<'a>(key: Key, data: &Data<'a>) -> Option<&'a str> {
    data.text(key).filter(|text| text.parse::<std::net::IpAddr>().is_ok())
}

fn host(data: &Data<'_>, sink: &mut dyn EventSink) {
    if let Some(name) = data.text(Key::DeviceName) {
        sink.text(HOST_NAME, lower_case(name, data.arena));
    }
    if let Some(ip) = address(Key::IPAddress, data) {
        sink.texts(HOST_IP, &[ip]);
    }
    if !sink.wants(OS_TYPE) {
        return;
    }
    let told = match data.value(Key::AdditionalFields) {
        Some(DataValue::Text(text) | DataValue::Json(text)) if text.contains(SOURCE_SYSTEM) => {
            JsonObject::parse(text, data.arena).ok().and_then(|object| object.text(SOURCE_SYSTEM))
        }
        _ => None,
    };
    let system = told
        .filter(|text| !text.is_empty())
        .or_else(|| data.text(Key::OSPlatform).and_then(|name| platform(name, data.arena)));
    if let Some(system) = system {
        sink.text(OS_TYPE, system);
    }
}

/// Sets `user.name` and `user.id`, and returns the latter.
fn account<'a>(
    table: IdentityTable,
    properties: &JsonObject<'_>,
    data: &Data<'a>,
    sink: &mut dyn EventSink,
) -> Option<&'a str> {
    // As the pipeline has it: what is shown of an account stands in for its name where that is null, not where it is empty.
    let is_null =
        properties.get(Key::NAMES[Key::AccountName as usize]).is_none_or(|name| name == DataValue::Null);
    let shown = data.text(Key::AccountDisplayName).filter(|_| is_null);
    if let Some(name) = data.text(Key::AccountName).or(shown) {
        sink.text(USER_NAME, name);
    }
    let id = match table {
        IdentityTable::Logon => data.text(Key::AccountSid),
        IdentityTable::CloudApp => data.text(Key::AccountId),
        IdentityTable::Directory | IdentityTable::Query => None,
    };
    if let Some(id) = id {
        sink.text(USER_ID, id);
    }
    id
}

fn related(id: Option<&str>, data: &Data<'_>, sink: &mut dyn EventSink) {
    let host = data.text(Key::DeviceName).map(|text| lower_case(text, data.arena));
    let shown = data.text(Key::AccountDisplayName);
    let target = data.text(Key::TargetAccountDisplayName);
    let lists = [
        (RELATED_USER, [id, shown, target, data.text(Key::AccountName)]),
        (RELATED_HOSTS, [data.text(Key::TargetDeviceName), host, data.text(Key::AccountDomain), None]),
        (RELATED_IP, [address(Key::DestinationIPAddress, data), address(Key::IPAddress, data), None, None]),
    ];
    related::set_lists(lists, sink);
}

/// What becomes of these tables' columns, for people.
pub(super) fn notes(notes: &mut Vec<FieldNote>) {
    let rows: &[(&str, FieldId, &str)] = &[
        ("IPAddress", HOST_IP, "of identities and cloud applications, if it is an IP address"),
        ("AdditionalFields.SourceComputerOperatingSystemType", OS_TYPE, "else by the name of OSPlatform"),
        ("Protocol", PROTOCOL, "of identities, in lower case"),
        ("AccountSid", USER_ID, "of IdentityLogonEvents"),
        ("AccountId", USER_ID, "of CloudAppEvents"),
        ("AccountName", USER_NAME, "of identities; else AccountDisplayName"),
        ("AccountDisplayName", RELATED_USER, "with the account and TargetAccountDisplayName"),
        ("TargetDeviceName", RELATED_HOSTS, "with DeviceName and AccountDomain"),
        ("DestinationIPAddress", RELATED_IP, "with IPAddress"),
    ];
    notes.extend(rows.iter().map(|(raw, field, how)| FieldNote::new(*raw, field.path(), how)));
    notes.push(FieldNote::new("UserAgent", "user_agent.*", "name, version, system and device"));
    fields::notes(ROWS, Key::NAMES, notes);
    fields::notes(KEPT, Key::NAMES, notes);
    json_notes(KEPT_JSON, notes);
}
