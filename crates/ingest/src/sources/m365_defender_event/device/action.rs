//! Actions: what a row's `ActionType` has in it.
//!
//! Actions are told by parts of their names, so that those that Microsoft adds are understood as far as they are like
//! others. Of the usual ones the parts are found when Tripline is compiled.

use super::kind::lower_case;
use crate::mapping::Arena;

/// What an action's name can have in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Part {
    ConnectionFailed,
    ConnectionFound,
    ConnectionRequest,
    ConnectionSuccess,
    Dns,
    DnsConnectionInspected,
    DriverLoad,
    Ftp,
    Http,
    ImageLoaded,
    InboundConnectionAccepted,
    ListeningConnectionCreated,
    NetworkSignatureInspected,
    ProcessCreated,
    RegistryKeyCreated,
    RegistryKeyDeleted,
    RegistryKeyRenamed,
    RegistryValueDeleted,
    RegistryValueSet,
    Ssl,
}

/// How the parts are spelled, in lower case, in the same order.
const PARTS: [&str; 20] = [
    "connectionfailed",
    "connectionfound",
    "connectionrequest",
    "connectionsuccess",
    "dns",
    "dnsconnectioninspected",
    "driverload",
    "ftp",
    "http",
    "imageloaded",
    "inboundconnectionaccepted",
    "listeningconnectioncreated",
    "networksignatureinspected",
    "processcreated",
    "registrykeycreated",
    "registrykeydeleted",
    "registrykeyrenamed",
    "registryvaluedeleted",
    "registryvalueset",
    "ssl",
];

/// The parts of a name, a bit each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Parts(u32);

impl Parts {
    /// The parts of a name in lower case.
    const fn of(name: &str) -> Self {
        let (mut bits, mut part) = (0, 0);
        while part < PARTS.len() {
            if contains(name.as_bytes(), PARTS[part].as_bytes()) {
                bits |= 1 << part;
            }
            part += 1;
        }
        Self(bits)
    }
}

const fn contains(text: &[u8], part: &[u8]) -> bool {
    let mut start = 0;
    while start + part.len() <= text.len() {
        let mut at = 0;
        while at < part.len() && text[start + at] == part[at] {
            at += 1;
        }
        if at == part.len() {
            return true;
        }
        start += 1;
    }
    false
}

/// An action.
#[derive(Clone, Copy, Debug)]
pub(super) struct Action<'a> {
    /// As it was sent.
    pub(super) raw: &'a str,
    /// In lower case.
    pub(super) name: &'a str,
    parts: Parts,
}

impl<'a> Action<'a> {
    pub(super) fn new(raw: &'a str, arena: &'a Arena) -> Self {
        // Lengths tell most apart, so this is faster than a search by halves.
        match USUAL.iter().find(|(known, _, _)| *known == raw) {
            Some(&(_, name, parts)) => Self { raw, name, parts },
            None => {
                let name = lower_case(raw, arena);
                Self { raw, name, parts: Parts::of(name) }
            }
        }
    }

    /// Whether the name has this part.
    pub(super) fn has(&self, part: Part) -> bool {
        self.parts.0 >> part as u32 & 1 == 1
    }

    /// Whether it is a call of an interface of the system.
    pub(super) fn is_call(&self) -> bool {
        self.name.ends_with("apicall")
    }
}

/// Usual actions as they are sent, in lower case, and their parts; sorted.
macro_rules! usual {
    ($($raw:literal $name:literal)*) => { &[$(($raw, $name, Parts::of($name))),*] };
}

