//! Damaged and oversized requests: refused or answered, never the end of a thread.

use serde_json::{Value, json};
use server::search::{Engine, Parameters, SearchError};

use crate::case::read_cases;

/// How often each request is damaged.
const DAMAGES: u64 = 40;

#[test]
fn damaged_requests_are_answered_or_refused() {
    let (mut asked, mut refused) = (0, 0);
    for (_, documents, cases) in read_cases() {
        let search = crate::search(&documents, 2, Engine::Columns);
        for (number, case) in cases.iter().enumerate() {
            for round in 0..DAMAGES {
                let body = damaged(case.body.as_bytes(), number as u64 * DAMAGES + round);
                let Ok(body) = serde_json::from_slice::<Value>(&body) else { continue };
                let none = Parameters::default();
                let answers: [Result<Value, SearchError>; 3] = [
                    search.search(None, &none, &body),
                    search.count(Some("logs-*"), &none, &body),
                    search.eql_search("logs-*", &none, &body),
                ];
                asked += 1;
                for error in answers.into_iter().filter_map(Result::err) {
                    refused += 1;
                    assert!((400..500).contains(&error.status), "{body}: {error}");
                }
            }
        }
    }
    assert!(asked > 200 && refused > 200, "{asked} asked, {refused} refused");
}

/// The bytes with a few of them changed, left out, or doubled.
fn damaged(bytes: &[u8], seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % limit.max(1)
    };
    let mut bytes = bytes.to_vec();
    for _ in 0..=next(2) {
        let at = next(bytes.len());
        match next(4) {
            0 if at < bytes.len() => bytes[at] = b"09-\\\"{}[],:ae*"[next(14)],
            1 if at < bytes.len() => drop(bytes.remove(at)),
            2 => bytes.insert(at, b"9-e.*?"[next(6)]),
            _ => {
                let end = (at + next(12)).min(bytes.len());
                let copy = bytes[at.min(end)..end].to_vec();
                bytes.splice(end..end, copy);
            }
        }
    }
    bytes
}

#[test]
fn oversized_requests_are_refused() {
    let search = crate::search(&[], 1, Engine::Columns);
    let refused = |body: Value| {
        let error = search.search(None, &Parameters::default(), &body).expect_err("too much");
        assert!((400..500).contains(&error.status), "{error}");
        error.reason
    };
    let mut deep = json!({"terms": {"field": "host.name"}});
    for _ in 0..20 {
        deep = json!({"terms": {"field": "host.name"}, "aggs": {"a": deep}});
    }
    assert!(refused(json!({"aggs": {"a": deep}})).contains("too deep"));
    assert!(refused(json!({"sort": vec!["host.name"; 100]})).contains("32 fields"));
    assert!(refused(json!({"_source": vec!["a"; 2000]})).contains("patterns"));
    assert!(refused(json!({"fields": vec!["a"; 2000]})).contains("at most"));
    assert!(refused(json!({"aggs": {"a": {"top_hits": {"size": 1000}}}})).contains("Top hits"));
    assert!(
        refused(json!({"aggs": {"a": {"terms": {"field": "a", "include": "(a{1,900}){1,900}"}}}}))
            .contains("large")
    );
    let long = "a,".repeat(20_000);
    assert_eq!(
        search.count(Some(&long), &Parameters::default(), &Value::Null).expect_err("too long").status,
        400
    );
}
