//! What is kept of a row of a device table under `m365_defender.event`. `MacAddress`, `ActionType` and what is JSON in a
//! text are kept by the code that reads them.

use ecs::FieldId;

use super::super::kept::{JsonRow, kept};
use super::super::keys::Key;
use crate::mapping::fields::Row;

/// The device, the account, the file, the connection, the registry.
pub(super) const OBJECTS: &[Row<Key>] = kept! {
    AadDeviceId => "aad_device_id", Same;
    AccountDomain => "account.domain", Same;
    AccountName => "account.name", Same;
    AccountObjectId => "account.object_id", Same;
    AccountSid => "account.sid", Same;
    AccountUpn => "account.upn", Same;
    AppGuardContainerId => "app_guard_container_id", Same;
    AssetValue => "asset_value", Same;
    CertificateCountersignatureTime => "certificate.countersignature_time", Date;
    CertificateCreationTime => "certificate.creation_time", Date;
    CertificateExpirationTime => "certificate.expiration_time", Date;
    CertificateSerialNumber => "certificate.serial_number", Same;
    ClientVersion => "client_version", Same;
    DeviceCategory => "device.category", Same;
    DeviceDynamicTags => "device_dynamic_tags", Same;
    DeviceId => "device.id", Same;
    DeviceManualTags => "device_manual_tags", Same;
    DeviceName => "device.name", Same;
    DeviceSubType => "device.sub_type", Same;
    DeviceType => "device.type", Same;
    ExclusionReason => "exclusion_reason", Same;
    ExposureLevel => "exposure_level", Same;
    FailureReason => "failure_reason", Same;
    FileName => "file.name", Same;
    FileOriginIP => "file.origin_ip", Ip;
    FileOriginReferrerUrl => "file.origin_referrer_url", Same;
    FileOriginUrl => "file.origin_url", Same;
    FileSize => "file.size", Long;
    FolderPath => "folder_path", Same;
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
    Issuer => "issuer", Same;
    IssuerHash => "issuer_hash", Same;
    JoinType => "join_type", Same;
    LocalIP => "local.ip", Ip;
    LocalIPType => "local.ip_type", Same;
    LocalPort => "local.port", Long;
    LogonId => "logon.id", Copy;
    LogonType => "logon.type", Same;
    MD5 => "md5", Same;
    MachineGroup => "machine_group", Same;
    MergedDeviceIds => "merged_device_ids", Same;
    MergedToDeviceId => "merged_to_device_id", Same;
    Model => "model", Same;
    NetworkAdapterStatus => "network.adapter_status", Same;
    NetworkAdapterType => "network.adapter_type", Same;
    NetworkAdapterVendor => "network.adapter_vendor", Same;
    OSArchitecture => "os.architecture", Same;
    OSBuild => "os.build", Same;
    OSDistribution => "os.distribution", Same;
    OSPlatform => "os.platform", Same;
    OSVersion => "os.version", Same;
    OSVersionInfo => "os.version_info", Same;
    OnboardingStatus => "onboarding_status", Same;
    PreviousFileName => "previous.file_name", Same;
    PreviousFolderPath => "previous.folder_path", Same;
    PreviousRegistryKey => "previous.registry_key", Same;
    PreviousRegistryValueData => "previous.registry_value_data", Same;
    PreviousRegistryValueName => "previous.registry_value_name", Same;
    Protocol => "protocol", Same;
    PublicIP => "public_ip.value", Ip;
    RegistryDeviceTag => "registry.device_tag", Same;
    RegistryKey => "registry.key", Same;
    RegistryValueData => "registry.value_data", Same;
    RegistryValueName => "registry.value_name", Same;
    RegistryValueType => "registry.value_type", Same;
    RemoteDeviceName => "remote.device_name", Same;
    RemoteIP => "remote.ip", Ip;
    RemoteIPType => "remote.ip_type", Same;
    RemotePort => "remote.port", Long;
    RemoteUrl => "remote.url", Same;
    ReportId => "report_id", Copy;
    RequestAccountDomain => "request.account_domain", Same;
    RequestAccountName => "request.account_name", Same;
    RequestAccountSid => "request.account_sid", Same;
    RequestProtocol => "request.protocol", Same;
    RequestSourceIP => "request.source_ip", Ip;
    RequestSourcePort => "request.source_port", Long;
    SHA1 => "sha1", Same;
    SHA256 => "sha256", Same;
    SensitivityLabel => "sensitivity.label", Same;
    SensitivitySubLabel => "sensitivity.sub_label", Same;
    SensorHealthState => "sensor_health_state", Same;
    ShareName => "share_name", Same;
    SignatureType => "signature_type", Same;
    Signer => "signer", Same;
    SignerHash => "signer_hash", Same;
    TunnelType => "tunnel_type", Same;
    Vendor => "vendor", Same;
};

