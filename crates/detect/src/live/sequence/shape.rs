//! A sequence plan as live detection needs it.

use ecs::Timestamp;
use lang::ir::{Presence, SequencePlan};

use crate::live::LiveOptions;
use crate::live::options::nanos;

/// What decides how long hits are kept and when a match is certain.
#[derive(Clone, Debug)]
pub(super) struct LiveShape {
    /// The stages whose event must occur.
    pub(super) required: Vec<u32>,
    /// With fewer hits there is no match.
    pub(super) least_hits: usize,
    pub(super) has_missing: bool,
    pub(super) has_leading: bool,
    has_trailing: bool,
    /// The rule's own maxspan, in nanoseconds.
    pub(super) maxspan: Option<i64>,
    /// The longest a match may span here.
    pub(super) span: i64,
    absence_delay: i64,
}

impl LiveShape {
    /// `window` is what the rule looks back at each run, in nanoseconds.
    pub(super) fn of(plan: &SequencePlan, window: i64, options: &LiveOptions) -> Self {
        let is_missing = |stage: &lang::ir::SequenceStage| stage.presence == Presence::Missing;
        let required: Vec<u32> =
            (0_u32..).zip(&plan.stages).filter(|(_, stage)| !is_missing(stage)).map(|(at, _)| at).collect();
        let maxspan = plan.maxspan.map(nanos);
        Self {
            least_hits: required.len(),
            required,
            has_missing: plan.stages.iter().any(is_missing),
            has_leading: plan.stages.first().is_some_and(is_missing),
            has_trailing: plan.stages.last().is_some_and(is_missing),
            maxspan,
            span: maxspan.unwrap_or_else(|| nanos(options.span_without_maxspan).max(window)),
            absence_delay: nanos(options.absence_delay),
        }
    }

    /// Whether nothing comes of a hit of this stage if no earlier event of its key is there: a first event begins a
    /// sequence, and one of a leading missing stage speaks against later ones.
    pub(super) fn is_idle_alone(&self, stage: u32) -> bool {
        !self.has_leading && self.required.first() != Some(&stage)
    }

    /// When a match that was found now is certain; at once where no event must be missing.
    ///
    /// The clock runs on from the last event at the latest, or from now for events that come long after they happened:
    /// what would refute them is as late as they are.
    pub(super) fn due(&self, start: Timestamp, end: Timestamp, now: Timestamp) -> Option<Timestamp> {
        if !self.has_missing {
            return None;
        }
        let open_until =
            if self.has_trailing { start.nanos().saturating_add(self.span) } else { end.nanos() };
        let left = open_until.saturating_sub(end.nanos()).max(0).saturating_add(self.absence_delay);
        Some(Timestamp::from_nanos(now.max(end).nanos().saturating_add(left)))
    }
}
