//! What a scenario is made of.

mod event;
mod world;

use ecs::Timestamp;

pub use event::{Deed, Event, EventKind};
pub use world::{Account, Host, Logon, LogonKind, Process, Program};

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
