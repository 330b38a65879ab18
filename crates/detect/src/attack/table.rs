//! Coverage as rows.

use super::Coverage;

/// One technique under one tactic, and how many rules there are for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CoverageRow<'c> {
    /// `TA0005`.
    pub tactic_id: &'c str,
    /// `Defense Evasion`.
    pub tactic: &'c str,
    /// `T1202`, `T1557.001`.
    pub technique_id: &'c str,
    /// Its name, a part's after its technique's.
    pub technique: &'c str,
    /// Rules that run.
    pub running: usize,
    /// Rules that do not.
    pub not_running: usize,
}

impl Coverage {
    /// The rows, by tactic and technique.
    pub fn table(&self) -> Vec<CoverageRow<'_>> {
        self.covered
            .iter()
            .map(|(place, covering)| CoverageRow {
                tactic_id: &place.tactic,
                tactic: &covering.tactic_name,
                technique_id: &place.technique,
                technique: &covering.technique_name,
                running: covering.running.len(),
                not_running: covering.not_running.len(),
            })
            .collect()
    }
}
