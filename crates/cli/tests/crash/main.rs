//! Kills a server at random moments while clients send to it, and looks at what it kept.
//!
//! Whatever the moments: every acknowledged event is stored, none twice, and the alerts are those of a server that nobody
//! killed. `TRIPLINE_CRASH_ROUNDS` says how often it is killed, a few times without; `cargo xtask crash` sets it.

#![allow(clippy::print_stdout, reason = "says what was done, for who asked for it")]

mod client;
mod events;
mod process;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use store::{AlertPage, Order, Store, StoreOptions};

use client::send_until_acknowledged;
use events::Host;
use process::Server;

/// How many clients send at once, each the events of a host of its own.
const CLIENTS: usize = 3;
const ROUNDS: u64 = 4;
/// The longest that a server runs before it is killed, in milliseconds.
const LONGEST_MS: u64 = 1_500;
/// The same where it is killed while it starts.
const EARLY_MS: u64 = 150;

#[test]
fn a_server_that_is_killed_loses_nothing_and_repeats_nothing() {
    let rounds =
        std::env::var("TRIPLINE_CRASH_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(ROUNDS);
    let begun = Instant::now();
    let folder = tempfile::tempdir().expect("a folder");
    let killed = folder.path().join("killed");
    let sent = send_while_killing(&killed, rounds);
    let kept = Kept::of(&killed, &sent);
    for (host, batches) in sent.iter().enumerate() {
        for id in Host::new(host).ids(*batches) {
            assert_eq!(kept.events.get(&id), Some(&1), "event {id} after {rounds} rounds");
        }
    }
    let calm = folder.path().join("calm");
    send_calmly(&calm, &sent);
    let expected = Kept::of(&calm, &sent);
    assert_eq!(kept.events, expected.events);
    let difference: Vec<_> = kept.alerts.symmetric_difference(&expected.alerts).collect();
    assert!(difference.is_empty(), "alerts of one only: {difference:?}");
    let kinds: BTreeSet<&str> = kept.alerts.iter().map(|(rule, _)| rule.as_str()).collect();
    assert_eq!(kinds.len(), 2, "both rules have found something");
    println!(
        "{rounds} kills in {:.0} s: {} events stored once each, {} alerts as without",
        begun.elapsed().as_secs_f64(),
        kept.events.len(),
        kept.alerts.len()
    );
}

/// Sends for so many rounds, each ended by a kill. Gives how many batches of each host were acknowledged.
fn send_while_killing(folder: &Path, rounds: u64) -> Vec<u64> {
    let port = AtomicU64::new(0);
    let is_over = AtomicBool::new(false);
    let seed = std::env::var("TRIPLINE_CRASH_SEED").ok().and_then(|text| text.parse().ok());
    let seed = seed.unwrap_or_else(|| u64::from(std::process::id()));
    println!("TRIPLINE_CRASH_SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    std::thread::scope(|scope| {
        let (port, is_over) = (&port, &is_over);
        let clients: Vec<_> = (0..CLIENTS)
            .map(|host| {
                scope.spawn(move || {
                    let mut events = Host::new(host);
                    let mut batches = 0;
                    while !is_over.load(Ordering::SeqCst) {
                        let batch = events.next_batch();
                        if send_until_acknowledged(port, &batch, Some(is_over)) {
                            batches += 1;
                        }
                    }
                    batches
                })
            })
            .collect();
        for round in 0..rounds {
            if round % 4 == 3 {
                // So early that it may still be recovering from the last kill.
                Server::start_and_kill(folder, Duration::from_millis(random.u64(0..EARLY_MS)));
                continue;
            }
            let server = Server::start(folder);
            port.store(u64::from(server.port()), Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(random.u64(0..LONGEST_MS)));
            server.kill();
        }
        is_over.store(true, Ordering::SeqCst);
        clients.into_iter().map(|client| client.join().expect("a client")).collect()
    })
}

/// Sends the same batches to a server that nobody kills.
fn send_calmly(folder: &Path, batches: &[u64]) {
    let server = Server::start(folder);
    let port = AtomicU64::new(u64::from(server.port()));
    std::thread::scope(|scope| {
        for (host, batches) in batches.iter().enumerate() {
            let port = &port;
            scope.spawn(move || {
                let mut events = Host::new(host);
                (0..*batches).for_each(|_| {
                    assert!(send_until_acknowledged(port, &events.next_batch(), None));
                });
            });
        }
    });
    server.stop();
}

/// What a server kept, as far as its clients know of it.
struct Kept {
    /// How often each acknowledged event is stored.
    events: BTreeMap<String, u64>,
    /// The rule and the id of every alert.
    alerts: BTreeSet<(String, String)>,
}

impl Kept {
    /// Lets a server finish what it has, and reads the store. Batches that were stored but not acknowledged may be there
    /// wholly; they and their alerts are left out.
    fn of(folder: &Path, batches: &[u64]) -> Self {
        finish(folder);
        let store = Store::open(folder, StoreOptions::default()).expect("a store");
        let known: BTreeSet<String> =
            batches.iter().enumerate().flat_map(|(host, batches)| Host::new(host).ids(*batches)).collect();
        let mut events = BTreeMap::new();
        for block in store.blocks(None, Order::OldestFirst) {
            let block = store.read(block.expect("a block").first).expect("no damage").expect("a block");
            for line in block.text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
                let hit: serde_json::Value = serde_json::from_slice(line).expect("a hit");
                let id = hit["_id"].as_str().expect("an id").to_owned();
                if known.contains(&id) {
                    *events.entry(id).or_insert(0) += 1;
                }
            }
        }
        let page = AlertPage::default();
        let alerts = store.state().alerts(&page).expect("alerts");
        let is_known = |document: &str| {
            let document: serde_json::Value = serde_json::from_str(document).expect("an alert");
            ancestors(&document).iter().filter(|id| id.starts_with("host-")).all(|id| known.contains(id))
        };
        let alerts = alerts.into_iter().filter(|alert| is_known(&alert.document));
        Self { events, alerts: alerts.map(|alert| (alert.rule_id, alert.id)).collect() }
    }
}

/// The ids of the events that an alert is about.
fn ancestors(alert: &serde_json::Value) -> Vec<String> {
    let ancestors = alert["kibana.alert.ancestors"].as_array();
    ancestors
        .into_iter()
        .flatten()
        .filter_map(|ancestor| ancestor["id"].as_str())
        .map(str::to_owned)
        .collect()
}

/// Starts a server once more, until it has evaluated all that it stored.
fn finish(folder: &Path) {
    let server = Server::start(folder);
    let begun = Instant::now();
    while !server.has_evaluated_everything() {
        assert!(begun.elapsed() < Duration::from_secs(120), "evaluation does not end");
        std::thread::sleep(Duration::from_millis(50));
    }
    server.stop();
}

/// The rules of this test.
fn rules() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/crash/rules")
}
