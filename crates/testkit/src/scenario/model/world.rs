//! Machines, accounts, logon sessions and processes.

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
