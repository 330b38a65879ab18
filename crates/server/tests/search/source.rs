//! Documents in memory.

use ecs::Timestamp;
use serde_json::Value;
use server::search::{Block, Part, SearchSource, SourceError};

/// Documents in blocks of so many; those of alerts indices are alerts.
pub(crate) struct MemorySource {
    events: Vec<String>,
    alerts: Vec<String>,
    block: usize,
}

impl MemorySource {
    pub(crate) fn new(documents: &[String], block: usize) -> Self {
        let is_alert = |line: &String| text_of(line, "_index").contains(".alerts-");
        let (alerts, events) = documents.iter().cloned().partition(is_alert);
        Self { events, alerts, block }
    }

    fn part(&self, part: Part) -> &[String] {
        match part {
            Part::Events => &self.events,
            Part::Alerts => &self.alerts,
        }
    }
}

fn text_of(line: &str, member: &str) -> String {
    let hit: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    hit.get(member).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn time_of(line: &str) -> Option<Timestamp> {
    let hit: Value = serde_json::from_str(line).ok()?;
    Timestamp::parse(hit.get("_source")?.get("@timestamp")?.as_str()?)
}

impl SearchSource for MemorySource {
    fn blocks(&self, range: Option<(Timestamp, Timestamp)>) -> Result<Vec<Block>, SourceError> {
        let mut blocks = Vec::new();
        for part in [Part::Events, Part::Alerts] {
            for (number, lines) in self.part(part).chunks(self.block).enumerate() {
                let times: Option<Vec<Timestamp>> = lines.iter().map(|line| time_of(line)).collect();
                let times = times.and_then(|times| Some((*times.iter().min()?, *times.iter().max()?)));
                let first = (number * self.block) as u64;
                blocks.push(Block { part, first, count: lines.len() as u64, times });
            }
        }
        let may_hold = |block: &Block| match (range, block.times) {
            (Some((from, to)), Some((least, greatest))) => least <= to && greatest >= from,
            _ => true,
        };
        blocks.retain(may_hold);
        Ok(blocks)
    }

    fn read(&self, block: &Block) -> Result<Vec<u8>, SourceError> {
        let lines = self.part(block.part).iter().skip(block.first as usize).take(block.count as usize);
        Ok(lines.flat_map(|line| [line.as_bytes(), b"\n"].concat()).collect())
    }

    fn indices(&self) -> Result<Vec<String>, SourceError> {
        let mut names: Vec<String> =
            self.events.iter().chain(&self.alerts).map(|line| text_of(line, "_index")).collect();
        names.sort();
        names.dedup();
        Ok(names)
    }

    fn alert(&self, id: &str) -> Result<Option<Vec<u8>>, SourceError> {
        let found = self.alerts.iter().find(|line| text_of(line, "_id") == id);
        Ok(found.map(|line| line.clone().into_bytes()))
    }
}
