//! The same work on each of many items, on several threads.

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Items that a thread takes at a time: so many that taking costs nothing, so few that all threads end together.
const MOST_AT_ONCE: usize = 32;

/// What `work` makes of each item, in the order of the items, whatever the number of threads. The calling thread works
/// too; where no other can be had it does all.
pub(crate) fn map<I: Sync, O: Send>(
    threads: NonZeroUsize,
    items: &[I],
    work: impl Fn(&I) -> O + Sync,
) -> Vec<O> {
    let at_once = (items.len() / (threads.get() * 4)).clamp(1, MOST_AT_ONCE);
    let helpers = (threads.get() - 1).min(items.len() / 2);
    if helpers == 0 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        loop {
            let start = next.fetch_add(at_once, Ordering::Relaxed);
            let Some(rest) = items.get(start..).filter(|rest| !rest.is_empty()) else { return done };
            let outputs: Vec<O> = rest.iter().take(at_once).map(&work).collect();
            done.push((start, outputs));
        }
    };
    let mut done = thread::scope(|scope| {
        let spawned = (0..helpers).map_while(|_| thread::Builder::new().spawn_scoped(scope, take).ok());
        let helpers: Vec<_> = spawned.collect();
        let mut done = take();
        for helper in helpers {
            done.extend(helper.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(start, _)| *start);
    done.into_iter().flat_map(|(_, outputs)| outputs).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_is_kept() {
        for threads in [1, 2, 7] {
            for items in [0, 1, 3, 1000] {
                let items: Vec<usize> = (0..items).collect();
                let doubled = map(NonZeroUsize::new(threads).expect("some"), &items, |item| item * 2);
                assert!(doubled.iter().eq(items.iter().map(|item| item * 2).collect::<Vec<_>>().iter()));
            }
        }
    }
}
