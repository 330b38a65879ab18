//! What is kept of a row of a device table under `m365_defender.event`. `MacAddress`, `ActionType` and what is JSON in a
//! text are kept by the code that reads them.

use ecs::FieldId;

use super::super::kept::{JsonRow, kept};
use super::super::keys::Key;
use crate::mapping::fields::Row;

/// The device, the account, the file, the connection, the registry.
pub(super) const OBJECTS: &[Row<Key>] = kept! {
    AadDeviceId => "aad_device_id", Copy;
    AccountDomain => "account.domain", Copy;
    AccountName => "account.name", Copy;
    AccountObjectId => "account.object_id", Copy;
    AccountSid => "account.sid", Copy;
    AccountUpn => "account.upn", Copy;
    AppGuardContainerId => "app_guard_container_id", Copy;
    AssetValue => "asset_value", Copy;
    CertificateCountersignatureTime => "certificate.countersignature_time", Date;
    CertificateCreationTime => "certificate.creation_time", Date;
    CertificateExpirationTime => "certificate.expiration_time", Date;
    CertificateSerialNumber => "certificate.serial_number", Copy;
    ClientVersion => "client_version", Copy;
    DeviceCategory => "device.category", Copy;
    DeviceDynamicTags => "device_dynamic_tags", Same;
    DeviceId => "device.id", Copy;
    DeviceManualTags => "device_manual_tags", Same;
    DeviceName => "device.name", Copy;
    DeviceSubType => "device.sub_type", Copy;
    DeviceType => "device.type", Copy;
    ExclusionReason => "exclusion_reason", Copy;
    ExposureLevel => "exposure_level", Copy;
    FailureReason => "failure_reason", Copy;
    FileName => "file.name", Copy;
    FileOriginIP => "file.origin_ip", Ip;
    FileOriginReferrerUrl => "file.origin_referrer_url", Copy;
    FileOriginUrl => "file.origin_url", Copy;
    FileSize => "file.size", Long;
    FolderPath => "folder_path", Copy;
    IPv4Dhcp => "ipv4_dhcp", Ip;
    IPv6Dhcp => "ipv6_dhcp", Ip;
    IsAzureADJoined => "is_azure_ad_joined", Flag;
    IsAzureInfoProtectionApplied => "is_azure_info_protection_applied", Flag;
    IsExcluded => "is_excluded", Flag;
    IsInternetFacing => "is_internet_facing", Flag;
    IsLocalAdmin => "is_local_admin", Flag;
    IsRootSignerMicrosoft => "is_root_signer_microsoft", Flag;
    IsSigned => "is_signed", Flag;
    IsTrusted => "is_trusted", Flag;
    Issuer => "issuer", Copy;
    IssuerHash => "issuer_hash", Copy;
    JoinType => "join_type", Copy;
    LocalIP => "local.ip", Ip;
    LocalIPType => "local.ip_type", Copy;
    LocalPort => "local.port", Long;
    LogonId => "logon.id", Copy;
    LogonType => "logon.type", Copy;
    MD5 => "md5", Copy;
    MachineGroup => "machine_group", Copy;
    MergedDeviceIds => "merged_device_ids", Same;
    MergedToDeviceId => "merged_to_device_id", Copy;
    Model => "model", Copy;
    NetworkAdapterStatus => "network.adapter_status", Copy;
    NetworkAdapterType => "network.adapter_type", Copy;
    NetworkAdapterVendor => "network.adapter_vendor", Copy;
    OSArchitecture => "os.architecture", Copy;
    OSBuild => "os.build", Long;
    OSDistribution => "os.distribution", Copy;
    OSPlatform => "os.platform", Copy;
    OSVersion => "os.version", Copy;
    OSVersionInfo => "os.version_info", Copy;
    OnboardingStatus => "onboarding_status", Copy;
    PreviousFileName => "previous.file_name", Copy;
    PreviousFolderPath => "previous.folder_path", Copy;
    PreviousRegistryKey => "previous.registry_key", Copy;
    PreviousRegistryValueData => "previous.registry_value_data", Copy;
    PreviousRegistryValueName => "previous.registry_value_name", Copy;
    Protocol => "protocol", Copy;
    PublicIP => "public_ip.value", Ip;
    RegistryDeviceTag => "registry.device_tag", Copy;
    RegistryKey => "registry.key", Copy;
    RegistryValueData => "registry.value_data", Copy;
    RegistryValueName => "registry.value_name", Copy;
    RegistryValueType => "registry.value_type", Copy;
    RemoteDeviceName => "remote.device_name", Copy;
    RemoteIP => "remote.ip", Ip;
    RemoteIPType => "remote.ip_type", Copy;
    RemotePort => "remote.port", Long;
    RemoteUrl => "remote.url", Copy;
    ReportId => "report_id", Copy;
    RequestAccountDomain => "request.account_domain", Copy;
    RequestAccountName => "request.account_name", Copy;
    RequestAccountSid => "request.account_sid", Copy;
    RequestProtocol => "request.protocol", Copy;
    RequestSourceIP => "request.source_ip", Ip;
    RequestSourcePort => "request.source_port", Long;
    SHA1 => "sha1", Copy;
    SHA256 => "sha256", Copy;
    SensitivityLabel => "sensitivity.label", Copy;
    SensitivitySubLabel => "sensitivity.sub_label", Copy;
    SensorHealthState => "sensor_health_state", Copy;
    ShareName => "share_name", Copy;
    SignatureType => "signature_type", Copy;
    Signer => "signer", Copy;
    SignerHash => "signer_hash", Copy;
    TunnelType => "tunnel_type", Copy;
    Vendor => "vendor", Copy;
};

