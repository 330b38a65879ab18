//! `GET /api/tripline/alerts/{id}/process-tree`.

use std::collections::HashMap;

use ecs::Document;
use lang::ir::Filter;
use serde_json::{Value, json};

use super::processes::{Identity, is_process_event, on_host_of};
use crate::search::{Find, Hit, Search, SearchError, first_text};

/// The most ancestors: far more than any host has.
const MAX_ANCESTORS: usize = 32;
/// The most siblings, and the most children.
const MAX_RELATIVES: usize = 200;
/// The most events that are read for one process, or for all that it started.
const MAX_EVENTS: usize = 1000;
/// The most events that are shown of one process.
const MAX_EVENTS_OF_PROCESS: usize = 50;

/// The processes around an alert's: `process`, its `ancestors` from parent to eldest, its `siblings` and `children`, each
/// with its events, oldest first.
pub(super) fn answer(search: &Search, id: &str) -> Result<Value, SearchError> {
    let alert = search.alert(id)?.source;
    let found = Identity::of(&alert).and_then(|identity| Some((identity, identity.process(&alert)?)));
    let Some((identity, own)) = found else {
        let none: [Value; 0] = [];
        return Ok(json!({
            "id": id, "identified_by": null, "process": null, "ancestors": none, "siblings": none, "children": none,
            "timed_out": false,
        }));
    };
    let mut tree = Tree { search, identity, host: on_host_of(&alert, search.now()), timed_out: false };
    let events = tree.events(identity.is(&own))?;
    let parent =
        events.iter().find_map(|hit| identity.parent(&hit.source)).or_else(|| identity.parent(&alert));
    let ancestors = tree.ancestors(&own, parent.clone())?;
    let siblings = match &parent {
        Some(parent) => tree.children(parent, &own)?,
        None => Vec::new(),
    };
    let children = tree.children(&own, &own)?;
    Ok(json!({
        "id": id,
        "identified_by": identity.field(),
        "process": tree.node(&own, events, Some(&alert)),
        "ancestors": ancestors,
        "siblings": siblings,
        "children": children,
        "timed_out": tree.timed_out,
    }))
}

struct Tree<'s> {
    search: &'s Search,
    identity: Identity,
    host: Filter,
    timed_out: bool,
}

impl Tree<'_> {
    fn events(&mut self, which: Filter) -> Result<Vec<Hit>, SearchError> {
        let filter = Filter::And(vec![which, is_process_event(), self.host.clone()]);
        let find = Find { filter, newest_first: false, size: MAX_EVENTS, after: None, counts: false };
        let found = self.search.find(&find)?;
        self.timed_out |= found.timed_out;
        Ok(found.hits.into_iter().map(|(hit, _)| hit).collect())
    }

    /// From the parent on.
    fn ancestors(&mut self, own: &str, parent: Option<String>) -> Result<Vec<Value>, SearchError> {
        let mut seen = vec![own.to_owned()];
        let mut ancestors = Vec::new();
        let mut next = parent;
        while let Some(id) = next.take().filter(|id| !seen.contains(id) && ancestors.len() < MAX_ANCESTORS) {
            let events = self.events(self.identity.is(&id))?;
            next = events.iter().find_map(|hit| self.identity.parent(&hit.source));
            ancestors.push(self.node(&id, events, None));
            seen.push(id);
        }
        Ok(ancestors)
    }

    /// The processes that another started, but for one.
    fn children(&mut self, parent: &str, but: &str) -> Result<Vec<Value>, SearchError> {
        let events = self.events(self.identity.is_child_of(parent))?;
        let mut order = Vec::new();
        let mut by_process: HashMap<String, Vec<Hit>> = HashMap::new();
        for hit in events {
            let id = self.identity.process(&hit.source).filter(|id| id != but && id != parent);
            let Some(id) = id else { continue };
            if !by_process.contains_key(&id) {
                if order.len() == MAX_RELATIVES {
                    continue;
                }
                order.push(id.clone());
            }
            by_process.entry(id).or_default().push(hit);
        }
        let node = |id: String| {
            let events = by_process.remove(&id).unwrap_or_default();
            self.node(&id, events, None)
        };
        Ok(order.into_iter().map(node).collect())
    }

    /// A process: what its events, or else another document, tell of it.
    fn node(&self, id: &str, events: Vec<Hit>, other: Option<&Document>) -> Value {
        let documents: Vec<&Document> = events.iter().map(|hit| &hit.source).chain(other).collect();
        let text = |field: &str| documents.iter().find_map(|document| first_text(document, field));
        let mut node = json!({
            "identity": id,
            "name": text("process.name"),
            "entity_id": text("process.entity_id"),
            "pid": text("process.pid").and_then(|pid| pid.parse::<i64>().ok()),
            "executable": text("process.executable"),
            "command_line": text("process.command_line"),
            "user": text("user.name"),
            "first_seen": events.first().and_then(|hit| first_text(&hit.source, "@timestamp")),
        });
        let shown = events.into_iter().take(MAX_EVENTS_OF_PROCESS).map(|hit| self.search.shown_hit(hit));
        let shown: Vec<Value> = shown.collect();
        if let Some(node) = node.as_object_mut() {
            node.insert("events".to_owned(), shown.into());
        }
        node
    }
}
