//! New and changed rules, evaluated over what they look back at.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use detect::detector::{MatchOptions, RuleSet, TimeRange};
use detect::live::{LiveDetector, LiveMatch};
use detect::rule::{LoadedRule, Rounding, Rule};
use ecs::Timestamp;
use ecs::catalogue::EcsCatalogue;
use foldhash::HashMap;
use store::{Order, Store, StoreError};

use super::batch;
use super::evaluator::Evaluator;

/// Evaluates some rules over the events before a number that lie in their windows as of now, and gives their matches.
/// `live` then remembers what there is to remember of them. `None` where it was told to stop.
pub(super) fn look_back(
    store: &Store,
    live: &mut LiveDetector,
    rules: Vec<LoadedRule>,
    until: u64,
    now: Timestamp,
    stop: &AtomicBool,
) -> Result<Option<Vec<LiveMatch>>, StoreError> {
    let (set, _) = RuleSet::compile(rules, &EcsCatalogue);
    let set = Arc::new(set);
    let from = set.rules().iter().map(|rule| window_from(&rule.rule, now)).min().unwrap_or(now);
    let mut beside = live.beside(Arc::clone(&set));
    let time = TimeRange { from: Some(from), to: None };
    let mut evaluator = Evaluator::new(&set, MatchOptions { time, ..MatchOptions::default() });
    let mut found = Vec::new();
    let latest = Timestamp::from_nanos(i64::MAX);
    for block in store.blocks(Some((from, latest)), Order::OldestFirst) {
        if stop.load(Ordering::SeqCst) {
            return Ok(None);
        }
        let block = match block {
            Ok(block) if block.first < until => block,
            Ok(_) => break,
            Err(StoreError::Damaged(damage)) => {
                tracing::error!(%damage, "events are not evaluated");
                continue;
            }
            Err(error) => return Err(error),
        };
        if let Some(mut batch) = batch::read(store, block.first, block.end().min(until), 0)? {
            let matches = evaluator.batch_matches(&mut batch);
            found.extend(beside.add(matches, batch.ingested));
        }
    }
    found.extend(beside.end_runs(now));
    if let Err(error) = live.restore(&beside.snapshot()) {
        tracing::error!(%error, "what new rules remember is lost");
    }
    let numbers: HashMap<&str, u32> =
        (0..).zip(live.set().rules()).map(|(number, rule)| (rule.rule.id.as_str(), number)).collect();
    let in_set = found.into_iter().filter_map(|found| {
        let rule = &set.rules().get(found.rule as usize)?.rule;
        let number = numbers.get(rule.id.as_str()).copied()?;
        (found.time >= window_from(rule, now)).then_some(LiveMatch { rule: number, ..found })
    });
    Ok(Some(in_set.collect()))
}

fn window_from(rule: &Rule, now: Timestamp) -> Timestamp {
    rule.from.resolve(now, Rounding::Down).unwrap_or(now)
}
