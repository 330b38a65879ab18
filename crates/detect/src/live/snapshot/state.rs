//! The state of one rule as bytes.

use ecs::Timestamp;
use smallvec::SmallVec;

use super::{Reader, Writer};
use crate::live::hit::{KeyHash, LiveHit};
use crate::live::rule::{LiveRule, State};
use crate::live::sequence::{Given, SequenceKey, Slots, Standing};

const EVENTS: u8 = 0;
const SEQUENCE: u8 = 1;
const SAMPLE: u8 = 2;

/// The state of a rule, read and not yet taken.
#[derive(Debug)]
pub(super) struct RestoredRule {
    run_ends: Option<Timestamp>,
    held: Vec<Given>,
    state: RestoredState,
}

#[derive(Debug)]
enum RestoredState {
    Events,
    Sequence { horizon: Option<Timestamp>, dropped: u64, keys: Vec<(KeyHash, SequenceKey)> },
    Sample { dropped: u64, given: Vec<(Slots, Timestamp)>, keys: Vec<(KeyHash, Vec<LiveHit>)> },
}

pub(super) fn write(rule: &LiveRule, out: &mut Writer) {
    out.option(rule.run_ends.map(Timestamp::nanos));
    let held = rule.held.as_ref().map_or(&[][..], |held| &held.matches);
    out.length(held.len());
    for given in held {
        out.i64(given.end.nanos());
        write_slots(&given.slots, out);
    }
    match &rule.state {
        State::Events => out.0.push(EVENTS),
        State::Sequence(state) => {
            out.0.push(SEQUENCE);
            out.option(state.horizon.map(Timestamp::nanos));
            out.u64(state.dropped);
            out.length(state.keys.len());
            for (key, state) in &state.keys {
                out.u128(key.0);
                write_sequence_key(state, out);
            }
        }
        State::Sample(state) => {
            out.0.push(SAMPLE);
            out.u64(state.dropped);
            out.length(state.given.len());
            for (slots, first) in &state.given {
                write_slots(slots, out);
                out.i64(first.nanos());
            }
            out.length(state.keys.len());
            for (key, hits) in &state.keys {
                out.u128(key.0);
                write_hits(hits, out);
            }
        }
    }
}

fn write_sequence_key(key: &SequenceKey, out: &mut Writer) {
    write_hits(&key.hits, out);
    out.length(key.matches.len());
    for (slots, standing) in &key.matches {
        write_slots(slots, out);
        out.i64(standing.start.nanos());
        out.i64(standing.end.nanos());
        out.option(standing.due.map(Timestamp::nanos));
    }
}

fn write_hits(hits: &[LiveHit], out: &mut Writer) {
    out.length(hits.len());
    hits.iter().for_each(|hit| write_hit(hit, out));
}

fn write_hit(hit: &LiveHit, out: &mut Writer) {
    out.i64(hit.time.nanos());
    out.i64(hit.seen.nanos());
    out.option(hit.tiebreaker);
    out.u64(hit.seq);
    out.u32(hit.stage);
}

/// Event numbers are below 2^63: a log of one event a nanosecond takes 292 years to get there.
fn write_slots(slots: &Slots, out: &mut Writer) {
    out.length(slots.len());
    slots.iter().for_each(|slot| out.option(slot.map(|seq| seq as i64)));
}

/// The state that these bytes are, all of them; `None` where they are none.
pub(super) fn read(bytes: &[u8]) -> Option<RestoredRule> {
    let mut from = Reader::new(bytes);
    let run_ends = from.option()?.map(Timestamp::from_nanos);
    let held = from.list(|from| Some(Given { end: time(from)?, slots: slots(from)? }))?;
    let state = match from.u8()? {
        EVENTS => RestoredState::Events,
        SEQUENCE => RestoredState::Sequence {
            horizon: from.option()?.map(Timestamp::from_nanos),
            dropped: from.u64()?,
            keys: from.list(|from| Some((KeyHash(from.u128()?), sequence_key(from)?)))?,
        },
        SAMPLE => RestoredState::Sample {
            dropped: from.u64()?,
            given: from.list(|from| Some((slots(from)?, time(from)?)))?,
            keys: from.list(|from| Some((KeyHash(from.u128()?), from.list(hit)?)))?,
        },
        _ => return None,
    };
    from.is_empty().then_some(RestoredRule { run_ends, held, state })
}

fn sequence_key(from: &mut Reader<'_>) -> Option<SequenceKey> {
    let hits = from.list(hit)?;
    let matches = from.list(|from| {
        let slots = slots(from)?;
        let (start, end, due) = (time(from)?, time(from)?, from.option()?.map(Timestamp::from_nanos));
        Some((slots, Standing { start, end, due }))
    })?;
    Some(SequenceKey {
        hits: SmallVec::from_vec(hits),
        matches: matches.into_iter().collect(),
        ..SequenceKey::default()
    })
}

fn hit(from: &mut Reader<'_>) -> Option<LiveHit> {
    Some(LiveHit {
        time: time(from)?,
        seen: time(from)?,
        tiebreaker: from.option()?,
        seq: from.u64()?,
        stage: from.u32()?,
    })
}

fn slots(from: &mut Reader<'_>) -> Option<Slots> {
    let slots = from.list(|from| Some(from.option()?.map(|seq| seq as u64)))?;
    Some(slots.into())
}

fn time(from: &mut Reader<'_>) -> Option<Timestamp> {
    from.i64().map(Timestamp::from_nanos)
}

impl RestoredRule {
    /// Adds the state to a rule's. The rule asks for the same, so its state is of the same kind.
    pub(super) fn apply(self, rule: &mut LiveRule) {
        rule.run_ends = rule.run_ends.or(self.run_ends);
        if let Some(held) = &mut rule.held {
            held.push(self.held);
        }
        match (&mut rule.state, self.state) {
            (State::Sequence(state), RestoredState::Sequence { horizon, dropped, keys }) => {
                state.horizon = state.horizon.max(horizon);
                state.dropped += dropped;
                keys.into_iter().for_each(|(hash, key)| state.put_key(hash, key));
            }
            (State::Sample(state), RestoredState::Sample { dropped, given, keys }) => {
                state.dropped += dropped;
                state.given.extend(given);
                for (hash, hits) in keys {
                    hits.into_iter().for_each(|hit| state.push(hash, hit));
                }
            }
            _ => {}
        }
    }
}
