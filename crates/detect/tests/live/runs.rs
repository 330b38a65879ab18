//! Runs and `max_signals`, with a clock that is set.

use std::sync::Arc;
use std::time::Duration;

use detect::live::{Admission, Clock, LiveRuns, RunKind, RunOutcome, RunRecord, SimulatedClock};
use ecs::Timestamp;

use crate::world::{compile, time};

/// The start of an interval of five minutes.
const START: i64 = 1_200_000_000;
const MINUTE: i64 = 60_000;

struct Runs {
    runs: LiveRuns,
    clock: SimulatedClock,
}

fn at(millis: i64) -> Timestamp {
    time(START + millis)
}

fn runs(more: &str) -> Runs {
    let set = compile(&[(r#"any where process.name == "a""#, more)]);
    let clock = SimulatedClock::at(at(MINUTE));
    Runs { runs: LiveRuns::new(set, clock.now()), clock }
}

impl Runs {
    fn go(&mut self, millis: i64) -> Vec<RunRecord> {
        self.clock.set(at(millis));
        self.runs.tick(self.clock.now())
    }

    fn admitted(&mut self, matches: usize) -> usize {
        let now = self.clock.now();
        (0..matches).filter(|_| self.runs.admit(0, now) == Admission::Alert).count()
    }
}

const RULE: &str = "interval = \"5m\"\nfrom = \"now-9m\"\nmax_signals = 3";

#[test]
fn a_run_ends_with_its_interval_and_counts_what_happened_in_it() {
    let mut runs = runs(RULE);
    assert!(runs.go(5 * MINUTE - 1).is_empty());
    assert_eq!(runs.admitted(2), 2);
    runs.runs.evaluated(1_000, Duration::from_millis(30));
    let record = &runs.go(5 * MINUTE)[0];
    assert_eq!((record.started, record.finished), (at(MINUTE), Some(at(5 * MINUTE))));
    assert_eq!(record.window, (at(-4 * MINUTE), at(5 * MINUTE)));
    assert_eq!((record.events, record.matches, record.alerts, record.suppressed), (1_000, 2, 2, 0));
    assert_eq!((record.kind, record.outcome), (RunKind::Scheduled, RunOutcome::Succeeded));
    assert_eq!(record.duration, Duration::from_millis(30));
    let record = &runs.go(10 * MINUTE)[0];
    assert_eq!((record.started, record.events, record.matches), (at(5 * MINUTE), 0, 0));
}

#[test]
fn max_signals_counts_by_run_and_is_told() {
    let mut runs = runs(RULE);
    assert_eq!(runs.admitted(5), 3);
    let record = &runs.go(5 * MINUTE)[0];
    assert_eq!((record.matches, record.alerts, record.suppressed), (5, 3, 2));
    assert_eq!(record.outcome, RunOutcome::PartialFailure);
    assert!(record.warnings[0].contains("max_signals (3)"), "{:?}", record.warnings);
    assert_eq!(runs.admitted(1), 1, "the next run counts anew");
}

#[test]
fn what_went_wrong_is_kept_once() {
    let mut runs = runs(RULE);
    runs.runs.warn(0, "a field is not known");
    runs.runs.warn(0, "a field is not known");
    let current = &runs.runs.current(runs.clock.now())[0];
    assert_eq!((current.outcome, current.finished), (RunOutcome::Running, None));
    assert_eq!(current.warnings, ["a field is not known"]);
    runs.runs.fail(0, "an event cannot be read");
    let record = &runs.go(5 * MINUTE)[0];
    assert_eq!(record.outcome, RunOutcome::Failed);
    assert_eq!(record.warnings.len(), 2);
}

#[test]
fn catching_up_is_one_run_in_which_max_signals_counts_by_interval() {
    let mut runs = runs(RULE);
    runs.runs.catch_up();
    for interval in 0..4 {
        assert!(runs.go((interval * 5 + 2) * MINUTE).is_empty());
        assert_eq!(runs.admitted(5), 3);
    }
    let record = &runs.runs.caught_up(at(18 * MINUTE))[0];
    assert_eq!(
        (record.kind, record.started, record.finished),
        (RunKind::CatchUp, at(MINUTE), Some(at(18 * MINUTE)))
    );
    assert_eq!(record.window, (at(-8 * MINUTE), at(18 * MINUTE)));
    assert_eq!((record.alerts, record.suppressed), (12, 8));
    assert_eq!(runs.admitted(1), 0, "the interval goes on, and so does its count");
    let record = &runs.go(20 * MINUTE)[0];
    assert_eq!((record.kind, record.started), (RunKind::Scheduled, at(18 * MINUTE)));
}

#[test]
fn intervals_in_which_nobody_looked_are_no_runs() {
    let mut runs = runs(RULE);
    assert_eq!(runs.go(62 * MINUTE).len(), 1);
    let record = &runs.go(65 * MINUTE)[0];
    assert_eq!(record.started, at(60 * MINUTE));
}

#[test]
fn a_run_goes_on_after_a_restart() {
    let mut before = runs(RULE);
    assert_eq!(before.admitted(2), 2);
    before.runs.evaluated(10, Duration::from_millis(5));
    before.runs.warn(0, "something");
    let bytes = before.runs.snapshot();
    let mut after = runs(RULE);
    after.runs.restore(&bytes).unwrap();
    assert_eq!(after.runs.current(at(0)), before.runs.current(at(0)));
    after.runs.evaluated(1, Duration::ZERO);
    assert_eq!(after.admitted(2), 1);
    let record = &after.go(5 * MINUTE)[0];
    assert_eq!((record.events, record.matches, record.suppressed), (11, 4, 1));
    for length in 1..bytes.len() {
        let set = compile(&[(r#"any where process.name == "a""#, RULE)]);
        let mut other = LiveRuns::new(Arc::clone(&set), at(0));
        assert!(other.restore(&bytes[..length]).is_err() || length == 12, "{length}");
    }
}
