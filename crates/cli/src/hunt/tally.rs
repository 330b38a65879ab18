//! Alerts by severity.

use crate::severity::Severity;

/// Alerts by severity; a sequence counts once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally([u64; 4]);

impl Tally {
    /// Counts one alert.
    pub(crate) fn add(&mut self, severity: Severity) {
        if let Some(count) = self.0.get_mut(severity as usize) {
            *count += 1;
        }
    }

    /// Alerts of a severity.
    pub(crate) fn of(&self, severity: Severity) -> u64 {
        self.0.get(severity as usize).copied().unwrap_or_default()
    }

    /// All alerts.
    pub(crate) fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// Whether there is an alert of a severity or higher.
    pub(crate) fn any_from(&self, least: Severity) -> bool {
        Severity::WORST_FIRST.into_iter().any(|severity| severity >= least && self.of(severity) > 0)
    }
}
