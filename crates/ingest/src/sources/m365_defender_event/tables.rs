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

/// A table: its name, and what it is mapped as.
pub(super) type Table = (&'static str, Family);

const TABLES: &[Table] = &[
    ("AlertEvidence", Family::Alert),
    ("AlertInfo", Family::Alert),
    ("CloudAppEvents", Family::Identity(IdentityTable::CloudApp)),
    ("DeviceEvents", Family::Device(DeviceTable::Events)),
    ("DeviceFileCertificateInfo", Family::Device(DeviceTable::FileCertificateInfo)),
    ("DeviceFileEvents", Family::Device(DeviceTable::FileEvents)),
    ("DeviceImageLoadEvents", Family::Device(DeviceTable::ImageLoadEvents)),
    ("DeviceInfo", Family::Device(DeviceTable::Info)),
    ("DeviceLogonEvents", Family::Device(DeviceTable::LogonEvents)),
    ("DeviceNetworkEvents", Family::Device(DeviceTable::NetworkEvents)),
    ("DeviceNetworkInfo", Family::Device(DeviceTable::NetworkInfo)),
    ("DeviceProcessEvents", Family::Device(DeviceTable::ProcessEvents)),
    ("DeviceRegistryEvents", Family::Device(DeviceTable::RegistryEvents)),
    ("EmailAttachmentInfo", Family::Email(EmailTable::Mail)),
    ("EmailEvents", Family::Email(EmailTable::Mail)),
    ("EmailPostDeliveryEvents", Family::Email(EmailTable::Mail)),
    ("EmailUrlInfo", Family::Email(EmailTable::Mail)),
    ("IdentityDirectoryEvents", Family::Identity(IdentityTable::Directory)),
    ("IdentityLogonEvents", Family::Identity(IdentityTable::Logon)),
    ("IdentityQueryEvents", Family::Identity(IdentityTable::Query)),
    ("UrlClickEvents", Family::Email(EmailTable::UrlClickEvents)),
];

/// The table of this name.
pub(super) fn find(name: &str) -> Option<Table> {
    // Lengths tell most apart, so this is faster than a search by halves.
    TABLES.iter().find(|(known, _)| *known == name).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_found() {
        for (name, family) in TABLES {
            assert_eq!(find(name), Some((*name, *family)));
        }
        assert_eq!(find("DeviceTvmSoftwareInventory"), None);
    }
}
