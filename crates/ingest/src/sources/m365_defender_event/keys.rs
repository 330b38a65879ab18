//! The columns of the advanced hunting tables (Microsoft's reference of the advanced hunting schema) that become
//! something.

use crate::mapping::JsonObject;
use crate::mapping::data::{Data, blank};
use crate::mapping::names::names;

names! {
    AadDeviceId AccountDisplayName AccountDomain AccountId AccountName AccountObjectId AccountSid AccountType
    AccountUpn Action ActionResult ActionTrigger ActionType ActivityObjects ActivityType AdditionalFields
    AlertId AppGuardContainerId AppInstanceId Application ApplicationId AssetValue AttachmentCount
    AttackTechniques AuthenticationDetails BulkComplaintLevel Categories Category
    CertificateCountersignatureTime CertificateCreationTime CertificateExpirationTime CertificateSerialNumber
    City ClientVersion ConfidenceLevel ConnectedNetworks Connectors CountryCode CrlDistributionPointUrls
    DefaultGateways DeliveryAction DeliveryLocation DestinationDeviceName DestinationIPAddress DestinationPort
    DetectionMethods DetectionSource DeviceCategory DeviceDynamicTags DeviceId DeviceManualTags DeviceName
    DeviceSubType DeviceType DnsAddresses EmailAction EmailActionPolicy EmailActionPolicyGuid EmailClusterId
    EmailDirection EmailLanguage EmailSubject EntityType EvidenceDirection EvidenceRole ExclusionReason
    ExposureLevel FailureReason FileName FileOriginIP FileOriginReferrerUrl FileOriginUrl FileSize FileType
    FolderPath IPAddress IPAddresses IPCategory IPTags IPv4Dhcp IPv6Dhcp ISP InitiatingProcessAccountDomain
    InitiatingProcessAccountName InitiatingProcessAccountObjectId InitiatingProcessAccountSid
    InitiatingProcessAccountUpn InitiatingProcessCommandLine InitiatingProcessCreationTime
    InitiatingProcessFileName InitiatingProcessFileSize InitiatingProcessFolderPath InitiatingProcessId
    InitiatingProcessIntegrityLevel InitiatingProcessLogonId InitiatingProcessMD5
    InitiatingProcessParentCreationTime InitiatingProcessParentFileName InitiatingProcessParentId
    InitiatingProcessSHA1 InitiatingProcessSHA256 InitiatingProcessSignatureStatus InitiatingProcessSignerType
    InitiatingProcessTokenElevation InitiatingProcessVersionInfoCompanyName
    InitiatingProcessVersionInfoFileDescription InitiatingProcessVersionInfoInternalFileName
    InitiatingProcessVersionInfoOriginalFileName InitiatingProcessVersionInfoProductName
    InitiatingProcessVersionInfoProductVersion InternetMessageId IsAdminOperation IsAnonymousProxy
    IsAzureADJoined IsAzureInfoProtectionApplied IsClickedThrough IsExcluded IsExternalUser IsImpersonated
    IsInternetFacing IsLocalAdmin IsRootSignerMicrosoft IsSigned IsTrusted Isp Issuer IssuerHash JoinType
    LocalIP LocalIPType LocalPort Location LoggedOnUsers LogonId LogonType MD5 MacAddress MachineGroup
    MergedDeviceIds MergedToDeviceId Model NetworkAdapterName NetworkAdapterStatus NetworkAdapterType
    NetworkAdapterVendor NetworkMessageId OAuthApplicationId OSArchitecture OSBuild OSDistribution OSPlatform
    OSVersion OSVersionInfo ObjectId ObjectName ObjectType OnboardingStatus OrgLevelAction OrgLevelPolicy Port
    PreviousFileName PreviousFolderPath PreviousRegistryKey PreviousRegistryValueData PreviousRegistryValueName
    ProcessCommandLine ProcessCreationTime ProcessId ProcessIntegrityLevel ProcessTokenElevation
    ProcessVersionInfoCompanyName ProcessVersionInfoFileDescription ProcessVersionInfoInternalFileName
    ProcessVersionInfoOriginalFileName ProcessVersionInfoProductName ProcessVersionInfoProductVersion Protocol
    PublicIP Query QueryTarget QueryType RawEventData RecipientEmailAddress RecipientObjectId RegistryDeviceTag
    RegistryKey RegistryValueData RegistryValueName RegistryValueType RemoteDeviceName RemoteIP RemoteIPType
    RemotePort RemoteUrl ReportId RequestAccountDomain RequestAccountName RequestAccountSid RequestProtocol
    RequestSourceIP RequestSourcePort SHA1 SHA256 SenderDisplayName SenderFromAddress SenderFromDomain
    SenderIPv4 SenderIPv6 SenderMailFromAddress SenderMailFromDomain SenderObjectId SensitivityLabel
    SensitivitySubLabel SensorHealthState ServiceSource Severity ShareName SignatureType Signer SignerHash
    Subject TargetAccountDisplayName TargetAccountUpn TargetDeviceName ThreatFamily ThreatNames ThreatTypes
    Timestamp Title TunnelType Url UrlChain UrlCount UrlDomain UrlLocation UserAgent UserAgentTags
    UserLevelAction UserLevelPolicy Vendor Workload
}

/// A record's properties, addressed by their keys. Null and the empty text are absent.
pub(super) fn new_data<'a>(properties: &JsonObject<'a>) -> Data<'a> {
    Data::new(properties.members, &NAME_TABLE, properties.arena, blank)
}
