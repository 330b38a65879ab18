//! The engine of a hunt: reader, matchers and detector put together.

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, bail};
use detect::detector::{
    BatchMatches, DetectOptions, Detections, Detector, MatchOptions, Matcher, RuleOutcome, RuleSet,
    RuleStatus, TimeRange,
};
use ecs::EventBatch;
use ecs::catalogue::EcsCatalogue;
use ingest::Reader;

use super::{HuntOptions, HuntOutcome, HuntReport, Surplus};
use crate::progress::{Found, ProgressBar};

/// Reasons that are named when no rule runs at all.
const MOST_REASONS: usize = 5;

/// Reads everything and runs every rule.
pub(crate) fn run_hunt(options: HuntOptions, bar: ProgressBar) -> anyhow::Result<HuntOutcome> {
    let invalid = options.rules.invalid();
    let (set, outcomes) = RuleSet::compile_on(options.threads, options.rules.rules, &EcsCatalogue);
    let set = Arc::new(set);
    let mut report = judge(&outcomes, invalid);
    if report.rules.run == 0 {
        let reasons: Vec<&str> = report.do_not_run.iter().take(MOST_REASONS).map(String::as_str).collect();
        bail!("none of the rules runs\n  {}", reasons.join("\n  "));
    }
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
    report.read = read;
    (report.surplus, report.dropped) = left_out(&set, &detections);
    Ok(HuntOutcome { detections, store, threads: options.threads, report })
}

/// What there is to say about the rules.
fn judge(outcomes: &[RuleOutcome], not_loaded: usize) -> HuntReport {
    let mut report = HuntReport::default();
    report.rules.invalid = not_loaded;
    for outcome in outcomes {
        let name = &outcome.loaded.rule.name;
        let does_not_run =
            |reason: &str| format!("{name} ({}) does not run: {reason}", outcome.loaded.origin);
        match &outcome.status {
            RuleStatus::Runs => {
                report.rules.run += 1;
                report.warnings.extend(outcome.diagnostics.iter().map(|remark| format!("{name}: {remark}")));
            }
            RuleStatus::NotSupported(reason) => {
                report.rules.not_yet += 1;
                report.do_not_run.push(does_not_run(&format!("not supported yet: {reason}")));
            }
            RuleStatus::Invalid(reason) => {
                report.rules.invalid += 1;
                let errors = outcome.diagnostics.iter().filter(|remark| remark.is_error());
                let reasons: Vec<String> = errors.map(ToString::to_string).collect();
                let reasons = if reasons.is_empty() { reason.clone() } else { reasons.join("; ") };
                report.do_not_run.push(does_not_run(&reasons));
            }
        }
    }
    report
}

fn left_out(set: &RuleSet, detections: &Detections) -> (Vec<Surplus>, u64) {
    let counts = set.rules().iter().zip(detections.counts());
    let surplus = counts
        .filter(|(_, count)| count.surplus > 0)
        .map(|(rule, count)| Surplus { rule: rule.rule.name.clone(), alerts: count.surplus })
        .collect();
    (surplus, detections.counts().iter().map(|count| count.dropped).sum())
}
