//! A sequence plan as the fold needs it.

use ecs::Timestamp;
use lang::ir::{Presence, SequencePlan};

use super::missing::Place;

/// What a stage is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Its event must occur; `position` counts the required stages.
    Required { position: usize },
    /// Its event must not occur.
    Missing(Place),
}

/// The stages and limits of a plan, without its filters.
#[derive(Debug)]
pub(super) struct Shape {
    /// One a stage, in order.
    pub(super) roles: Vec<Role>,
    /// The numbers of the required stages.
    pub(super) required: Vec<usize>,
    /// The longest time from first to last event, in nanoseconds.
    pub(super) maxspan: Option<i64>,
    pub(super) has_leading: bool,
    pub(super) has_trailing: bool,
}

impl Shape {
    pub(super) fn of(plan: &SequencePlan) -> Self {
        let is_required = |stage: &&lang::ir::SequenceStage| stage.presence == Presence::Required;
        let total = plan.stages.iter().filter(is_required).count();
        let mut required = Vec::with_capacity(total);
        let mut roles = Vec::with_capacity(plan.stages.len());
        for (number, stage) in plan.stages.iter().enumerate() {
            let before = required.len();
            roles.push(match stage.presence {
                Presence::Required => {
                    required.push(number);
                    Role::Required { position: before }
                }
                Presence::Missing if before == 0 => Role::Missing(Place::Leading),
                Presence::Missing if before == total => Role::Missing(Place::Trailing),
                Presence::Missing => Role::Missing(Place::Before(before)),
            });
        }
        Self {
            has_leading: roles.contains(&Role::Missing(Place::Leading)),
            has_trailing: roles.contains(&Role::Missing(Place::Trailing)),
            roles,
            required,
            maxspan: plan.maxspan.map(|span| i64::try_from(span.as_nanos()).unwrap_or(i64::MAX)),
        }
    }

    pub(super) fn role(&self, stage: usize) -> Option<Role> {
        self.roles.get(stage).copied()
    }

    /// Whether more than maxspan lies between two times; equality is allowed.
    pub(super) fn exceeds_maxspan(&self, from: Timestamp, to: Timestamp) -> bool {
        !is_within(self.maxspan, from, to)
    }
}

/// Whether `to` lies within maxspan after `from`, equality included.
pub(super) fn is_within(maxspan: Option<i64>, from: Timestamp, to: Timestamp) -> bool {
    maxspan.is_none_or(|maxspan| to.nanos().saturating_sub(from.nanos()) <= maxspan)
}
