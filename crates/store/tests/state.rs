//! The state database: committed together, found again, in order.

use std::path::Path;

use ecs::Timestamp;
use store::{
    AlertPage, Detection, NewAlert, NewEvent, RunKind, RunStatus, RunUpdate, Store, StoreError, StoreOptions,
};

fn open(folder: &Path) -> Store {
    Store::open(folder, StoreOptions::default()).unwrap()
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_nanos((1_780_000_000 + second) * 1_000_000_000)
}

fn alert(number: i64) -> NewAlert {
    NewAlert {
        id: format!("alert-{number:03}"),
        index: ".alerts-security.alerts-default".to_owned(),
        rule_id: format!("rule-{}", number % 2),
        time: at(number / 2),
        document: format!(r#"{{"n":{number}}}"#),
    }
}

fn run(rule: &str, started: i64, matches: u64) -> RunUpdate {
    RunUpdate {
        rule_id: rule.to_owned(),
        kind: if matches > 1 { RunKind::CatchUp } else { RunKind::Scheduled },
        started: at(started),
        finished: (matches > 1).then(|| at(started + 60)),
        window: (at(started - 300), at(started)),
        events: 1000,
        matches,
        alerts: matches,
        suppressed: 0,
        status: if matches > 1 { RunStatus::PartialFailure } else { RunStatus::Running },
        warnings: vec!["a \"warning\"".to_owned()],
        duration: std::time::Duration::from_millis(3),
    }
}

#[test]
fn a_commit_is_found_again_and_a_known_alert_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    assert_eq!((store.state().checkpoint().unwrap(), store.state().folds().unwrap()), (0, None));
    store.append(vec![NewEvent { index: "a".into(), id: None, source: "{}".into() }; 9]).unwrap();
    let detection = Detection {
        checkpoint: 7,
        folds: Some(vec![1, 2, 3]),
        alerts: vec![alert(1), alert(2)],
        runs: vec![run("rule-1", 0, 1)],
    };
    assert_eq!(store.state().commit(&detection).unwrap(), 2);
    assert!(store.state().update_alert("alert-001", r#"{"status":"closed"}"#).unwrap());
    assert!(!store.state().update_alert("no such", "{}").unwrap());
    // The same again, as after a crash between the log and here.
    let again = Detection { checkpoint: 8, folds: None, runs: vec![run("rule-1", 0, 2)], ..detection };
    assert_eq!(store.state().commit(&again).unwrap(), 0);
    drop(store);
    let store = open(folder.path());
    let state = store.state();
    assert_eq!((state.checkpoint().unwrap(), state.folds().unwrap()), (8, Some(vec![1, 2, 3])));
    assert_eq!(state.alert("alert-001").unwrap().unwrap().document, r#"{"status":"closed"}"#);
    assert_eq!(state.alert("alert-003").unwrap(), None);
    assert_eq!(state.runs(Some("rule-1"), 10).unwrap(), [run("rule-1", 0, 2)]);
}

#[test]
fn a_commit_that_fails_leaves_nothing_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    store.append(vec![NewEvent { index: "a".into(), id: None, source: "{}".into() }; 9]).unwrap();
    store.state().commit(&Detection { checkpoint: 3, ..Detection::default() }).unwrap();
    // Another program lets the last statement of the commit fail: that is where a crash would leave it, too.
    let other = rusqlite::Connection::open(folder.path().join("state.db")).unwrap();
    other
        .execute_batch(
            "CREATE TRIGGER fails BEFORE INSERT ON runs BEGIN SELECT RAISE(ABORT, 'no more runs'); END",
        )
        .unwrap();
    let detection = Detection {
        checkpoint: 9,
        folds: Some(vec![9]),
        alerts: vec![alert(1)],
        runs: vec![run("rule-1", 0, 1)],
    };
    let error = store.state().commit(&detection).unwrap_err();
    assert!(error.to_string().contains("state.db") && error.to_string().contains("no more runs"), "{error}");
    let state = store.state();
    assert_eq!((state.checkpoint().unwrap(), state.folds().unwrap()), (3, None));
    assert_eq!(state.alert_count().unwrap(), 0);
    other.execute_batch("DROP TRIGGER fails").unwrap();
    assert_eq!(state.commit(&detection).unwrap(), 1);
    assert_eq!(state.checkpoint().unwrap(), 9);
}

#[test]
fn alerts_come_newest_first_page_by_page() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let detection = Detection { alerts: (0..20).map(alert).collect(), ..Detection::default() };
    assert_eq!(store.state().commit(&detection).unwrap(), 20);
    let mut page = AlertPage { limit: 3, ..AlertPage::default() };
    let mut found = Vec::new();
    loop {
        let alerts = store.state().alerts(&page).unwrap();
        let Some(last) = alerts.last() else { break };
        page.after = Some((last.time, last.id.clone()));
        found.extend(alerts.into_iter().map(|alert| alert.id));
    }
    assert_eq!(found, (0..20).rev().map(|number| alert(number).id).collect::<Vec<_>>());
    let narrow = AlertPage {
        from: Some(at(2)),
        to: Some(at(4)),
        rule_id: Some("rule-1".to_owned()),
        ..AlertPage::default()
    };
    let ids: Vec<_> = store.state().alerts(&narrow).unwrap().into_iter().map(|alert| alert.id).collect();
    assert_eq!(ids, ["alert-009", "alert-007", "alert-005"]);
}

#[test]
fn runs_come_latest_first() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let runs = (0..6).map(|number| run(if number % 2 == 0 { "a" } else { "b" }, number, 1)).collect();
    store.state().commit(&Detection { runs, ..Detection::default() }).unwrap();
    let started = |rule, limit| -> Vec<i64> {
        let runs = store.state().runs(rule, limit).unwrap();
        runs.iter().map(|run| run.started.nanos() / 1_000_000_000 - 1_780_000_000).collect()
    };
    assert_eq!(started(None, 10), [5, 4, 3, 2, 1, 0]);
    assert_eq!(started(Some("a"), 2), [4, 2]);
    assert_eq!(store.state().delete_runs(at(3)).unwrap(), 3);
    assert_eq!(started(None, 10), [5, 4, 3]);
}

#[test]
fn one_process_owns_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let error = Store::open(folder.path(), StoreOptions::default()).unwrap_err();
    assert!(matches!(error, StoreError::InUse { .. }), "{error}");
    drop(store);
    open(folder.path());
}

#[test]
fn alerts_are_gone_through_by_blocks() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    assert_eq!(store.state().alert_blocks().unwrap(), []);
    assert_eq!(store.state().alert_indices().unwrap(), [] as [String; 0]);
    let alerts = (0..1200).map(alert).collect();
    store.state().commit(&Detection { checkpoint: 0, folds: None, alerts, runs: Vec::new() }).unwrap();
    let blocks = store.state().alert_blocks().unwrap();
    assert!(blocks.len() > 1 && blocks.is_sorted_by_key(|block| block.first));
    let mut found = Vec::new();
    for block in &blocks {
        for (number, alert) in store.state().alerts_of(block).unwrap() {
            assert!(number >= block.first && number < block.first + block.count);
            assert!(alert.time >= block.times.0 && alert.time <= block.times.1);
            found.push(alert.id);
        }
    }
    assert_eq!(found, (0..1200).map(|number| alert(number).id).collect::<Vec<_>>());
    assert_eq!(store.state().alert_indices().unwrap(), [".alerts-security.alerts-default"]);
}
