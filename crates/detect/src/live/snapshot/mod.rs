//! What a live detector remembers, as bytes.
//!
//! A header (magic, version, the seed of key hashes and a probe of the hash function, the time), then for every rule its
//! id, a fingerprint of all that its hits depend on, and its state with the length before it. A rule that was removed or
//! changed is stepped over. Everything is checked before anything is taken.

mod bytes;
mod state;

use ecs::Timestamp;
use foldhash::{HashMap, HashMapExt as _};
use thiserror::Error;

pub(super) use self::bytes::{Reader, Writer};
use self::state::RestoredRule;
use super::hit::KeySeed;
use super::rule::{LiveRule, fingerprint};
use crate::detector::RuleSet;

const MAGIC: [u8; 8] = *b"tripfold";
const VERSION: u32 = 1;

/// Why a snapshot is of no use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidSnapshot {
    /// The bytes are not what a snapshot is made of.
    #[error("not a snapshot, or damaged")]
    Damaged,
    /// It was written by another version.
    #[error("of format version {0}, which this version does not read")]
    Version(u32),
    /// The standard library's hash function is another one now.
    #[error("its keys were hashed with another function")]
    OtherHash,
    /// It is of a detector that has nothing to do with this one.
    #[error("its keys were hashed with another seed")]
    OtherSeed,
}

/// What was taken from a snapshot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restored {
    /// The rules that the snapshot had as they are now, in rising order. All others are new or changed.
    pub rules: Vec<u32>,
}

/// A snapshot that was read and checked.
#[derive(Debug)]
pub(super) struct Snapshot {
    pub(super) seed: KeySeed,
    pub(super) now: Timestamp,
    rules: Vec<(u32, RestoredRule)>,
}

pub(super) fn write(set: &RuleSet, rules: &[LiveRule], seed: KeySeed, now: Timestamp) -> Vec<u8> {
    let mut out = Writer::default();
    out.0.extend_from_slice(&MAGIC);
    out.u32(VERSION);
    seed.0.iter().for_each(|seed| out.u64(*seed));
    out.u64(seed.probe());
    out.i64(now.nanos());
    for (compiled, rule) in set.rules().iter().zip(rules) {
        out.bytes(compiled.rule.id.as_str().as_bytes());
        out.bytes(&fingerprint(&compiled.rule));
        out.sized(|out| state::write(rule, out));
    }
    out.0
}

pub(super) fn read(bytes: &[u8], set: &RuleSet) -> Result<Snapshot, InvalidSnapshot> {
    let mut from = Reader::new(bytes);
    let (seed, now) = read_header(&mut from)?;
    let mut known: HashMap<&str, u32> = HashMap::new();
    (0..).zip(set.rules()).for_each(|(number, rule)| {
        known.insert(rule.rule.id.as_str(), number);
    });
    let mut rules = Vec::new();
    while !from.is_empty() {
        let damaged = InvalidSnapshot::Damaged;
        let id = from.text().ok_or(damaged)?;
        let print = from.bytes().ok_or(damaged)?;
        let state = from.bytes().ok_or(damaged)?;
        let Some(&number) = known.get(id) else { continue };
        let Some(compiled) = set.rules().get(number as usize) else { continue };
        if print == fingerprint(&compiled.rule) {
            rules.push((number, state::read(state).ok_or(damaged)?));
        }
    }
    rules.sort_unstable_by_key(|(number, _)| *number);
    Ok(Snapshot { seed, now, rules })
}

fn read_header(from: &mut Reader<'_>) -> Result<(KeySeed, Timestamp), InvalidSnapshot> {
    let damaged = InvalidSnapshot::Damaged;
    for expected in MAGIC {
        if from.u8() != Some(expected) {
            return Err(damaged);
        }
    }
    let version = from.u32().ok_or(damaged)?;
    if version != VERSION {
        return Err(InvalidSnapshot::Version(version));
    }
    let seed = KeySeed([from.u64().ok_or(damaged)?, from.u64().ok_or(damaged)?]);
    if from.u64().ok_or(damaged)? != seed.probe() {
        return Err(InvalidSnapshot::OtherHash);
    }
    Ok((seed, Timestamp::from_nanos(from.i64().ok_or(damaged)?)))
}

impl Snapshot {
    /// Adds the state to that of the rules.
    pub(super) fn apply(self, rules: &mut [LiveRule]) -> Restored {
        let mut restored = Restored::default();
        for (number, state) in self.rules {
            if let Some(rule) = rules.get_mut(number as usize) {
                state.apply(rule);
                restored.rules.push(number);
            }
        }
        restored
    }
}
