//! What a scenario is made of.

use std::rc::Rc;

use ecs::Timestamp;

/// A machine.
#[derive(Debug, PartialEq, Eq)]
pub struct Host {
    /// Its name, without the domain.
    pub name: &'static str,
    /// Its address.
    pub address: &'static str,
    /// Whether it runs Windows Server.
    pub is_server: bool,
}

impl Host {
    /// The domain that all machines are in.
    pub const DOMAIN: &'static str = "kestrel.example";

    /// Its name, with the domain.
    pub fn full_name(&self) -> String {
        format!("{}.{}", self.name, Self::DOMAIN)
    }
}

/// Whom processes run as.
#[derive(Debug, PartialEq, Eq)]
pub struct Account {
    /// The security identifier.
    pub sid: &'static str,
    /// The domain, or the authority of a built-in account.
    pub domain: &'static str,
    /// The name.
    pub name: &'static str,
}

impl Account {
    /// `DOMAIN\name`.
    pub fn qualified(&self) -> String {
        format!("{}\\{}", self.domain, self.name)
    }
}

/// A logon session of an account on a host.
#[derive(Debug)]
pub struct Logon {
    /// The number that Windows gave it. Numbers are unique on a host only.
    pub id: u64,
    /// Where it is.
    pub host: &'static Host,
    /// Whose it is.
    pub account: &'static Account,
    /// How it came about.
    pub kind: LogonKind,
}

/// How a logon session came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogonKind {
    /// At the keyboard.
    Interactive,
    /// From another machine, which has this address.
    Network {
        /// The other machine's address.
        from: &'static str,
        /// The port there.
        port: u16,
    },
    /// Of a service, the operating system's own among them.
    Service,
}

impl LogonKind {
    /// Windows' number of the kind.
    pub fn number(self) -> u8 {
        match self {
            Self::Interactive => 2,
            Self::Network { .. } => 3,
            Self::Service => 5,
        }
    }

    /// Windows' name of the kind.
    pub fn name(self) -> &'static str {
        match self {
            Self::Interactive => "Interactive",
            Self::Network { .. } => "Network",
            Self::Service => "Service",
        }
    }
}

impl Logon {
    /// The number as Windows writes it.
    pub fn hex(&self) -> String {
        format!("0x{:x}", self.id)
    }
}

/// An executable, wherever it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Program {
    /// Where it lies.
    pub path: &'static str,
    /// What its maker called the file; a copy keeps this.
    pub original_name: &'static str,
    /// What its maker says it is.
    pub description: &'static str,
    /// Who made it.
    pub company: &'static str,
    /// Whether it has a valid signature of its maker.
    pub is_signed: bool,
}

impl Program {
    /// The same file under another path.
    pub const fn copied_to(self, path: &'static str) -> Self {
        Self { path, ..self }
    }

    /// The file's name.
    pub fn name(&self) -> &'static str {
        self.path.rsplit('\\').next().unwrap_or(self.path)
    }
}

/// A process.
#[derive(Debug)]
pub struct Process {
    /// When it was started.
    pub started: Timestamp,
    /// The number that Windows gave it. Numbers are used again.
    pub pid: u32,
    /// What it runs.
    pub program: Program,
    /// How it was called.
    pub command_line: &'static str,
    /// The logon that it belongs to.
    pub logon: Rc<Logon>,
    /// What started it; none where nobody knows.
    pub parent: Option<Rc<Process>>,
    /// Whether its start is told. It is not where it was running before telemetry begins.
    pub is_told: bool,
}

impl Process {
    /// Where it runs.
    pub fn host(&self) -> &'static Host {
        self.logon.host
    }

    /// The processes above it, its parent first.
    pub fn ancestors(&self) -> impl Iterator<Item = &Rc<Process>> {
        std::iter::successors(self.parent.as_ref(), |process| process.parent.as_ref())
    }
}

/// Something that happened.
#[derive(Debug)]
pub struct Event {
    /// When. No two events have the same time, so a time names an event in whatever form it comes back.
    pub at: Timestamp,
    /// What.
    pub deed: Deed,
    /// The investigations of the alert that must return it.
    pub answers: Vec<Investigation>,
    /// Whether the rule must raise an alert.
    pub is_guilty: bool,
}

/// What happened.
#[derive(Debug)]
pub enum Deed {
    /// A process was started.
    Start(Rc<Process>),
    /// A process ended.
    End(Rc<Process>),
    /// A process asked for the address of a name.
    Lookup {
        /// Which process.
        by: Rc<Process>,
        /// The name.
        name: &'static str,
        /// The answer.
        address: &'static str,
    },
    /// A process connected to an address.
    Connection {
        /// Which process.
        by: Rc<Process>,
        /// Its port.
        from_port: u16,
        /// To which address.
        to: &'static str,
        /// To which port.
        port: u16,
    },
    /// A process wrote a file that was not there before.
    FileWrite {
        /// Which process.
        by: Rc<Process>,
        /// The file's path.
        path: &'static str,
        /// Its size in bytes.
        size: u64,
    },
    /// A process registered a scheduled task.
    Task {
        /// Which process.
        by: Rc<Process>,
        /// The task's path.
        name: &'static str,
        /// The program that it starts.
        command: &'static str,
    },
    /// A logon session began.
    Logon(Rc<Logon>),
    /// A process handed over the credentials of another account.
    ExplicitLogon {
        /// Which process.
        by: Rc<Process>,
        /// Whose credentials.
        account: &'static Account,
        /// For which machine.
        server: &'static Host,
    },
}

