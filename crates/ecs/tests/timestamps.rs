//! Timestamps against another library's calendar, and against themselves.

use ecs::Timestamp;
use proptest::prelude::*;

fn jiff(nanos: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_nanosecond(i128::from(nanos)).expect("in range")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(nanos in any::<i64>()) {
        let timestamp = Timestamp::from_nanos(nanos);
        let text = timestamp.to_string();
        prop_assert_eq!(Timestamp::parse(&text), Some(timestamp), "{}", text);
        prop_assert_eq!(text.parse::<jiff::Timestamp>().expect("ISO 8601"), jiff(nanos));
    }

    #[test]
    fn calendars_agree(nanos in any::<i64>(), places in 0..=9usize, hours in -18i64..=18, minutes in 0i64..60) {
        let unit = 10i64.pow(9 - places as u32);
        let nanos = nanos / unit * unit;
        let offset = hours * 3600 + hours.signum() * if hours.abs() == 18 { 0 } else { minutes * 60 };
        let Some(local) = nanos.checked_add(offset * 1_000_000_000) else { return Ok(()) };
        let sign = if offset < 0 { '-' } else { '+' };
        let text = format!(
            "{}{sign}{:02}:{:02}",
            jiff(local).strftime("%Y-%m-%dT%H:%M:%S%.f"),
            offset.abs() / 3600,
            offset.abs() / 60 % 60,
        );
        prop_assert_eq!(Timestamp::parse(&text), Some(Timestamp::from_nanos(nanos)), "{}", text);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
        let _ = Timestamp::parse(&text);
    }

    #[test]
    fn any_slip_in_a_date_is_read_or_refused(at in 0..24usize, slip in "\\PC") {
        let mut text: Vec<char> = "2026-11-12T09:41:07.284Z".chars().collect();
        text.splice(at..=at, slip.chars());
        let _ = Timestamp::parse(&text.into_iter().collect::<String>());
    }
}

#[test]
fn offsets_have_limits() {
    for text in ["2026-11-12T00:00:00+19:00", "2026-11-12T00:00:00+01:60", "2026-11-12T00:00:00+1"] {
        assert_eq!(Timestamp::parse(text), None, "{text}");
    }
}
