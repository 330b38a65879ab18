use ecs::{EventHandle, Timestamp};
use proptest::prelude::*;

use super::*;
use crate::fold::{JoinKeys, KeyValue};

fn key_value() -> impl Strategy<Value = KeyValue> {
    prop_oneof![
        Just(KeyValue::Null),
        any::<bool>().prop_map(KeyValue::Boolean),
        any::<i64>().prop_map(KeyValue::Long),
        Just(KeyValue::Double(0.5)),
        "[a-z]{0,20}".prop_map(|text| KeyValue::Text(text.into())),
        any::<i64>().prop_map(|nanos| KeyValue::Date(Timestamp::from_nanos(nanos))),
    ]
}

fn logged_hit() -> impl Strategy<Value = LoggedHit> {
    let keys = prop::collection::vec(key_value(), 0..3);
    (0..4_u32, 0..3_u32, 0..5_i64, prop::option::of(0..3_i64), 0..50_u64, keys).prop_map(
        |(rule, stage, time, tiebreaker, offset, keys)| LoggedHit {
            rule,
            stage,
            hit: Hit {
                time: Timestamp::from_nanos(time),
                tiebreaker,
                event: EventHandle { input: 1, offset, length: 10, decoder: 2, place: offset * 7 },
                keys: JoinKeys::from(keys),
            },
        },
    )
}

proptest! {
    #[test]
    fn gives_all_hits_in_order_however_often_it_spills(
        hits in prop::collection::vec(logged_hit(), 0..200),
        memory in prop_oneof![Just(0_usize), Just(1_000), Just(usize::MAX)],
    ) {
        let mut log = HitLog::new(HitLogLimits { memory, runs: 3 });
        log.append(hits.clone()).unwrap();
        prop_assert_eq!(log.len(), hits.len() as u64);
        let given: Vec<LoggedHit> = log.into_hits().unwrap().collect::<io::Result<_>>().unwrap();
        let mut expected = hits;
        expected.sort();
        prop_assert_eq!(given, expected);
    }
}

#[test]
fn a_missing_tiebreaker_comes_last_and_arrival_decides_the_rest() {
    let hit = |time, tiebreaker, offset| LoggedHit {
        rule: 0,
        stage: 0,
        hit: Hit {
            time: Timestamp::from_nanos(time),
            tiebreaker,
            event: EventHandle { offset, ..EventHandle::default() },
            keys: JoinKeys::default(),
        },
    };
    let sorted =
        [hit(1, Some(9), 9), hit(2, Some(1), 5), hit(2, Some(2), 1), hit(2, None, 0), hit(2, None, 2)];
    let mut log = HitLog::default();
    log.append(sorted.iter().rev().cloned()).unwrap();
    let given: Vec<LoggedHit> = log.into_hits().unwrap().map(Result::unwrap).collect();
    assert_eq!(given, sorted);
}
