//! Which fields stored documents have, index by index.
//!
//! There is no list of them but the documents themselves. They are looked through when somebody asks, block after block,
//! and what was seen is remembered; where that takes longer than a request may, the next one goes on.

use std::collections::{BTreeMap, HashSet};
use std::time::{Duration, Instant};

use ecs::Catalogue;
use serde_json::Value;

use super::field;
use super::hit::{Hit, lines};
use super::source::{Block, Part};
use super::{Search, SearchError};

/// The longest that one request looks through documents.
const TIME_TO_LOOK: Duration = Duration::from_secs(5);
/// The most fields of one index: Elasticsearch's `index.mapping.total_fields.limit` for data streams is 1,000 to 10,000.
const MAX_FIELDS: usize = 10_000;
/// The most indices.
const MAX_INDICES: usize = 1000;

/// What was seen so far.
#[derive(Debug, Default)]
pub(super) struct Observed {
    /// Types of fields, by index and name.
    fields: BTreeMap<String, BTreeMap<String, &'static str>>,
    seen: HashSet<(Part, u64)>,
}

/// The fields of one index.
pub(super) type IndexFields = (String, BTreeMap<String, &'static str>);

impl Search {
    /// The fields of the indices that are selected.
    pub(super) fn observed_fields(
        &self,
        selection: &mut super::indices::Selection,
    ) -> Result<Vec<IndexFields>, SearchError> {
        let blocks = self.source.blocks(None)?;
        let mut observed = self.observed.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let until = Instant::now() + TIME_TO_LOOK;
        // The newest first: they tell what comes in now.
        for block in blocks.iter().rev() {
            if observed.seen.contains(&(block.part, block.first)) {
                continue;
            }
            if Instant::now() >= until {
                break;
            }
            observed.look_at(block, &self.source.read(block)?, &self.catalogue);
        }
        let selected = observed.fields.iter().filter(|(index, _)| selection.covers(index));
        Ok(selected.map(|(index, fields)| (index.clone(), fields.clone())).collect())
    }
}

impl Observed {
    fn look_at(&mut self, block: &Block, text: &[u8], catalogue: &dyn Catalogue) {
        let mut names = Vec::new();
        for hit in lines(text).filter_map(Hit::read) {
            if !self.fields.contains_key(&hit.index) && self.fields.len() >= MAX_INDICES {
                continue;
            }
            let fields = self.fields.entry(hit.index.clone()).or_default();
            names.clear();
            super::fetch::collect_names(&hit.source, "", 0, &mut names);
            for name in names.drain(..) {
                let known = fields.get(&name).copied();
                // A field that has held whole numbers so far may turn out to hold others.
                if known.is_some_and(|known| known != "long")
                    || (known.is_none() && fields.len() >= MAX_FIELDS)
                {
                    continue;
                }
                let found = match (catalogue.field(&name), known) {
                    (Some(info), _) => info.field_type.name(),
                    (None, None) => type_of(&hit.source, &name),
                    (None, Some(known)) => match type_of(&hit.source, &name) {
                        "float" => "float",
                        _ => known,
                    },
                };
                fields.insert(name, found);
            }
        }
        // Alerts change, and their number does not tell.
        if block.part == Part::Events {
            self.seen.insert((block.part, block.first));
        }
    }
}

/// The type of a field that the catalogue does not know, as Elasticsearch would map it.
fn type_of(document: &ecs::Document, name: &str) -> &'static str {
    let mut found = "keyword";
    let mut is_first = true;
    field::visit(document, name, &mut |value| {
        if std::mem::take(&mut is_first) {
            found = match value {
                Value::Bool(_) => "boolean",
                Value::Number(number) if number.is_f64() => "float",
                Value::Number(_) => "long",
                _ => "keyword",
            };
        }
    });
    found
}
