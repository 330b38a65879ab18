//! `Email…` and `UrlClickEvents`: mail, and clicks on links.

use ecs::{EventSink, FieldId};

use super::device::kind::lower_case;
use super::kept::{EVENT, JsonRow, json_notes, kept, set_json};
use super::keys::Key;
use super::tables::EmailTable;
use crate::FieldNote;
use crate::mapping::data::Data;
use crate::mapping::fields::How::{Copy, Long};
use crate::mapping::fields::{self, Row};
use crate::mapping::related::{self, Related};
use crate::mapping::url::UrlParts;

const ACTION: FieldId = FieldId::of("event.action");
const CATEGORY: FieldId = FieldId::of("event.category");
const FROM: FieldId = FieldId::of("email.from.address");
const HOST_IP: FieldId = FieldId::of("host.ip");
const KIND: FieldId = FieldId::of("event.kind");
const RELATED_HASH: FieldId = FieldId::of("related.hash");
const RELATED_HOSTS: FieldId = FieldId::of("related.hosts");
const RELATED_IP: FieldId = FieldId::of("related.ip");
const RELATED_USER: FieldId = FieldId::of("related.user");
const SOURCE_IP: FieldId = FieldId::of("source.ip");
const TO: FieldId = FieldId::of("email.to.address");
const TYPE: FieldId = FieldId::of("event.type");
const URL_ORIGINAL: FieldId = FieldId::of("url.original");

const fn row(key: Key, field: &str, how: fields::How) -> Row<Key> {
    Row::new(key, FieldId::of(field), how)
}

const ROWS: &[Row<Key>] = &[
    row(Key::EmailDirection, "email.direction", Copy),
    row(Key::FileName, "file.name", Copy),
    row(Key::FileSize, "file.size", Long),
    row(Key::FileType, "file.extension", Copy),
    row(Key::InternetMessageId, "email.local_id", Copy),
    row(Key::NetworkMessageId, "email.message_id", Copy),
    row(Key::SHA256, "file.hash.sha256", Copy),
    row(Key::Subject, "email.subject", Copy),
];

const KEPT: &[Row<Key>] = kept! {
    AccountUpn => "account.upn", Copy;
    Action => "action.value", Copy;
    ActionResult => "action.result", Copy;
    ActionTrigger => "action.trigger", Copy;
    ActionType => "action.type", Copy;
    AttachmentCount => "attachment_count", Long;
    AuthenticationDetails => "authentication_details", Same;
    BulkComplaintLevel => "bulk_complaint_level", Long;
    Connectors => "connectors", Copy;
    DeliveryAction => "delivery.action", Copy;
    DeliveryLocation => "delivery.location", Copy;
    EmailAction => "email.action", Copy;
    EmailActionPolicy => "email.action_policy", Copy;
    EmailActionPolicyGuid => "email.action_policy_guid", Copy;
    EmailClusterId => "email.cluster_id", Copy;
    EmailDirection => "email.direction", Copy;
    EmailLanguage => "email.language", Copy;
    FileName => "file.name", Copy;
    FileSize => "file.size", Long;
    FileType => "file.type", Copy;
    IPAddress => "ip_address", Ip;
    InternetMessageId => "internet_message_id", Copy;
    IsClickedThrough => "is_clicked_through", Flag;
    NetworkMessageId => "network.message_id", Copy;
    OrgLevelAction => "org_level.action", Copy;
    OrgLevelPolicy => "org_level.policy", Copy;
    RecipientEmailAddress => "recipient.email_address", Copy;
    RecipientObjectId => "recipient.object_id", Copy;
    ReportId => "report_id", Copy;
    SHA256 => "sha256", Copy;
    SenderDisplayName => "sender.display_name", Copy;
    SenderFromAddress => "sender.from_address", Copy;
    SenderFromDomain => "sender.from_domain", Copy;
    SenderIPv4 => "sender.ipv4", Ip;
    SenderIPv6 => "sender.ipv6", Ip;
    SenderMailFromAddress => "sender.mail_from_address", Copy;
    SenderMailFromDomain => "sender.mail_from_domain", Copy;
    SenderObjectId => "sender.object_id", Copy;
    Subject => "subject", Copy;
    ThreatNames => "threat.names", Same;
    ThreatTypes => "threat.types", Same;
    Url => "url", Copy;
    UrlChain => "url_chain", Same;
    UrlCount => "url_count", Long;
    UrlDomain => "url_domain", Copy;
    UrlLocation => "url_location", Copy;
    UserLevelAction => "user_level_action", Copy;
    UserLevelPolicy => "user_level_policy", Copy;
    Workload => "workload", Copy;
};

