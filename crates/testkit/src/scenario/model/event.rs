//! What happens.

use std::rc::Rc;

use ecs::Timestamp;

use super::Investigation;
use super::world::{Account, Host, Logon, Process};

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

impl Deed {
    /// What happened, in a few words.
    pub(super) fn describe(&self) -> String {
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