/// The process and the one that acted.
pub(super) const PROCESSES: &[Row<Key>] = kept! {
    InitiatingProcessAccountDomain => "initiating_process.account_domain", Copy;
    InitiatingProcessAccountName => "initiating_process.account_name", Copy;
    InitiatingProcessAccountObjectId => "initiating_process.account_object_id", Copy;
    InitiatingProcessAccountSid => "initiating_process.account_sid", Copy;
    InitiatingProcessAccountUpn => "initiating_process.account_upn", Copy;
    InitiatingProcessCommandLine => "initiating_process.command_line", Copy;
    InitiatingProcessCreationTime => "initiating_process.creation_time", Date;
    InitiatingProcessFileName => "initiating_process.file_name", Copy;
    InitiatingProcessFileSize => "initiating_process.file_size", Long;
    InitiatingProcessFolderPath => "initiating_process.folder_path", Copy;
    InitiatingProcessId => "initiating_process.id", Long;
    InitiatingProcessIntegrityLevel => "initiating_process.integrity_level", Copy;
    InitiatingProcessLogonId => "initiating_process.logon_id", Copy;
    InitiatingProcessMD5 => "initiating_process.md5", Copy;
    InitiatingProcessParentCreationTime => "initiating_process.parent_creation_time", Date;
    InitiatingProcessParentFileName => "initiating_process.parent_file_name", Copy;
    InitiatingProcessParentId => "initiating_process.parent_id", Long;
    InitiatingProcessSHA1 => "initiating_process.sha1", Copy;
    InitiatingProcessSHA256 => "initiating_process.sha256", Copy;
    InitiatingProcessSignatureStatus => "initiating_process.signature_status", Copy;
    InitiatingProcessSignerType => "initiating_process.signer_type", Copy;
    InitiatingProcessTokenElevation => "initiating_process.token_elevation", Copy;
    InitiatingProcessVersionInfoCompanyName => "initiating_process.version_info_company_name", Copy;
    InitiatingProcessVersionInfoFileDescription => "initiating_process.version_info_file_description", Copy;
    InitiatingProcessVersionInfoInternalFileName => "initiating_process.version_info_internal_file_name", Copy;
    InitiatingProcessVersionInfoOriginalFileName => "initiating_process.version_info_original_file_name", Copy;
    InitiatingProcessVersionInfoProductName => "initiating_process.version_info_product_name", Copy;
    InitiatingProcessVersionInfoProductVersion => "initiating_process.version_info_product_version", Copy;
    ProcessCommandLine => "process.command_line", Copy;
    ProcessCreationTime => "process.creation_time", Date;
    ProcessId => "process.id", Long;
    ProcessIntegrityLevel => "process.integrity_level", Copy;
    ProcessTokenElevation => "process.token_elevation", Copy;
    ProcessVersionInfoCompanyName => "process.version_info_company_name", Copy;
    ProcessVersionInfoFileDescription => "process.version_info_file_description", Copy;
    ProcessVersionInfoInternalFileName => "process.version_info_internal_file_name", Copy;
    ProcessVersionInfoOriginalFileName => "process.version_info_original_file_name", Copy;
    ProcessVersionInfoProductName => "process.version_info_product_name", Copy;
    ProcessVersionInfoProductVersion => "process.version_info_product_version", Copy;
};

/// What is JSON in a text.
pub(super) const JSON: &[JsonRow] = &[
    (Key::ConnectedNetworks, FieldId::of("m365_defender.event.connected_networks")),
    (Key::CrlDistributionPointUrls, FieldId::of("m365_defender.event.crl_distribution_point_urls")),
    (Key::DefaultGateways, FieldId::of("m365_defender.event.default_gateways")),
    (Key::DnsAddresses, FieldId::of("m365_defender.event.dns_addresses")),
    (Key::IPAddresses, FieldId::of("m365_defender.event.ip_addresses")),
];