/// What kind of thing happened: the columns of the table of what products record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventKind {
    /// [`Deed::Start`].
    Start,
    /// [`Deed::End`].
    End,
    /// [`Deed::Lookup`].
    Lookup,
    /// [`Deed::Connection`].
    Connection,
    /// [`Deed::FileWrite`].
    FileWrite,
    /// [`Deed::Task`].
    Task,
    /// [`Deed::Logon`].
    Logon,
    /// [`Deed::ExplicitLogon`].
    ExplicitLogon,
}

impl EventKind {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 8] = [
        Self::Start,
        Self::End,
        Self::Lookup,
        Self::Connection,
        Self::FileWrite,
        Self::Task,
        Self::Logon,
        Self::ExplicitLogon,
    ];

    /// The column's heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Start => "process start",
            Self::End => "process end",
            Self::Lookup => "name lookup",
            Self::Connection => "connection",
            Self::FileWrite => "file written",
            Self::Task => "scheduled task",
            Self::Logon => "logon",
            Self::ExplicitLogon => "explicit credentials",
        }
    }
}

impl Deed {
    /// Its kind.
    pub fn kind(&self) -> EventKind {
        match self {
            Self::Start(_) => EventKind::Start,
            Self::End(_) => EventKind::End,
            Self::Lookup { .. } => EventKind::Lookup,
            Self::Connection { .. } => EventKind::Connection,
            Self::FileWrite { .. } => EventKind::FileWrite,
            Self::Task { .. } => EventKind::Task,
            Self::Logon(_) => EventKind::Logon,
            Self::ExplicitLogon { .. } => EventKind::ExplicitLogon,
        }
    }

    /// The process that it happened to, or that did it.
    pub fn process(&self) -> Option<&Rc<Process>> {
        match self {
            Self::Start(process) | Self::End(process) => Some(process),
            Self::Lookup { by, .. }
            | Self::Connection { by, .. }
            | Self::FileWrite { by, .. }
            | Self::Task { by, .. }
            | Self::ExplicitLogon { by, .. } => Some(by),
            Self::Logon(_) => None,
        }
    }

    /// The logon session that it happened in, or that began.
    pub fn logon(&self) -> Option<&Rc<Logon>> {
        match self {
            Self::Logon(logon) => Some(logon),
            other => other.process().map(|process| &process.logon),
        }
    }
}

/// The investigations of the rule's guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Investigation {
    /// Alerts of the same user.
    AlertsOfUser,
    /// Alerts on the same host.
    AlertsOnHost,
    /// Network activity of the process.
    Network,
    /// Processes that it started.
    Children,
    /// The logons behind it.
    Logons,
}

impl Investigation {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::AlertsOfUser, Self::AlertsOnHost, Self::Network, Self::Children, Self::Logons];

    /// What the guide calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::AlertsOfUser => "Alerts of the same user",
            Self::AlertsOnHost => "Alerts on the same host",
            Self::Network => "Network activity of this OpenSSH process",
            Self::Children => "Processes started by this OpenSSH process",
            Self::Logons => "Logons behind this OpenSSH process",
        }
    }
}

/// An alert that some other rule had raised before.
#[derive(Debug)]
pub struct EarlierAlert {
    /// When. Different from the times of all events.
    pub at: Timestamp,
    /// Which rule.
    pub rule: &'static str,
    /// On which host.
    pub host: &'static Host,
    /// Of which account.
    pub account: &'static Account,
    /// What was run.
    pub command_line: &'static str,
    /// The investigations of the scenario's alert that must return it.
    pub answers: Vec<Investigation>,
}

/// A whole story, in order of time.
#[derive(Debug)]
pub struct Scenario {
    /// When telemetry begins: at midnight, when nothing happens.
    pub begins: Timestamp,
    /// When an analyst looks at the alert: after everything.
    pub ends: Timestamp,
    /// Every machine in it.
    pub hosts: Vec<&'static Host>,
    /// Every account in it.
    pub accounts: Vec<&'static Account>,
    /// What happened.
    pub events: Vec<Event>,
    /// The alerts that were there before.
    pub earlier_alerts: Vec<EarlierAlert>,
}

impl Scenario {
    /// What happened at a time, in a few words.
    pub fn describe(&self, at: Timestamp) -> String {
        let event = self.events.iter().find(|event| event.at == at);
        let alert = self.earlier_alerts.iter().find(|alert| alert.at == at);
        match (event, alert) {
            (Some(event), _) => format!("{at} {}", event.deed.describe()),
            (None, Some(alert)) => format!("{at} alert of {} on {}", alert.account.name, alert.host.name),
            (None, None) => format!("{at} (never told)"),
        }
    }

    /// When processes ended that this holds for.
    pub fn ends_of(&self, wanted: impl Fn(&Process) -> bool) -> Vec<Timestamp> {
        let ends = self.events.iter().filter(|event| match &event.deed {
            Deed::End(process) => wanted(process),
            _ => false,
        });
        ends.map(|event| event.at).collect()
    }
}

impl Deed {
    fn describe(&self) -> String {
        let kind = self.kind().title();
        match (self.process(), self.logon()) {
            (Some(process), _) => {
                format!("{kind} of {} {} on {}", process.program.name(), process.pid, process.host().name)
            }
            (None, Some(logon)) => format!("{kind} of {} on {}", logon.account.name, logon.host.name),
            (None, None) => kind.to_owned(),
        }
    }
}
