//! What an alert depends on besides its rule and events.

use std::fmt;
use std::str::FromStr;

use ecs::Timestamp;
use uuid::Uuid;

use crate::rule::{InvalidValue, RuleId};

/// The name space of the UUIDs that Tripline derives. A random UUID, fixed for ever: alert ids depend on it.
const NAMESPACE: Uuid = Uuid::from_u128(0x7b1d_6c0e_52a4_4f0b_9c3d_0e8f_a1b2_64d7);

/// What an alert depends on besides its rule and events.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AlertContext {
    /// When the alert is made: its `@timestamp`. A hunt takes the time of the newest event, so that it is repeatable.
    pub created: Timestamp,
    /// The space of the rule.
    pub space: SpaceId,
    /// Whether the rule ran on its schedule or because a person asked.
    pub execution_type: ExecutionType,
    /// When the run began that the alert is of: alerts of one rule and run share their execution's id.
    pub run: Timestamp,
}

impl AlertContext {
    /// For a hunt, which a person asked for, in the default space.
    pub fn hunt(created: Timestamp) -> Self {
        Self { created, space: SpaceId::default(), execution_type: ExecutionType::Manual, run: created }
    }

    /// For a rule that runs on its schedule, in the default space.
    pub fn scheduled(created: Timestamp, run: Timestamp) -> Self {
        Self { created, space: SpaceId::default(), execution_type: ExecutionType::Scheduled, run }
    }
}

/// Why a rule ran.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ExecutionType {
    /// Its schedule said so.
    Scheduled,
    /// A person asked.
    Manual,
}

impl ExecutionType {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Manual => "manual",
        }
    }
}

/// A space: rules and alerts of one are apart from those of another.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SpaceId(String);

impl SpaceId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The space called `default`.
impl Default for SpaceId {
    fn default() -> Self {
        Self("default".into())
    }
}

impl FromStr for SpaceId {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let allowed =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'-';
        if !text.is_empty() && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidValue::new(
                format!("`{text}` is no space"),
                "write lower-case letters, digits, _ and -",
            ))
        }
    }
}

impl fmt::Display for SpaceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What stands for the id of the rule's saved object (`kibana.alert.rule.uuid`). In an installation that id is random;
/// here it is derived from `rule_id`, so that the same rule gives the same alert ids everywhere.
pub(super) fn rule_uuid(rule: &RuleId) -> String {
    Uuid::new_v5(&NAMESPACE, format!("rule:{rule}").as_bytes()).to_string()
}

/// Groups the alerts of one run of a rule (`kibana.alert.rule.execution.uuid`): derived from the rule and
/// when the run began.
pub(super) fn execution_uuid(rule_uuid: &str, run: Timestamp) -> String {
    Uuid::new_v5(&NAMESPACE, format!("execution:{rule_uuid}:{run}").as_bytes()).to_string()
}