const USUAL: &[(&str, &str, Parts)] = usual! {
    "ConnectionAttempt" "connectionattempt"
    "ConnectionFailed" "connectionfailed"
    "ConnectionFound" "connectionfound"
    "ConnectionRequest" "connectionrequest"
    "ConnectionSuccess" "connectionsuccess"
    "DnsConnectionInspected" "dnsconnectioninspected"
    "DnsQueryResponse" "dnsqueryresponse"
    "DpapiAccessed" "dpapiaccessed"
    "DriverLoad" "driverload"
    "FileCreated" "filecreated"
    "FileDeleted" "filedeleted"
    "FileModified" "filemodified"
    "FileRenamed" "filerenamed"
    "GetAsyncKeyStateApiCall" "getasynckeystateapicall"
    "GetClipboardData" "getclipboarddata"
    "HttpConnectionInspected" "httpconnectioninspected"
    "IcmpConnectionInspected" "icmpconnectioninspected"
    "ImageLoaded" "imageloaded"
    "InboundConnectionAccepted" "inboundconnectionaccepted"
    "LdapSearch" "ldapsearch"
    "ListeningConnectionCreated" "listeningconnectioncreated"
    "LogonAttempted" "logonattempted"
    "LogonFailed" "logonfailed"
    "LogonSuccess" "logonsuccess"
    "NamedPipeEvent" "namedpipeevent"
    "NetworkSignatureInspected" "networksignatureinspected"
    "NtAllocateVirtualMemoryApiCall" "ntallocatevirtualmemoryapicall"
    "NtAllocateVirtualMemoryRemoteApiCall" "ntallocatevirtualmemoryremoteapicall"
    "NtProtectVirtualMemoryApiCall" "ntprotectvirtualmemoryapicall"
    "NtlmAuthenticationInspected" "ntlmauthenticationinspected"
    "OpenProcessApiCall" "openprocessapicall"
    "OtherAlertRelatedActivity" "otheralertrelatedactivity"
    "PowerShellCommand" "powershellcommand"
    "ProcessCreated" "processcreated"
    "ProcessCreatedUsingWmiQuery" "processcreatedusingwmiquery"
    "ProcessPrimaryTokenModified" "processprimarytokenmodified"
    "ReadProcessMemoryApiCall" "readprocessmemoryapicall"
    "RegistryKeyCreated" "registrykeycreated"
    "RegistryKeyDeleted" "registrykeydeleted"
    "RegistryKeyRenamed" "registrykeyrenamed"
    "RegistryValueDeleted" "registryvaluedeleted"
    "RegistryValueSet" "registryvalueset"
    "ScheduledTaskCreated" "scheduledtaskcreated"
    "ScreenshotTaken" "screenshottaken"
    "ServiceInstalled" "serviceinstalled"
    "SslConnectionInspected" "sslconnectioninspected"
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_actions_are_what_others_would_be() {
        assert!(USUAL.is_sorted_by_key(|(raw, _, _)| *raw));
        assert!(PARTS.is_sorted());
        let arena = Arena::new();
        for (raw, name, parts) in USUAL {
            assert_eq!((lower_case(raw, &arena), Parts::of(name)), (*name, *parts), "{raw}");
            assert_eq!(Action::new(raw, &arena).name, *name);
        }
    }

    #[test]
    fn parts_are_found_in_any_name() {
        let arena = Arena::new();
        let action = Action::new("SomeDNSConnectionInspectedToo", &arena);
        assert!(action.has(Part::Dns) && action.has(Part::DnsConnectionInspected) && !action.has(Part::Ssl));
        assert!(Action::new("ReadSomethingApiCall", &arena).is_call());
        for (place, name) in PARTS.iter().enumerate() {
            assert_eq!(format!("{:?}", part(place)).to_lowercase(), *name);
        }
    }

    fn part(place: usize) -> Part {
        use Part::*;
        [
            ConnectionFailed,
            ConnectionFound,
            ConnectionRequest,
            ConnectionSuccess,
            Dns,
            DnsConnectionInspected,
            DriverLoad,
            Ftp,
            Http,
            ImageLoaded,
            InboundConnectionAccepted,
            ListeningConnectionCreated,
            NetworkSignatureInspected,
            ProcessCreated,
            RegistryKeyCreated,
            RegistryKeyDeleted,
            RegistryKeyRenamed,
            RegistryValueDeleted,
            RegistryValueSet,
            Ssl,
        ][place]
    }
}
