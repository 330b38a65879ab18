//! The engine of a hunt: reader, matchers and detector put together.

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Context;
use detect::detector::{
    BatchMatches, DetectOptions, Detections, Detector, MatchOptions, Matcher, RuleOutcome, RuleSet,
    RuleStatus, TimeRange,
};
use ecs::EventBatch;
use ecs::catalogue::EcsCatalogue;
use ingest::Reader;

use super::{HuntOptions, HuntOutcome, HuntReport, RuleCounts, Surplus};
use crate::progress::{Found, ProgressBar};

/// Reads everything and runs every rule.
pub(crate) fn run_hunt(options: HuntOptions, bar: ProgressBar) -> anyhow::Result<HuntOutcome> {
    let invalid = options.rules.invalid();
    let (set, outcomes) = RuleSet::compile(options.rules.rules, &EcsCatalogue);
    let set = Arc::new(set);
    let (rules, warnings) = judge(&outcomes, invalid);
    let total_bytes = options.inputs.total_bytes();
    let reader = Reader::new(options.inputs, Arc::clone(set.projection()));
    let store = reader.store();
    let hits = Arc::new(AtomicU64::new(0));
    let watch = bar.watch(total_bytes, reader.progress(), Found::counter("hits", &hits));

    let match_options =
        MatchOptions { any_index: options.any_index, time: TimeRange { from: options.from, to: options.to } };
    let detect_options = DetectOptions { keep_surplus: options.keep_surplus, ..DetectOptions::default() };
    let mut detector = Detector::new(Arc::clone(&set), detect_options);
    let make_worker = || {
        let mut matcher = Matcher::new(Arc::clone(&set), match_options);
        move |batch: EventBatch| matcher.match_batch(&batch)
    };
    let mut failed: io::Result<()> = Ok(());
    let read = reader.run(options.threads, make_worker, |matches: BatchMatches| {
        hits.fetch_add(matches.hits() as u64, Ordering::Relaxed);
        match detector.add(matches) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Err(error);
                ControlFlow::Break(())
            }
        }
    });
    drop(watch);
    failed.context("cannot keep what matched in a temporary file")?;
    let detections = detector.finish().context("cannot read again what matched")?;
    let (surplus, dropped) = left_out(&set, &detections);
    Ok(HuntOutcome { detections, store, report: HuntReport { read, rules, warnings, surplus, dropped } })
}

/// How many rules run, and what there is to say about them.
fn judge(outcomes: &[RuleOutcome], not_loaded: usize) -> (RuleCounts, Vec<String>) {
    let mut counts = RuleCounts { invalid: not_loaded, ..RuleCounts::default() };
    let mut warnings = Vec::new();
    for outcome in outcomes {
        let rule = &outcome.loaded.rule;
        match &outcome.status {
            RuleStatus::Runs => counts.run += 1,
            RuleStatus::NotSupported(_) => counts.not_yet += 1,
            RuleStatus::Invalid(reason) => {
                counts.invalid += 1;
                warnings.push(format!("{}: {}: does not run: {reason}", outcome.loaded.origin, rule.name));
            }
        }
        warnings.extend(outcome.diagnostics.iter().map(|diagnostic| format!("{}: {diagnostic}", rule.name)));
    }
    (counts, warnings)
}

fn left_out(set: &RuleSet, detections: &Detections) -> (Vec<Surplus>, u64) {
    let counts = set.rules().iter().zip(detections.counts());
    let surplus = counts
        .filter(|(_, count)| count.surplus > 0)
        .map(|(rule, count)| Surplus { rule: rule.rule.name.clone(), alerts: count.surplus })
        .collect();
    (surplus, detections.counts().iter().map(|count| count.dropped).sum())
}
