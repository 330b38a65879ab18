//! Documents in memory.

use ecs::Timestamp;
use serde_json::Value;
use server::search::{Block, Part, SearchSource, SourceError};

/// Documents in blocks of so many; those of alerts indices are alerts.
pub(crate) struct MemorySource {
    events: Vec<Document>,
    alerts: Vec<Document>,
    block: usize,
}

struct Document {
    line: String,
    index: String,
    id: String,
    time: Option<Timestamp>,
}

impl Document {
    fn new(line: &str) -> Self {
        let hit: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let text = |member: &str| hit[member].as_str().unwrap_or_default().to_owned();
        let time = hit["_source"]["@timestamp"].as_str().and_then(Timestamp::parse);
        Self { line: format!("{line}\n"), index: text("_index"), id: text("_id"), time }
    }
}

impl MemorySource {
    pub(crate) fn new(documents: &[String], block: usize) -> Self {
        let documents = documents.iter().map(|line| Document::new(line));
        let (alerts, events) = documents.partition(|document| document.index.contains(".alerts-"));
        Self { events, alerts, block }
    }

    fn part(&self, part: Part) -> &[Document] {
        match part {
            Part::Events => &self.events,
            Part::Alerts => &self.alerts,
        }
    }
}

impl SearchSource for MemorySource {
    fn blocks(&self, range: Option<(Timestamp, Timestamp)>) -> Result<Vec<Block>, SourceError> {
        let mut blocks = Vec::new();
        for part in [Part::Events, Part::Alerts] {
            for (number, documents) in self.part(part).chunks(self.block).enumerate() {
                let times: Option<Vec<Timestamp>> = documents.iter().map(|document| document.time).collect();
                let times = times.and_then(|times| Some((*times.iter().min()?, *times.iter().max()?)));
                let first = (number * self.block) as u64;
                blocks.push(Block { part, first, count: documents.len() as u64, times });
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
        let documents = self.part(block.part).iter().skip(block.first as usize).take(block.count as usize);
        Ok(documents.flat_map(|document| document.line.bytes()).collect())
    }

    fn indices(&self) -> Result<Vec<String>, SourceError> {
        let mut names: Vec<String> =
            self.events.iter().chain(&self.alerts).map(|document| document.index.clone()).collect();
        names.sort();
        names.dedup();
        Ok(names)
    }

    fn alert(&self, id: &str) -> Result<Option<Vec<u8>>, SourceError> {
        let found = self.alerts.iter().find(|document| document.id == id);
        Ok(found.map(|document| document.line.trim_end().as_bytes().to_vec()))
    }
}