const KEPT_JSON: &[JsonRow] = &[
    (Key::AdditionalFields, FieldId::of("m365_defender.event.additional_fields")),
    (Key::ConfidenceLevel, FieldId::of("m365_defender.event.confidence_level")),
    (Key::DetectionMethods, FieldId::of("m365_defender.event.detection.methods")),
];

/// Maps a row of one of these tables.
pub(super) fn map(table: EmailTable, data: &mut Data<'_>, sink: &mut dyn EventSink) {
    sink.text(KIND, "event");
    let file = data.has(Key::FileType).then_some("file");
    let mail = (table == EmailTable::Mail).then_some("email");
    match (mail, file) {
        (Some(mail), Some(file)) => sink.texts(CATEGORY, &[mail, file]),
        (Some(one), None) | (None, Some(one)) => sink.texts(CATEGORY, &[one]),
        (None, None) => {}
    }
    sink.texts(TYPE, &["info"]);
    if let Some(action) = data.text(Key::ActionType) {
        sink.text(ACTION, &lower_case(action, data.arena).replace(' ', "-"));
    }
    fields::apply(ROWS, 0, data, sink);
    for (key, field) in [(Key::SenderFromAddress, FROM), (Key::RecipientEmailAddress, TO)] {
        if let Some(address) = data.text(key) {
            sink.texts(field, &[address]);
        }
    }
    addresses(data, sink);
    if let Some(url) = data.text(Key::Url)
        && sink.wants_path("url")
    {
        if let Some(parts) = UrlParts::parse(url) {
            parts.set(sink);
        }
        sink.text(URL_ORIGINAL, url);
    }
    related(data, sink);
    if sink.wants_any_below(EVENT) {
        fields::apply(KEPT, 0, data, sink);
        set_json(KEPT_JSON, data, sink);
    }
}

fn ip<'a>(key: Key, data: &Data<'a>) -> Option<&'a str> {
    data.text(key).filter(|text| text.parse::<std::net::IpAddr>().is_ok())
}

fn addresses(data: &Data<'_>, sink: &mut dyn EventSink) {
    let mut senders = Related::default();
    senders.add_some(ip(Key::SenderIPv4, data));
    senders.add_some(ip(Key::SenderIPv6, data));
    senders.set(sink, SOURCE_IP);
    if let Some(ip) = ip(Key::IPAddress, data) {
        sink.texts(HOST_IP, &[ip]);
    }
}

fn related(data: &Data<'_>, sink: &mut dyn EventSink) {
    let text = |key| data.text(key);
    let lists = [
        (RELATED_USER, [text(Key::SenderFromAddress), text(Key::RecipientEmailAddress), None]),
        (RELATED_HASH, [text(Key::SHA256), None, None]),
        (RELATED_IP, [ip(Key::SenderIPv4, data), ip(Key::SenderIPv6, data), ip(Key::IPAddress, data)]),
        (RELATED_HOSTS, [text(Key::SenderFromDomain), text(Key::SenderMailFromDomain), text(Key::UrlDomain)]),
    ];
    related::set_lists(lists, sink);
}

/// What becomes of these tables' columns, for people.
pub(super) fn notes(notes: &mut Vec<FieldNote>) {
    let rows: &[(&str, FieldId, &str)] = &[
        ("SenderFromAddress", FROM, "copied"),
        ("RecipientEmailAddress", TO, "copied"),
        ("SenderIPv4", SOURCE_IP, "with SenderIPv6"),
        ("IPAddress", HOST_IP, "of a click, if it is an IP address"),
        ("Url", URL_ORIGINAL, "copied"),
        ("SenderFromAddress", RELATED_USER, "with RecipientEmailAddress"),
        ("SenderIPv4", RELATED_IP, "with SenderIPv6 and IPAddress"),
        ("SenderFromDomain", RELATED_HOSTS, "with SenderMailFromDomain and UrlDomain"),
        ("SHA256", RELATED_HASH, "of an attachment"),
    ];
    notes.extend(rows.iter().map(|(raw, field, how)| FieldNote::new(*raw, field.path(), how)));
    notes.push(FieldNote::new("Url", "url.*", "its parts"));
    fields::notes(ROWS, Key::NAMES, notes);
    fields::notes(KEPT, Key::NAMES, notes);
    json_notes(KEPT_JSON, notes);
}
