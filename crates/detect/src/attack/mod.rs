//! Which techniques of MITRE ATT&CK a set of rules covers.
//!
//! [`Coverage`] counts; [`Coverage::navigator_layer`] writes what MITRE's Navigator opens, [`Coverage::table`] rows for
//! a terminal. Rules that cannot run yet are counted apart: they cover nothing.

mod layer;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use crate::rule::{Rule, Tactic};

pub use table::CoverageRow;

/// The only framework that a Navigator layer can show.
const FRAMEWORK: &str = "MITRE ATT&CK";

/// What a set of rules covers.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Coverage {
    covered: BTreeMap<Place, Covering>,
    running: usize,
    not_running: usize,
}

/// Whether a rule runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Running {
    /// It does.
    Yes,
    /// It does not: this version does not support it, or its query has an error.
    No,
}

/// A technique under one tactic. The same technique may serve several.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Place {
    tactic: String,
    technique: String,
}

/// The rules for one technique.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Covering {
    tactic_name: String,
    technique_name: String,
    running: BTreeSet<String>,
    not_running: BTreeSet<String>,
}

impl Coverage {
    /// What these rules cover.
    pub fn of<'r>(rules: impl IntoIterator<Item = (&'r Rule, Running)>) -> Self {
        let mut coverage = Self::default();
        for (rule, running) in rules {
            coverage.add(rule, running);
        }
        coverage
    }

    /// Adds a rule.
    pub fn add(&mut self, rule: &Rule, running: Running) {
        match running {
            Running::Yes => self.running += 1,
            Running::No => self.not_running += 1,
        }
        for threat in rule.threat.iter().filter(|threat| threat.framework == FRAMEWORK) {
            for technique in &threat.technique {
                self.add_technique(&threat.tactic, &technique.id, &technique.name, rule, running);
                for part in &technique.subtechnique {
                    let name = format!("{}: {}", technique.name, part.name);
                    self.add_technique(&threat.tactic, &part.id, &name, rule, running);
                }
            }
        }
    }

    fn add_technique(&mut self, tactic: &Tactic, id: &str, name: &str, rule: &Rule, running: Running) {
        let place = Place { tactic: tactic.id.clone(), technique: id.to_owned() };
        let covering = self.covered.entry(place).or_insert_with(|| Covering {
            tactic_name: tactic.name.clone(),
            technique_name: name.to_owned(),
            ..Covering::default()
        });
        let rules = match running {
            Running::Yes => &mut covering.running,
            Running::No => &mut covering.not_running,
        };
        rules.insert(rule.name.clone());
    }
}

#[cfg(test)]
mod tests;
