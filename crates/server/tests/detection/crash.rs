//! Detection is ended at every step, as a crash would end it, and begun again: no alert is lost and none repeated.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::Value;
use server::detection::{DetectionOptions, FaultHook};

use crate::world::{World, event, now_millis, options, until};

const EVENTS: usize = 120;

fn rules(world: &World) {
    world.rule(1, r#"process where process.name == "a.exe""#, "");
    world.rule(
        2,
        r#"sequence by host.id with maxspan=1m [process where process.name == "a.exe"]
            [process where process.name == "b.exe"] [process where process.name == "c.exe"]"#,
        "",
    );
    world.rule(3, r#"process where process.name == "b.exe""#, "interval = \"4w\"\nmax_signals = 7");
    world.rule(
        4,
        r#"sequence by host.id [process where process.name == "b.exe"] until [process where process.name == "d.exe"]"#
            .replace("until", r#"[process where process.name == "b.exe"] until"#)
            .as_str(),
        "",
    );
}

/// Events of some hosts, the same for every world.
fn events(start: i64) -> Vec<(usize, Value)> {
    let name = |number: usize| ["a.exe", "b.exe", "c.exe", "d.exe", "b.exe"][number * 7 % 11 % 5];
    (0..EVENTS)
        .map(|number| (number, event(start, number as i64 * 10, name(number), number * 5 % 7 % 3)))
        .collect()
}

/// A crash at the `at`th step from now on, and only there.
fn crash(at: usize) -> (FaultHook, Arc<AtomicUsize>) {
    let steps = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&steps);
    (Arc::new(move |_| counted.fetch_add(1, Ordering::SeqCst) >= at), steps)
}

#[test]
fn no_crash_loses_or_repeats_an_alert() {
    let start = now_millis();
    let undisturbed = World::new();
    rules(&undisturbed);
    undisturbed.append(events(start));
    let detection = undisturbed.start(options());
    undisturbed.settle();
    detection.stop();
    let expected = undisturbed.found();
    assert!(expected.len() > 20, "{expected:?}");

    let step = |at: usize| DetectionOptions {
        // A block at a time, with a snapshot now and then.
        batch_bytes: 1,
        snapshot: if at.is_multiple_of(3) { Duration::ZERO } else { Duration::from_secs(3_600) },
        fault: Some(crash(at).0),
        ..options()
    };
    for pattern in 0..6 {
        let world = World::new();
        rules(&world);
        let mut crashes = 0;
        for (number, events) in events(start).chunks(10).enumerate() {
            world.append(events.iter().cloned());
            let detection = world.start(step((number * 5 + pattern * 3) % 9));
            // Some are told to crash later than they have steps: they are stopped.
            let is_done = || world.store.state().checkpoint().unwrap() == world.store.next_seq();
            until("it crashes or is done", || !detection.is_running() || is_done());
            crashes += usize::from(!detection.is_running());
        }
        assert!(crashes > 5);
        let detection = world.start(options());
        world.settle();
        detection.stop();
        let found = world.found();
        assert_eq!(found, expected, "pattern {pattern}");
    }
}
