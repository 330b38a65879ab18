//! A fleet of hosts that send ordinary events, and seldom something else.
//!
//! The hosts are those of the story, at many sites. Each site tells the story's events again, day after day, under other
//! numbers ([`crate::jitter`]), in the mix of kinds that the product has; raw records of the corpus are put on hosts of
//! the site. Shippers send what they have in one go, so that neighbouring records are of one site.

use anyhow::{Result, ensure};
use serde_json::Value;

use crate::jitter::Day;
use crate::moment;
use crate::products::{Product, Template};

/// Each has the story's five to six hosts.
const SITES: usize = 200;
/// At most so many records of a site lie together.
const LONGEST_BULK: u32 = 50;
/// How many of ten thousand records are of an attack.
const ATTACKS: u32 = 3;
/// The seed of every generated file: the same templates give the same bytes.
const SEED: u64 = 0x7219_11FE;
const DAY: i64 = 86_400_000;
/// A working day, over which what is told more than once is spread.
const HOURS: i64 = 8 * 3_600_000;
/// The day of the story, in milliseconds since 1970: 2026-11-12 05:30.
const START: i64 = 1_794_461_400_000;
/// Names under which a record says when its event happened.
const TIMES: &[&str] = &[
    "/properties/Timestamp",
    "/event.time",
    "/@timestamp",
    "/timestamp",
    "/time",
    "/ContextTimeStamp",
    "/AgentLocalTime",
];

/// Makes one record after the other.
pub(crate) struct Fleet {
    adopted: &'static [(&'static str, &'static [&'static str])],
    /// Ordinary templates by share of the mix, and how many of a thousand each share has.
    shares: Vec<(u32, Vec<Template>)>,
    attack: Vec<Template>,
    sites: Vec<Site>,
    site: usize,
    left_of_bulk: u32,
    records: u64,
    random: fastrand::Rng,
}

/// Where a site is.
#[derive(Clone, Default)]
struct Site {
    day: u64,
    /// The template that is next, by share.
    next: Vec<usize>,
    next_attack: usize,
}

impl Fleet {
    pub(crate) fn of(product: &'static Product, templates: Vec<Template>) -> Result<Self> {
        let mut shares: Vec<(u32, Vec<Template>)> =
            product.mix.iter().map(|share| (share.0, Vec::new())).collect();
        let mut attack = Vec::new();
        for template in templates {
            let named = product.mix.iter().position(|share| share.1.contains(&template.kind.as_str()));
            let others = product.mix.iter().position(|share| share.1.is_empty());
            if template.is_attack {
                attack.push(template);
            } else if let Some(place) = named.or(others) {
                shares[place].1.push(template);
            }
        }
        shares.retain(|(_, templates)| !templates.is_empty());
        ensure!(!shares.is_empty(), "no ordinary records of {}", product.sample);
        let site = Site { next: vec![0; shares.len()], ..Site::default() };
        let (adopted, random) = (product.adopted, fastrand::Rng::with_seed(SEED));
        let sites = vec![site; SITES];
        Ok(Self { adopted, shares, attack, sites, site: 0, left_of_bulk: 0, records: 0, random })
    }

    /// The next record.
    pub(crate) fn next(&mut self) -> Value {
        if self.left_of_bulk == 0 {
            self.site = self.random.usize(0..SITES);
            self.left_of_bulk = self.random.u32(1..=LONGEST_BULK);
        }
        self.left_of_bulk -= 1;
        self.records += 1;
        if !self.attack.is_empty() && self.random.u32(0..10_000) < ATTACKS {
            let site = &mut self.sites[self.site];
            let place = site.next_attack;
            site.next_attack = (place + 1) % self.attack.len();
            let record = self.attack[place].record.clone();
            return self.told(record, 0, true);
        }
        let share = self.share();
        let templates = &self.shares[share].1;
        let site = &mut self.sites[self.site];
        let place = site.next[share];
        site.next[share] += 1;
        let round = place / templates.len();
        // The mix names first what begins and ends processes: when all of them have, another day begins.
        if share == 0 && place > 0 && place.is_multiple_of(templates.len()) {
            site.day += 1;
        }
        let template = &templates[place % templates.len()];
        let mut record = template.record.clone();
        if !template.is_of_story {
            self.put_on_a_host(&mut record);
            return self.told(record, 0, false);
        }
        let delay = if share == 0 || round == 0 { 0 } else { self.random.i64(0..HOURS) };
        self.told(record, delay, true)
    }

    fn share(&mut self) -> usize {
        let all: u32 = self.shares.iter().map(|(share, _)| share).sum();
        let mut place = self.random.u32(0..all);
        self.shares
            .iter()
            .position(|(share, _)| match place.checked_sub(*share) {
                Some(rest) => {
                    place = rest;
                    false
                }
                None => true,
            })
            .unwrap_or_default()
    }

    /// Gives a record of elsewhere the host, the account and the process of one of the story's.
    fn put_on_a_host(&mut self, record: &mut Value) {
        let of_story: Vec<&Template> = self
            .shares
            .iter()
            .flat_map(|(_, templates)| templates)
            .filter(|template| template.is_of_story)
            .collect();
        if of_story.is_empty() {
            return;
        }
        let host = &of_story[self.random.usize(0..of_story.len())].record;
        for (object, prefixes) in self.adopted {
            let (Some(own), Some(theirs)) =
                (record.pointer_mut(object).and_then(Value::as_object_mut), host.pointer(object))
            else {
                continue;
            };
            for (name, value) in own.iter_mut().filter(|(name, value)| {
                !value.is_null() && prefixes.iter().any(|prefix| name.starts_with(prefix))
            }) {
                if let Some(theirs) = theirs.get(name).filter(|theirs| !theirs.is_null()) {
                    *value = theirs.clone();
                }
            }
        }
    }

    /// The record as the site tells it on its day.
    fn told(&mut self, mut record: Value, delay: i64, is_of_story: bool) -> Value {
        let site = &self.sites[self.site];
        let at = TIMES.iter().find_map(|path| moment::of(record.pointer(path)?)).unwrap_or(START);
        let later = match is_of_story {
            true => site.day as i64 * DAY,
            false => START + site.day as i64 * DAY + self.random.i64(0..HOURS) - at,
        };
        let number = site.day;
        Day { site: self.site as u64, number, record: self.records, at, later, delay }.rename(&mut record);
        record
    }
}
