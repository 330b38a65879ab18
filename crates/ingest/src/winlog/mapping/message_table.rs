//! The texts behind the `%%1234` that audit events use for a right, a reason, a state (Windows, `msobjs.dll`).

use bumpalo::collections::String as ArenaString;

use crate::winlog::Arena;
use crate::winlog::names::AUDIT_TASKS;

/// The text of a number, with or without `%%` before it.
pub(in crate::winlog) fn text(code: &str) -> Option<&'static str> {
    number_text(code.strip_prefix("%%").unwrap_or(code).parse().ok()?)
}

/// The text with every known number's text in its place.
pub(in crate::winlog) fn expand<'a>(text: &'a str, arena: &'a Arena) -> &'a str {
    let mut parts = text.split("%%");
    let Some(start) = parts.next().filter(|start| start.len() < text.len()) else { return text };
    let mut expanded = ArenaString::from_str_in(start, arena);
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = part.split_at(digits);
        match self::text(number) {
            Some(known) => expanded.push_str(known),
            None => expanded.extend(["%%", number]),
        }
        expanded.push_str(rest);
    }
    expanded.into_bump_str()
}

/// The number of a text: of the first right that is called so.
pub(super) fn number(text: &str) -> Option<i64> {
    match text {
        "ReadInformation" => Some(5427),
        "RemoveMember" => Some(5425),
        _ => TEXTS.iter().find(|(_, known)| *known == text).map(|(number, _)| i64::from(*number)),
    }
}

fn number_text(number: u16) -> Option<&'static str> {
    if let Ok(place) = TEXTS.binary_search_by_key(&number, |(known, _)| *known) {
        return Some(TEXTS[place].1);
    }
    if let Some((_, name)) = AUDIT_TASKS.iter().find(|(task, _)| *task == i64::from(number)) {
        return Some(name);
    }
    let undefined = number == 279 || UNDEFINED.iter().any(|(first, last)| (*first..=*last).contains(&number));
    undefined.then(|| UNDEFINED_BITS[usize::from(number % 16)])
}

/// Object types have sixteen rights each; those without a meaning are called after their bit.
const UNDEFINED: &[(u16, u16)] =
    &[(4352, 4399), (4416, 4582), (4584, 4623), (5120, 5151), (5376, 5455), (5648, 5711), (7680, 7695)];

const UNDEFINED_BITS: [&str; 16] = [
    "Undefined Access (no effect) Bit 0",
    "Undefined Access (no effect) Bit 1",
    "Undefined Access (no effect) Bit 2",
    "Undefined Access (no effect) Bit 3",
    "Undefined Access (no effect) Bit 4",
    "Undefined Access (no effect) Bit 5",
    "Undefined Access (no effect) Bit 6",
    "Undefined Access (no effect) Bit 7",
    "Undefined Access (no effect) Bit 8",
    "Undefined Access (no effect) Bit 9",
    "Undefined Access (no effect) Bit 10",
    "Undefined Access (no effect) Bit 11",
    "Undefined Access (no effect) Bit 12",
    "Undefined Access (no effect) Bit 13",
    "Undefined Access (no effect) Bit 14",
    "Undefined Access (no effect) Bit 15",
];