/// The process and the one that acted.
pub(super) const PROCESSES: &[Row<Key>] = kept! {
    InitiatingProcessAccountDomain => "initiating_process.account_domain", Same;
    InitiatingProcessAccountName => "initiating_process.account_name", Same;
    InitiatingProcessAccountObjectId => "initiating_process.account_object_id", Same;
    InitiatingProcessAccountSid => "initiating_process.account_sid", Same;
    InitiatingProcessAccountUpn => "initiating_process.account_upn", Same;
    InitiatingProcessCommandLine => "initiating_process.command_line", Same;
    InitiatingProcessCreationTime => "initiating_process.creation_time", Date;
    InitiatingProcessFileName => "initiating_process.file_name", Same;
    InitiatingProcessFileSize => "initiating_process.file_size", Long;
    InitiatingProcessFolderPath => "initiating_process.folder_path", Same;
    InitiatingProcessId => "initiating_process.id", Long;
    InitiatingProcessIntegrityLevel => "initiating_process.integrity_level", Same;
    InitiatingProcessLogonId => "initiating_process.logon_id", Copy;
    InitiatingProcessMD5 => "initiating_process.md5", Same;
    InitiatingProcessParentCreationTime => "initiating_process.parent_creation_time", Date;
    InitiatingProcessParentFileName => "initiating_process.parent_file_name", Same;
    InitiatingProcessParentId => "initiating_process.parent_id", Long;
    InitiatingProcessSHA1 => "initiating_process.sha1", Same;
    InitiatingProcessSHA256 => "initiating_process.sha256", Same;
    InitiatingProcessSignatureStatus => "initiating_process.signature_status", Same;
    InitiatingProcessSignerType => "initiating_process.signer_type", Same;
    InitiatingProcessTokenElevation => "initiating_process.token_elevation", Same;
    InitiatingProcessVersionInfoCompanyName => "initiating_process.version_info_company_name", Same;
    InitiatingProcessVersionInfoFileDescription => "initiating_process.version_info_file_description", Same;
    InitiatingProcessVersionInfoInternalFileName => "initiating_process.version_info_internal_file_name", Same;
    InitiatingProcessVersionInfoOriginalFileName => "initiating_process.version_info_original_file_name", Same;
    InitiatingProcessVersionInfoProductName => "initiating_process.version_info_product_name", Same;
    InitiatingProcessVersionInfoProductVersion => "initiating_process.version_info_product_version", Same;
    ProcessCommandLine => "process.command_line", Same;
    ProcessCreationTime => "process.creation_time", Date;
    ProcessId => "process.id", Long;
    ProcessIntegrityLevel => "process.integrity_level", Same;
    ProcessTokenElevation => "process.token_elevation", Same;
    ProcessVersionInfoCompanyName => "process.version_info_company_name", Same;
    ProcessVersionInfoFileDescription => "process.version_info_file_description", Same;
    ProcessVersionInfoInternalFileName => "process.version_info_internal_file_name", Same;
    ProcessVersionInfoOriginalFileName => "process.version_info_original_file_name", Same;
    ProcessVersionInfoProductName => "process.version_info_product_name", Same;
    ProcessVersionInfoProductVersion => "process.version_info_product_version", Same;
};

/// What is JSON in a text.
pub(super) const JSON: &[JsonRow] = &[
    (Key::ConnectedNetworks, FieldId::of("m365_defender.event.connected_networks")),
    (Key::CrlDistributionPointUrls, FieldId::of("m365_defender.event.crl_distribution_point_urls")),
    (Key::DefaultGateways, FieldId::of("m365_defender.event.default_gateways")),
    (Key::DnsAddresses, FieldId::of("m365_defender.event.dns_addresses")),
    (Key::IPAddresses, FieldId::of("m365_defender.event.ip_addresses")),
];
