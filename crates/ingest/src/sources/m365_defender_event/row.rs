//! A row of a table, in whichever way it came: in the streaming API's envelope, or bare, as the portal and the query
//! API give the results of a query. A bare row does not say which table it is of; its columns do.

use super::tables::{self, PREFIX, Table};
use crate::{JsonObject, RecordError};

/// Columns in which a query says what table a row is of.
const TABLE_COLUMNS: &[&str] = &["Type", "SourceTable"];

/// Beginnings of actions that are in one table of devices only, and the table.
const ACTIONS: &[(&str, &str)] = &[
    ("Connection", "DeviceNetworkEvents"),
    ("FileCreated", "DeviceFileEvents"),
    ("FileDeleted", "DeviceFileEvents"),
    ("FileModified", "DeviceFileEvents"),
    ("FileRenamed", "DeviceFileEvents"),
    ("ImageLoaded", "DeviceImageLoadEvents"),
    ("InboundConnection", "DeviceNetworkEvents"),
    ("ListeningConnection", "DeviceNetworkEvents"),
    ("LogonAttempted", "DeviceLogonEvents"),
    ("LogonFailed", "DeviceLogonEvents"),
    ("LogonSuccess", "DeviceLogonEvents"),
    ("RegistryKey", "DeviceRegistryEvents"),
    ("RegistryValue", "DeviceRegistryEvents"),
];

/// Columns that only one table has, and the table; of all but devices' events.
const COLUMNS: &[(&[&str], &str)] = &[
    (&["AlertId", "EntityType"], "AlertEvidence"),
    (&["AlertId", "Title"], "AlertInfo"),
    (&["CertificateSerialNumber", "DeviceId"], "DeviceFileCertificateInfo"),
    (&["NetworkAdapterType", "DeviceId"], "DeviceNetworkInfo"),
    (&["OSPlatform", "DeviceId"], "DeviceInfo"),
    (&["NetworkMessageId", "SenderFromAddress", "FileType"], "EmailAttachmentInfo"),
    (&["NetworkMessageId", "ActionTrigger"], "EmailPostDeliveryEvents"),
    (&["NetworkMessageId", "SenderFromAddress"], "EmailEvents"),
    (&["Url", "IsClickedThrough"], "UrlClickEvents"),
    (&["NetworkMessageId", "UrlDomain"], "EmailUrlInfo"),
    (&["ActionType", "QueryTarget"], "IdentityQueryEvents"),
    (&["ActionType", "LogonType", "Application"], "IdentityLogonEvents"),
    (&["ActionType", "RawEventData"], "CloudAppEvents"),
    (&["ActionType", "DestinationDeviceName"], "IdentityDirectoryEvents"),
];

/// A row, and what is around it.
pub(super) struct Row<'a> {
    /// What the record calls its table, with what stands before the name.
    pub(super) category: &'a str,
    /// The table, if it is one that is mapped.
    pub(super) table: Option<Table>,
    /// The columns.
    pub(super) properties: JsonObject<'a>,
}

/// Whether it is a record of a table, or one of another category that was sent with such records.
pub(super) fn is_known(object: &JsonObject<'_>) -> bool {
    match object.text("category") {
        Some(category) => object.has("properties") && (category.starts_with(PREFIX) || is_published(object)),
        None => bare_table(object).is_some(),
    }
}

fn is_published(object: &JsonObject<'_>) -> bool {
    object.has("tenantId") && object.has("Tenant") && object.text("operationName") == Some("Publish")
}

impl<'a> Row<'a> {
    /// Finds the row in a record.
    pub(super) fn of(object: &JsonObject<'a>) -> Result<Self, RecordError> {
        let Some(category) = object.text("category") else {
            let table = bare_table(object)
                .ok_or(RecordError::WrongShape("no category, and no columns of an advanced hunting table"))?;
            let category = object.arena.alloc_str(&format!("{PREFIX}{}", table.0));
            return Ok(Self { category, table: Some(table), properties: *object });
        };
        let table = category
            .strip_prefix(PREFIX)
            .ok_or(RecordError::WrongShape("a category that is no advanced hunting table"))?;
        let properties = object.object("properties").ok_or(RecordError::WrongShape("no properties"))?;
        Ok(Self { category, table: tables::find(table), properties })
    }
}

/// The table of a row without an envelope.
fn bare_table(row: &JsonObject<'_>) -> Option<Table> {
    if !row.has("Timestamp") && !row.has("TimeGenerated") {
        return None;
    }
    let named = TABLE_COLUMNS.iter().filter_map(|column| row.text(column)).find_map(tables::find);
    if named.is_some() {
        return named;
    }
    if let Some(action) = row.text("ActionType").filter(|action| !action.is_empty() && row.has("DeviceId")) {
        return tables::find(device_table(action));
    }
    let has_all = |columns: &[&str]| columns.iter().all(|column| row.has(column));
    COLUMNS.iter().find(|(columns, _)| has_all(columns)).and_then(|(_, table)| tables::find(table))
}

fn device_table(action: &str) -> &'static str {
    if action == "ProcessCreated" {
        return "DeviceProcessEvents";
    }
    if action.ends_with("Inspected") {
        return "DeviceNetworkEvents";
    }
    let known = ACTIONS.iter().find(|(start, _)| action.starts_with(start));
    known.map_or("DeviceEvents", |(_, table)| table)
}