/// Sorted by number.
#[rustfmt::skip]
const TEXTS: &[(u16, &str)] = &[
    (1536, "Unused message ID"), (1537, "DELETE"), (1538, "READ_CONTROL"), (1539, "WRITE_DAC"), (1540, "WRITE_OWNER"),
    (1541, "SYNCHRONIZE"), (1542, "ACCESS_SYS_SEC"), (1543, "MAX_ALLOWED"), (1552, "Unknown specific access (bit 0)"),
    (1553, "Unknown specific access (bit 1)"), (1554, "Unknown specific access (bit 2)"),
    (1555, "Unknown specific access (bit 3)"), (1556, "Unknown specific access (bit 4)"),
    (1557, "Unknown specific access (bit 5)"), (1558, "Unknown specific access (bit 6)"),
    (1559, "Unknown specific access (bit 7)"), (1560, "Unknown specific access (bit 8)"),
    (1561, "Unknown specific access (bit 9)"), (1562, "Unknown specific access (bit 10)"),
    (1563, "Unknown specific access (bit 11)"), (1564, "Unknown specific access (bit 12)"),
    (1565, "Unknown specific access (bit 13)"), (1566, "Unknown specific access (bit 14)"),
    (1567, "Unknown specific access (bit 15)"), (1601, "Not used"), (1603, "Assign Primary Token Privilege"),
    (1604, "Lock Memory Privilege"), (1605, "Increase Memory Quota Privilege"), (1606, "Unsolicited Input Privilege"),
    (1607, "Trusted Computer Base Privilege"), (1608, "Security Privilege"), (1609, "Take Ownership Privilege"),
    (1610, "Load/Unload Driver Privilege"), (1611, "Profile System Privilege"), (1612, "Set System Time Privilege"),
    (1613, "Profile Single Process Privilege"), (1614, "Increment Base Priority Privilege"),
    (1615, "Create Pagefile Privilege"), (1616, "Create Permanent Object Privilege"), (1617, "Backup Privilege"),
    (1618, "Restore From Backup Privilege"), (1619, "Shutdown System Privilege"), (1620, "Debug Privilege"),
    (1621, "View or Change Audit Log Privilege"), (1622, "Change Hardware Environment Privilege"),
    (1623, "Change Notify (and Traverse) Privilege"), (1624, "Remotely Shut System Down Privilege"),
    (1792, "<value changed"), (1793, "<value not set>"), (1794, "<never>"), (1795, "Enabled"), (1796, "Disabled"),
    (1797, "All"), (1798, "None"), (1799, "Audit Policy query/set API Operation"),
    (1800, "<Value change auditing for this registry type is not supported>"), (1801, "Granted by"),
    (1802, "Denied by"), (1803, "Denied by Integrity Policy check"), (1804, "Granted by Ownership"),
    (1805, "Not granted"), (1806, "Granted by NULL DACL"), (1807, "Denied by Empty DACL"),
    (1808, "Granted by NULL Security Descriptor"), (1809, "Unknown or unchecked"),
    (1810, "Not granted due to missing"), (1811, "Granted by ACE on parent folder"),
    (1812, "Denied by ACE on parent folder"), (1813, "Granted by Central Access Rule"),
    (1814, "NOT Granted by Central Access Rule"), (1815, "Granted by parent folder's Central Access Rule"),
    (1816, "NOT Granted by parent folder's Central Access Rule"), (1817, "Unknown Type"), (1818, "String"),
    (1819, "Unsigned 64-bit Integer"), (1820, "64-bit Integer"), (1821, "FQBN"), (1822, "Blob"), (1823, "Sid"),
    (1824, "Boolean"), (1825, "TRUE"), (1826, "FALSE"), (1827, "Invalid"), (1828, "an ACE too long to display"),
    (1829, "a Security Descriptor too long to display"), (1830, "Not granted to AppContainers"), (1831, "..."),
    (1832, "Identification"), (1833, "Impersonation"), (1840, "Delegation"),
    (1841, "Denied by Process Trust Label ACE"), (1842, "Yes"), (1843, "No"), (1844, "System"),
    (1845, "Not Available"), (1846, "Default"), (1847, "DisallowMmConfig"), (1848, "Off"), (1849, "Auto"),
    (1872, "REG_NONE"), (1873, "REG_SZ"), (1874, "REG_EXPAND_SZ"), (1875, "REG_BINARY"), (1876, "REG_DWORD"),
    (1877, "REG_DWORD_BIG_ENDIAN"), (1878, "REG_LINK"),
    (1879, "REG_MULTI_SZ (New lines are replaced with *. A * is replaced with **)"), (1880, "REG_RESOURCE_LIST"),
    (1881, "REG_FULL_RESOURCE_DESCRIPTOR"), (1882, "REG_RESOURCE_REQUIREMENTS_LIST"), (1883, "REG_QWORD"),
    (1904, "New registry value created"), (1905, "Existing registry value modified"),
    (1906, "Registry value deleted"), (1920, "Sunday"), (1921, "Monday"), (1922, "Tuesday"), (1923, "Wednesday"),
    (1924, "Thursday"), (1925, "Friday"), (1926, "Saturday"), (1936, "TokenElevationTypeDefault (1)"),
    (1937, "TokenElevationTypeFull (2)"), (1938, "TokenElevationTypeLimited (3)"), (2048, "Account Enabled"),
    (2049, "'Home Directory Required' - Disabled"), (2050, "'Password Not Required' - Disabled"),
    (2051, "'Temp Duplicate Account' - Disabled"), (2052, "'Normal Account' - Disabled"),
    (2053, "'MNS Logon Account' - Disabled"), (2054, "'Interdomain Trust Account' - Disabled"),
    (2055, "'Workstation Trust Account' - Disabled"), (2056, "'Server Trust Account' - Disabled"),
    (2057, "'Don't Expire Password' - Disabled"), (2058, "Account Unlocked"),
    (2059, "'Encrypted Text Password Allowed' - Disabled"), (2060, "'Smartcard Required' - Disabled"),
    (2061, "'Trusted For Delegation' - Disabled"), (2062, "'Not Delegated' - Disabled"),
    (2063, "'Use DES Key Only' - Disabled"), (2064, "'Don't Require Preauth' - Disabled"),
    (2065, "'Password Expired' - Disabled"), (2066, "'Trusted To Authenticate For Delegation' - Disabled"),
    (2067, "'Exclude Authorization Information' - Disabled"),
    (2068, "'Undefined UserAccountControl Bit 20' - Disabled"),
    (2069, "'Protect Kerberos Service Tickets with AES Keys' - Disabled"),
    (2070, "'Undefined UserAccountControl Bit 22' - Disabled"),
    (2071, "'Undefined UserAccountControl Bit 23' - Disabled"),
    (2072, "'Undefined UserAccountControl Bit 24' - Disabled"),
    (2073, "'Undefined UserAccountControl Bit 25' - Disabled"),
    (2074, "'Undefined UserAccountControl Bit 26' - Disabled"),
    (2075, "'Undefined UserAccountControl Bit 27' - Disabled"),
    (2076, "'Undefined UserAccountControl Bit 28' - Disabled"),
    (2077, "'Undefined UserAccountControl Bit 29' - Disabled"),
    (2078, "'Undefined UserAccountControl Bit 30' - Disabled"),
    (2079, "'Undefined UserAccountControl Bit 31' - Disabled"), (2080, "Account Disabled"),
    (2081, "'Home Directory Required' - Enabled"), (2082, "'Password Not Required' - Enabled"),
    (2083, "'Temp Duplicate Account' - Enabled"), (2084, "'Normal Account' - Enabled"),
    (2085, "'MNS Logon Account' - Enabled"), (2086, "'Interdomain Trust Account' - Enabled"),
    (2087, "'Workstation Trust Account' - Enabled"), (2088, "'Server Trust Account' - Enabled"),
    (2089, "'Don't Expire Password' - Enabled"), (2090, "Account Locked"),
    (2091, "'Encrypted Text Password Allowed' - Enabled"), (2092, "'Smartcard Required' - Enabled"),
    (2093, "'Trusted For Delegation' - Enabled"), (2094, "'Not Delegated' - Enabled"),
    (2095, "'Use DES Key Only' - Enabled"), (2096, "'Don't Require Preauth' - Enabled"),
    (2097, "'Password Expired' - Enabled"), (2098, "'Trusted To Authenticate For Delegation' - Enabled"),
    (2099, "'Exclude Authorization Information' - Enabled"), (2100, "'Undefined UserAccountControl Bit 20' - Enabled"),
    (2101, "'Protect Kerberos Service Tickets with AES Keys' - Enabled"),
    (2102, "'Undefined UserAccountControl Bit 22' - Enabled"),
    (2103, "'Undefined UserAccountControl Bit 23' - Enabled"),
    (2104, "'Undefined UserAccountControl Bit 24' - Enabled"),
    (2105, "'Undefined UserAccountControl Bit 25' - Enabled"),
    (2106, "'Undefined UserAccountControl Bit 26' - Enabled"),
    (2107, "'Undefined UserAccountControl Bit 27' - Enabled"),
    (2108, "'Undefined UserAccountControl Bit 28' - Enabled"),
    (2109, "'Undefined UserAccountControl Bit 29' - Enabled"),
    (2110, "'Undefined UserAccountControl Bit 30' - Enabled"),
    (2111, "'Undefined UserAccountControl Bit 31' - Enabled"), (2304, "An Error occured during Logon."),
    (2305, "The specified user account has expired."), (2306, "The NetLogon component is not active."),
    (2307, "Account locked out."), (2308, "The user has not been granted the requested logon type at this machine."),
    (2309, "The specified account's password has expired."), (2310, "Account currently disabled."),
    (2311, "Account logon time restriction violation."), (2312, "User not allowed to logon at this computer."),
    (2313, "Unknown user name or bad password."), (2314, "Domain sid inconsistent."),
    (2315, "Smartcard logon is required and was not used."), (2432, "Not Available."),
    (2436, "Random number generator failure."), (2437, "Random number generation failed FIPS-140 pre-hash check."),
    (2438, "Failed to zero secret data."), (2439, "Key failed pair wise consistency check."),
    (2448, "Failed to unprotect persistent cryptographic key."), (2449, "Key export checks failed."),
    (2450, "Validation of public key failed."), (2451, "Signature verification failed."), (2456, "Open key file."),
    (2457, "Delete key file."), (2458, "Read persisted key from file."), (2459, "Write persisted key to file."),
    (2464, "Export of persistent cryptographic key."), (2465, "Import of persistent cryptographic key."),
    (2480, "Open Key."), (2481, "Create Key."), (2482, "Delete Key."), (2483, "Encrypt."), (2484, "Decrypt."),
    (2485, "Sign hash."), (2486, "Secret agreement."), (2487, "Domain settings"), (2488, "Local settings"),
    (2489, "Add provider."), (2490, "Remove provider."), (2491, "Add context."), (2492, "Remove context."),
    (2493, "Add function."), (2494, "Remove function."), (2495, "Add function provider."),
    (2496, "Remove function provider."), (2497, "Add function property."), (2498, "Remove function property."),
    (2499, "Machine key."), (2500, "User key."), (2501, "Key Derivation."), (4352, "Device Access Bit 0"),
    (4353, "Device Access Bit 1"), (4354, "Device Access Bit 2"), (4355, "Device Access Bit 3"),
    (4356, "Device Access Bit 4"), (4357, "Device Access Bit 5"), (4358, "Device Access Bit 6"),
    (4359, "Device Access Bit 7"), (4360, "Device Access Bit 8"), (4368, "Query directory"), (4369, "Traverse"),
    (4370, "Create object in directory"), (4371, "Create sub-directory"), (4384, "Query event state"),
    (4385, "Modify event state"), (4416, "ReadData (or ListDirectory)"), (4417, "WriteData (or AddFile)"),
    (4418, "AppendData (or AddSubdirectory or CreatePipeInstance)"), (4419, "ReadEA"), (4420, "WriteEA"),
    (4421, "Execute/Traverse"), (4422, "DeleteChild"), (4423, "ReadAttributes"), (4424, "WriteAttributes"),
    (4432, "Query key value"), (4433, "Set key value"), (4434, "Create sub-key"), (4435, "Enumerate sub-keys"),
    (4436, "Notify about changes to keys"), (4437, "Create Link"),
    (4440, "Enable 64(or 32) bit application to open 64 bit key"),
    (4441, "Enable 64(or 32) bit application to open 32 bit key"), (4448, "Query mutant state"),
    (4464, "Communicate using port"), (4480, "Force process termination"), (4481, "Create new thread in process"),
    (4482, "Set process session ID"), (4483, "Perform virtual memory operation"), (4484, "Read from process memory"),
    (4485, "Write to process memory"), (4486, "Duplicate handle into or out of process"),
    (4487, "Create a subprocess of process"), (4488, "Set process quotas"), (4489, "Set process information"),
    (4490, "Query process information"), (4491, "Set process termination port"), (4496, "Control profile"),
    (4512, "Query section state"), (4513, "Map section for write"), (4514, "Map section for read"),
    (4515, "Map section for execute"), (4516, "Extend size"), (4528, "Query semaphore state"),
    (4529, "Modify semaphore state"), (4544, "Use symbolic link"), (4560, "Force thread termination"),
    (4561, "Suspend or resume thread"), (4562, "Send an alert to thread"), (4563, "Get thread context"),
    (4564, "Set thread context"), (4565, "Set thread information"), (4566, "Query thread information"),
    (4567, "Assign a token to the thread"), (4568, "Cause thread to directly impersonate another thread"),
    (4569, "Directly impersonate this thread"), (4576, "Query timer state"), (4577, "Modify timer state"),
    (4592, "AssignAsPrimary"), (4593, "Duplicate"), (4594, "Impersonate"), (4595, "Query"), (4596, "QuerySource"),
    (4597, "AdjustPrivileges"), (4598, "AdjustGroups"), (4599, "AdjustDefaultDacl"), (4600, "AdjustSessionID"),
    (4608, "Create instance of object type"), (4864, "Query State"), (4865, "Modify State"),
    (5120, "Channel read message"), (5121, "Channel write message"), (5122, "Channel query information"),
    (5123, "Channel set information"), (5136, "Assign process"), (5137, "Set Attributes"), (5138, "Query Attributes"),
    (5139, "Terminate Job"), (5140, "Set Security Attributes"), (5376, "ConnectToServer"), (5377, "ShutdownServer"),
    (5378, "InitializeServer"), (5379, "CreateDomain"), (5380, "EnumerateDomains"), (5381, "LookupDomain"),
    (5392, "ReadPasswordParameters"), (5393, "WritePasswordParameters"), (5394, "ReadOtherParameters"),
    (5395, "WriteOtherParameters"), (5396, "CreateUser"), (5397, "CreateGlobalGroup"), (5398, "CreateLocalGroup"),
    (5399, "GetLocalGroupMembership"), (5400, "ListAccounts"), (5401, "LookupIDs"), (5402, "AdministerServer"),
    (5408, "ReadInformation"), (5409, "WriteAccount"), (5410, "AddMember"), (5411, "RemoveMember"),
    (5412, "ListMembers"), (5424, "AddMember"), (5425, "RemoveMember"), (5426, "ListMembers"),
    (5427, "ReadInformation"), (5428, "WriteAccount"), (5440, "ReadGeneralInformation"), (5441, "ReadPreferences"),
    (5442, "WritePreferences"), (5443, "ReadLogon"), (5444, "ReadAccount"), (5445, "WriteAccount"),
    (5446, "ChangePassword (with knowledge of old password)"),
    (5447, "SetPassword (without knowledge of old password)"), (5448, "ListGroups"), (5449, "ReadGroupMembership"),
    (5450, "ChangeGroupMembership"), (5632, "View non-sensitive policy information"),
    (5633, "View system audit requirements"), (5634, "Get sensitive policy information"),
    (5635, "Modify domain trust relationships"), (5636, "Create special accounts (for assignment of user rights)"),
    (5637, "Create a secret object"), (5638, "Create a privilege"), (5639, "Set default quota limits"),
    (5640, "Change system audit requirements"), (5641, "Administer audit log attributes"),
    (5642, "Enable/Disable LSA"), (5643, "Lookup Names/SIDs"), (5648, "Change secret value"),
    (5649, "Query secret value"), (5664, "Query trusted domain name/SID"),
    (5665, "Retrieve the controllers in the trusted domain"), (5666, "Change the controllers in the trusted domain"),
    (5667, "Query the Posix ID offset assigned to the trusted domain"),
    (5668, "Change the Posix ID offset assigned to the trusted domain"), (5680, "Query account information"),
    (5681, "Change privileges assigned to account"), (5682, "Change quotas assigned to account"),
    (5683, "Change logon capabilities assigned to account"),
    (5684, "Change the Posix ID offset assigned to the accounted domain"), (5696, "KeyedEvent Wait"),
    (5697, "KeyedEvent Wake"), (6656, "Enumerate desktops"), (6657, "Read attributes"), (6658, "Access Clipboard"),
    (6659, "Create desktop"), (6660, "Write attributes"), (6661, "Access global atoms"), (6662, "Exit windows"),
    (6663, "Unused Access Flag"), (6664, "Include this windowstation in enumerations"), (6665, "Read screen"),
    (6672, "Read Objects"), (6673, "Create window"), (6674, "Create menu"), (6675, "Hook control"),
    (6676, "Journal (record)"), (6677, "Journal (playback)"), (6678, "Include this desktop in enumerations"),
    (6679, "Write objects"), (6680, "Switch to this desktop"), (6912, "Administer print server"),
    (6913, "Enumerate printers"), (6930, "Full Control"), (6931, "Print"), (6948, "Administer Document"),
    (7168, "Connect to service controller"), (7169, "Create a new service"), (7170, "Enumerate services"),
    (7171, "Lock service database for exclusive access"), (7172, "Query service database lock state"),
    (7173, "Set last-known-good state of service database"), (7184, "Query service configuration information"),
    (7185, "Set service configuration information"), (7186, "Query status of service"),
    (7187, "Enumerate dependencies of service"), (7188, "Start the service"), (7189, "Stop the service"),
    (7190, "Pause or continue the service"), (7191, "Query information from service"),
    (7192, "Issue service-specific control commands"), (7424, "DDE Share Read"), (7425, "DDE Share Write"),
    (7426, "DDE Share Initiate Static"), (7427, "DDE Share Initiate Link"), (7428, "DDE Share Request"),
    (7429, "DDE Share Advise"), (7430, "DDE Share Poke"), (7431, "DDE Share Execute"), (7432, "DDE Share Add Items"),
    (7433, "DDE Share List Items"), (7680, "Create Child"), (7681, "Delete Child"), (7682, "List Contents"),
    (7683, "Write Self"), (7684, "Read Property"), (7685, "Write Property"), (7686, "Delete Tree"),
    (7687, "List Object"), (7688, "Control Access"), (7936, "Audit Set System Policy"),
    (7937, "Audit Query System Policy"), (7938, "Audit Set Per User Policy"), (7939, "Audit Query Per User Policy"),
    (7940, "Audit Enumerate Users"), (7941, "Audit Set Options"), (7942, "Audit Query Options"),
    (8064, "Port sharing (read)"), (8065, "Port sharing (write)"), (8096, "Default credentials"),
    (8097, "Credentials manager"), (8098, "Fresh credentials"), (8192, "Kerberos"), (8193, "Preshared key"),
    (8194, "Unknown authentication"), (8195, "DES"), (8196, "3DES"), (8197, "MD5"), (8198, "SHA1"),
    (8199, "Local computer"), (8200, "Remote computer"), (8201, "No state"), (8202, "Sent first (SA) payload"),
    (8203, "Sent second (KE) payload"), (8204, "Sent third (ID) payload"), (8205, "Initiator"), (8206, "Responder"),
    (8207, "No state"), (8208, "Sent first (SA) payload"), (8209, "Sent final payload"), (8210, "Complete"),
    (8211, "Unknown"), (8212, "Transport"), (8213, "Tunnel"), (8214, "IKE/AuthIP DoS prevention mode started"),
    (8215, "IKE/AuthIP DoS prevention mode stopped"), (8216, "Enabled"), (8217, "Not enabled"), (8218, "No state"),
    (8219, "Sent first (EM attributes) payload"), (8220, "Sent second (SSPI) payload"),
    (8221, "Sent third (hash) payload"), (8222, "IKEv1"), (8223, "AuthIP"), (8224, "Anonymous"), (8225, "NTLM V2"),
    (8226, "CGA"), (8227, "Certificate"), (8228, "SSL"), (8229, "None"), (8230, "DH group 1"), (8231, "DH group 2"),
    (8232, "DH group 14"), (8233, "DH group ECP 256"), (8234, "DH group ECP 384"), (8235, "AES-128"),
    (8236, "AES-192"), (8237, "AES-256"), (8238, "Certificate ECDSA P256"), (8239, "Certificate ECDSA P384"),
    (8240, "SSL ECDSA P256"), (8241, "SSL ECDSA P384"), (8242, "SHA 256"), (8243, "SHA 384"), (8244, "IKEv2"),
    (8245, "EAP payload sent"), (8246, "Authentication payload sent"), (8247, "EAP"), (8248, "DH group 24"),
    (8272, "System"), (8273, "Logon/Logoff"), (8274, "Object Access"), (8275, "Privilege Use"),
    (8276, "Detailed Tracking"), (8277, "Policy Change"), (8278, "Account Management"), (8279, "DS Access"),
    (8280, "Account Logon"), (8448, "Success removed"), (8449, "Success Added"), (8450, "Failure removed"),
    (8451, "Failure Added"), (8452, "Success include removed"), (8453, "Success include added"),
    (8454, "Success exclude removed"), (8455, "Success exclude added"), (8456, "Failure include removed"),
    (8457, "Failure include added"), (8458, "Failure exclude removed"), (8459, "Failure exclude added"),
    (14592, "Inbound"), (14593, "Outbound"), (14594, "Forward"), (14595, "Bidirectional"), (14596, "IP Packet"),
    (14597, "Transport"), (14598, "Forward"), (14599, "Stream"), (14600, "Datagram Data"), (14601, "ICMP Error"),
    (14602, "MAC 802.3"), (14603, "MAC Native"), (14604, "vSwitch"), (14608, "Resource Assignment"),
    (14609, "Listen"), (14610, "Receive/Accept"), (14611, "Connect"), (14612, "Flow Established"),
    (14614, "Resource Release"), (14615, "Endpoint Closure"), (14616, "Connect Redirect"), (14617, "Bind Redirect"),
    (14624, "Stream Packet"), (14640, "ICMP Echo-Request"), (14641, "vSwitch Ingress"), (14642, "vSwitch Egress"),
    (14672, "<Binary>"), (14673, "[NULL]"), (14674, "Value Added"), (14675, "Value Deleted"),
    (14676, "Active Directory Domain Services"), (14677, "Active Directory Lightweight Directory Services"),
    (14678, "Yes"), (14679, "No"), (14680, "Value Added With Expiration Time"),
    (14681, "Value Deleted With Expiration Time"), (14688, "Value Auto Deleted With Expiration Time"), (16384, "Add"),
    (16385, "Delete"), (16386, "Boot-time"), (16387, "Persistent"), (16388, "Not persistent"), (16389, "Block"),
    (16390, "Permit"), (16391, "Callout"), (16392, "MD5"), (16393, "SHA-1"), (16394, "SHA-256"),
    (16395, "AES-GCM 128"), (16396, "AES-GCM 192"), (16397, "AES-GCM 256"), (16398, "DES"), (16399, "3DES"),
    (16400, "AES-128"), (16401, "AES-192"), (16402, "AES-256"), (16403, "Transport"), (16404, "Tunnel"),
    (16405, "Responder"), (16406, "Initiator"), (16407, "AES-GMAC 128"), (16408, "AES-GMAC 192"),
    (16409, "AES-GMAC 256"), (16416, "AuthNoEncap Transport"), (16896, "Enable WMI Account"),
    (16897, "Execute Method"), (16898, "Full Write"), (16899, "Partial Write"), (16900, "Provider Write"),
    (16901, "Remote Access"), (16902, "Subscribe"), (16903, "Publish"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_numbers() {
        assert!(TEXTS.is_sorted_by_key(|(number, _)| *number));
        assert_eq!(text("%%1538"), Some("READ_CONTROL"));
        assert_eq!(text("2313"), Some("Unknown user name or bad password."));
        assert_eq!(text("%%4425"), Some("Undefined Access (no effect) Bit 9"));
        assert_eq!(text("%%13312"), Some("Process Creation"));
        assert_eq!(text("%%4583"), None);
        assert_eq!(text("0x6"), None);
        assert_eq!(text(""), None);
        let arena = Arena::new();
        assert_eq!(expand("%%8449, %%99999 %%", &arena), "Success Added, %%99999 %%");
        assert_eq!(expand("plain", &arena), "plain");
    }
}
