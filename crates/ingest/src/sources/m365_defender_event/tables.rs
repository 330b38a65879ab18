//! The advanced hunting tables that are mapped.

/// How the category of a record of a table begins.
pub(super) const PREFIX: &str = "AdvancedHunting-";

/// Tables that are mapped alike.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Family {
    Alert,
    Device(DeviceTable),
    Email(EmailTable),
    Identity(IdentityTable),
    /// A table that nothing but the envelope is read of.
    Unknown,
}

/// What happens on devices, and what they are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum DeviceTable {
    Events,
    FileCertificateInfo,
    FileEvents,
    ImageLoadEvents,
    Info,
    LogonEvents,
    NetworkEvents,
    NetworkInfo,
    ProcessEvents,
    RegistryEvents,
}

/// Mail and clicks on links.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum EmailTable {
    Mail,
    UrlClickEvents,
}

/// Directories and applications in the cloud.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum IdentityTable {
    CloudApp,
    Directory,
    Logon,
    Query,
}

/// The family of a table.
pub(super) fn family(table: &str) -> Family {
    match table {
        "AlertEvidence" | "AlertInfo" => Family::Alert,
        "DeviceEvents" => Family::Device(DeviceTable::Events),
        "DeviceFileCertificateInfo" => Family::Device(DeviceTable::FileCertificateInfo),
        "DeviceFileEvents" => Family::Device(DeviceTable::FileEvents),
        "DeviceImageLoadEvents" => Family::Device(DeviceTable::ImageLoadEvents),
        "DeviceInfo" => Family::Device(DeviceTable::Info),
        "DeviceLogonEvents" => Family::Device(DeviceTable::LogonEvents),
        "DeviceNetworkEvents" => Family::Device(DeviceTable::NetworkEvents),
        "DeviceNetworkInfo" => Family::Device(DeviceTable::NetworkInfo),
        "DeviceProcessEvents" => Family::Device(DeviceTable::ProcessEvents),
        "DeviceRegistryEvents" => Family::Device(DeviceTable::RegistryEvents),
        "EmailAttachmentInfo" | "EmailEvents" | "EmailPostDeliveryEvents" | "EmailUrlInfo" => {
            Family::Email(EmailTable::Mail)
        }
        "UrlClickEvents" => Family::Email(EmailTable::UrlClickEvents),
        "CloudAppEvents" => Family::Identity(IdentityTable::CloudApp),
        "IdentityDirectoryEvents" => Family::Identity(IdentityTable::Directory),
        "IdentityLogonEvents" => Family::Identity(IdentityTable::Logon),
        "IdentityQueryEvents" => Family::Identity(IdentityTable::Query),
        _ => Family::Unknown,
    }
}
