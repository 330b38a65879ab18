//! Who may do what.

use serde::{Deserialize, Serialize};

/// What an account is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads events, alerts and rules.
    Viewer,
    /// Works on alerts as well.
    Analyst,
    /// Changes rules as well.
    Engineer,
    /// Sends events, and puts what shippers put when they start. Reads nothing.
    Ingest,
    /// Everything, accounts included.
    Admin,
}

/// What a request needs.
#[allow(dead_code, reason = "some are for routes of alerts and rules")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Permission {
    /// Nothing at all: whether the server is alive.
    Public,
    /// To be somebody.
    Known,
    /// To read events, alerts and rules.
    Read,
    /// To change alerts.
    Triage,
    /// To change rules.
    Rules,
    /// To send events.
    Ingest,
    /// To change accounts and settings.
    Admin,
}

impl Role {
    /// All roles, the least first.
    pub const ALL: [Self; 5] = [Self::Viewer, Self::Analyst, Self::Engineer, Self::Ingest, Self::Admin];

    /// Its name, as it is stored and typed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Analyst => "analyst",
            Self::Engineer => "engineer",
            Self::Ingest => "ingest",
            Self::Admin => "admin",
        }
    }

    /// The role of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Whether an account of this role may do what needs `permission`.
    pub(crate) fn may(self, permission: Permission) -> bool {
        match permission {
            Permission::Public | Permission::Known => true,
            Permission::Read => self != Self::Ingest,
            Permission::Triage => matches!(self, Self::Analyst | Self::Engineer | Self::Admin),
            Permission::Rules => matches!(self, Self::Engineer | Self::Admin),
            Permission::Ingest => matches!(self, Self::Ingest | Self::Admin),
            Permission::Admin => self == Self::Admin,
        }
    }
}
