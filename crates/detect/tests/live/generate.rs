//! Random rules, and random events in random order of arrival.

use proptest::prelude::*;
use serde_json::{Value, json};

/// How late an event may be, in milliseconds.
pub(crate) const LATENESS: i64 = 10_000;

/// A sequence rule's query, and what a test must know of it.
#[derive(Clone, Debug)]
pub(crate) struct RandomRule {
    pub(crate) query: String,
    /// In milliseconds.
    pub(crate) maxspan: Option<i64>,
    pub(crate) has_missing: bool,
    pub(crate) has_trailing: bool,
}

#[derive(Clone, Copy, Debug)]
enum Stage {
    Required,
    Missing,
    Twice,
}

/// Sequences of two or three stages with and without keys, maxspan, until, runs and missing stages.
pub(crate) fn rule() -> impl Strategy<Value = RandomRule> {
    let stage = prop_oneof![4 => Just(Stage::Required), 1 => Just(Stage::Missing), 1 => Just(Stage::Twice)];
    let keys = prop_oneof![
        3 => Just((" by host.id", "")),
        1 => Just((" by host.id, user.name", "")),
        1 => Just((" by ?host.id", "")),
        1 => Just(("", " by host.id")),
        1 => Just(("", "")),
    ];
    let maxspan = prop_oneof![1 => Just(None), 4 => (1..12_i64).prop_map(|seconds| Some(seconds * 1_000))];
    (prop::collection::vec(stage, 2..4), keys, maxspan, prop::bool::weighted(0.3), any::<bool>()).prop_map(
        |(mut stages, (keys, stage_keys), maxspan, until, overlap)| {
            let missing = |stage: &Stage| matches!(stage, Stage::Missing);
            if maxspan.is_none() || stages.iter().all(missing) {
                stages.iter_mut().for_each(|stage| *stage = Stage::Required);
            }
            let mut query = format!("sequence{keys}");
            if let Some(maxspan) = maxspan {
                query.push_str(&format!(" with maxspan={}s", maxspan / 1_000));
            }
            for (number, stage) in stages.iter().enumerate() {
                let letter =
                    if overlap && number > 0 { r#""a", "b""# } else { ["\"a\"", "\"b\"", "\"c\""][number] };
                let (mark, runs) = match stage {
                    Stage::Required => ("", ""),
                    Stage::Missing => ("!", ""),
                    Stage::Twice => ("", " with runs=2"),
                };
                query.push_str(&format!(" {mark}[any where process.name in ({letter})]{stage_keys}{runs}"));
            }
            if until {
                query.push_str(&format!(r#" until [any where process.name == "u"]{stage_keys}"#));
            }
            RandomRule {
                query,
                maxspan,
                has_missing: stages.iter().any(missing),
                has_trailing: stages.last().is_some_and(missing),
            }
        },
    )
}

/// What happens next.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// A batch of events arrives, each so many milliseconds after it happened.
    Arrive(Vec<(i64, Value)>),
    /// Nothing arrives.
    Tick,
    /// The detector is made again from its snapshot.
    Restart,
}

/// Steps, each so many milliseconds after the one before.
pub(crate) fn steps(max_delay: i64, ties: bool) -> impl Strategy<Value = Vec<(i64, Step)>> {
    let delay = if max_delay == 0 { (0..1_i64).boxed() } else { prop_oneof![Just(0), 0..max_delay].boxed() };
    let batch = prop::collection::vec((delay, document(ties)), 1..5);
    let step =
        prop_oneof![6 => batch.prop_map(Step::Arrive), 1 => Just(Step::Tick), 1 => Just(Step::Restart)];
    let pause = prop_oneof![6 => 1..1_500_i64, 3 => 1_500..10_000_i64, 1 => 10_000..40_000_i64];
    prop::collection::vec((pause, step), 1..30)
}

/// An event without its time.
fn document(ties: bool) -> impl Strategy<Value = Value> {
    let name = prop_oneof![3 => Just("a"), 3 => Just("b"), 2 => Just("c"), 1 => Just("u")];
    let host = prop_oneof![
        6 => (0..2_u8).prop_map(|host| json!(host.to_string())),
        1 => Just(json!(["0", "1"])),
        1 => Just(Value::Null),
    ];
    let tie = if ties { prop::option::of(0..3_i64).boxed() } else { Just(None).boxed() };
    (name, host, 0..2_u8, tie).prop_map(|(name, host, user, tie)| {
        let mut document = json!({
            "process": {"name": name},
            "user": {"name": user.to_string()},
            "event": {"sequence": tie},
        });
        if !host.is_null() {
            document["host"] = json!({"id": host});
        }
        document
    })
}
