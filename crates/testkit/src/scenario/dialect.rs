//! What a dialect is: one product's way of telling a scenario.

use super::Investigation;
use super::model::{Event, EventKind, Host, Scenario};
use super::render::alerts;

/// One product's way of telling a scenario.
#[derive(Debug)]
pub struct Dialect {
    /// Names its files: `elastic-defend`.
    pub name: &'static str,
    /// What a person calls it.
    pub title: &'static str,
    /// The ending of its file's name.
    pub extension: &'static str,
    /// The scenario in the product's raw format: a whole file.
    pub render: fn(&Scenario) -> String,
    /// How it names machines and accounts.
    pub identity: Identity,
    /// What it does not record; everything else it does.
    pub gaps: &'static [Gap],
    /// Whether the record of a start names the logon session.
    pub names_logon: bool,
    /// Whether the record of a start has what the maker of the program called its file.
    pub names_original_file: bool,
    /// Whether the record of a process's end says what had started the process.
    pub ends_name_parent: bool,
    /// What is shipped beside the product's own events, in its file, so that the guide can be followed.
    pub beside: Option<&'static str>,
}

/// How a product names machines and accounts, as its normalised events have it.
#[derive(Debug)]
pub struct Identity {
    /// `host.id`.
    pub host_id: fn(&Host) -> String,
    /// Whether `user.id` is the account's security identifier. Otherwise there is none, and names have to do.
    pub has_user_id: bool,
}

/// A kind of event that a product does not record, or not so that an investigation finds it.
#[derive(Debug)]
pub struct Gap {
    /// Which kind.
    pub kind: EventKind,
    /// How much of it is missing.
    pub extent: Extent,
    /// Why.
    pub reason: &'static str,
}

/// How much a product records of a kind of event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All that the investigations ask for.
    Recorded,
    /// There is a record of it, but without what the investigations look for.
    Apart,
    /// There is no record of it.
    Absent,
}

impl Dialect {
    /// How much of a kind of event it records.
    pub fn extent(&self, kind: EventKind) -> Extent {
        self.gaps.iter().find(|gap| gap.kind == kind).map_or(Extent::Recorded, |gap| gap.extent)
    }

    /// Whether an investigation must return an event.
    pub fn answers(&self, event: &Event, investigation: Investigation) -> bool {
        self.extent(event.deed.kind()) == Extent::Recorded && event.answers.contains(&investigation)
    }

    /// Its file's name.
    pub fn file_name(&self) -> String {
        format!("{}.{}", self.name, self.extension)
    }

    /// The alerts that were there before, as documents of the alerts' index, one a line.
    pub fn earlier_alerts(&self, scenario: &Scenario) -> String {
        alerts::render(scenario, &self.identity)
    }
}
