//! From posted records to outcomes: checked, normalised, written together. Runs on threads that may wait for the disk.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use axum::http::StatusCode;
use ingest::{Intake, Source, Taken};
use store::{Appended, NewEvent, Store};

use super::bulk::{Action, BulkItem};
use super::index_name::check_index_name;
use super::outcome::Outcome;
use crate::error::ApiError;
use crate::indices::IndexCounts;
use crate::metrics::Metrics;
use crate::resources::Resources;

/// What a worker needs.
#[derive(Clone, Debug)]
pub(crate) struct Storing {
    pub(crate) intake: Arc<Intake>,
    pub(crate) store: Arc<Store>,
    pub(crate) resources: Arc<Resources>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) indices: Arc<IndexCounts>,
    /// The most bytes of one document.
    pub(crate) most_bytes: usize,
}

/// A record to store.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Posted<'a> {
    /// Where it goes.
    pub(crate) index: &'a str,
    /// Its id, if it has one.
    pub(crate) id: Option<&'a str>,
    /// Its text.
    pub(crate) text: &'a str,
}

/// How records are to be taken.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Rules {
    /// The source they are of; found out of each where it is not said.
    pub(crate) source: Option<&'static Source>,
    /// Whether a document goes to the data stream that it says it is of, and only otherwise where it was posted. For
    /// records that nobody posted to a data stream.
    pub(crate) placed_by_document: bool,
}

impl Storing {
    /// Does what the items of a bulk request say.
    pub(crate) fn bulk(&self, items: &[BulkItem<'_>]) -> Vec<Outcome> {
        let mut streams = HashMap::new();
        let mut outcomes = Vec::with_capacity(items.len());
        let mut posted = Vec::with_capacity(items.len());
        for item in items {
            let is_stream = *streams
                .entry(item.index.as_ref())
                .or_insert_with(|| self.resources.is_data_stream(&item.index));
            match self.check(item, is_stream) {
                Ok(record) => {
                    posted.push(record);
                    outcomes.push(None);
                }
                Err(error) => outcomes.push(Some(Outcome::Failed(error))),
            }
        }
        let mut stored = self.store(&posted, Rules::default()).into_iter();
        let lost = || Outcome::Failed(ApiError::internal(&"an item has no outcome"));
        let mut outcomes: Vec<Outcome> =
            outcomes.into_iter().map(|known| known.or_else(|| stored.next()).unwrap_or_else(lost)).collect();
        for (outcome, item) in outcomes.iter_mut().zip(items) {
            // Events do not change: putting one again is a conflict for `create`, and nothing for `index`.
            if let (Outcome::Exists { id }, Action::Create) = (&*outcome, item.action) {
                *outcome = Outcome::Failed(conflict(&item.index, id));
            }
        }
        outcomes
    }

    fn check<'a>(&self, item: &'a BulkItem<'_>, is_stream: bool) -> Result<Posted<'a>, ApiError> {
        check_index_name(&item.index)?;
        if !self.indices.admits(&item.index) {
            let reason = format!("no more indices are made, and [{}] is not there", item.index);
            return Err(ApiError::new(StatusCode::BAD_REQUEST, "validation_exception", reason));
        }
        if item.require_alias || (item.require_data_stream && !is_stream) {
            let kind = if item.require_alias { "alias" } else { "data stream" };
            let reason = format!(
                "no such index [{}] and [require_{}] request flag is [true] and [{}] is not a {kind}",
                item.index,
                kind.replace(' ', "_"),
                item.index
            );
            return Err(ApiError::new(StatusCode::NOT_FOUND, "index_not_found_exception", reason));
        }
        match item.action {
            Action::Update | Action::Delete => {
                return Err(ApiError::illegal_argument("events are not changed and not deleted one by one"));
            }
            Action::Index if is_stream => {
                return Err(ApiError::illegal_argument(
                    "only write ops with an op_type of create are allowed in data streams",
                ));
            }
            Action::Index | Action::Create => {}
        }
        let text = item.source.ok_or_else(|| parsing("the document is no UTF-8"))?;
        Ok(Posted { index: &item.index, id: item.id.as_deref(), text })
    }

    /// Normalises records and writes their events together: all are on disk, or none.
    pub(crate) fn store(&self, records: &[Posted<'_>], rules: Rules) -> Vec<Outcome> {
        let mut outcomes: Vec<Option<Outcome>> = vec![None; records.len()];
        let mut events = Vec::with_capacity(records.len());
        // Which record an event is of: events of one record are next to each other, the first of them answers for it.
        let mut record_of = Vec::with_capacity(records.len());
        for (index, members) in by_index(records) {
            let fits =
                |number: &usize| records.get(*number).is_some_and(|it| it.text.len() <= self.most_bytes);
            let (members, large): (Vec<usize>, Vec<usize>) = members.into_iter().partition(fits);
            for number in large {
                set(&mut outcomes, number, Outcome::Failed(parsing("the document is too large")));
            }
            let texts: Vec<&str> =
                members.iter().filter_map(|number| records.get(*number)).map(|it| it.text).collect();
            let taken = match rules.source {
                Some(source) => self.intake.take_as(source, &texts),
                None => self.intake.take(index, &texts),
            };
            for ((number, text), taken) in members.into_iter().zip(texts).zip(taken) {
                let place = |document: &str| match rules.placed_by_document {
                    true => place_of(document).unwrap_or_else(|| index.to_owned()),
                    false => index.to_owned(),
                };
                match self.documents(taken, text, place) {
                    Ok(documents) if documents.is_empty() => set(&mut outcomes, number, Outcome::NoEvent),
                    Ok(documents) => {
                        let id = records.get(number).and_then(|record| record.id);
                        for (place, (index, source)) in documents.into_iter().enumerate() {
                            let id =
                                id.map(|id| if place == 0 { id.to_owned() } else { format!("{id}#{place}") });
                            events.push(NewEvent { index, id, source: source.into_owned() });
                            record_of.push((number, place));
                        }
                    }
                    Err(error) => set(&mut outcomes, number, Outcome::Failed(error)),
                }
            }
        }
        self.append(records, events, &record_of, &mut outcomes);
        let lost = || Outcome::Failed(ApiError::internal(&"a record has no outcome"));
        let outcomes: Vec<Outcome> =
            outcomes.into_iter().map(|outcome| outcome.unwrap_or_else(lost)).collect();
        for outcome in &outcomes {
            self.metrics.events(outcome.label(), 1);
        }
        outcomes
    }

    fn append(
        &self,
        records: &[Posted<'_>],
        events: Vec<NewEvent>,
        record_of: &[(usize, usize)],
        outcomes: &mut [Option<Outcome>],
    ) {
        if events.is_empty() {
            return;
        }
        match self.write(events) {
            Ok(appended) => {
                for (appended, (number, place)) in appended.into_iter().zip(record_of) {
                    if *place > 0 {
                        continue;
                    }
                    let outcome = match appended {
                        Appended::Created { seq, id } => Outcome::Created { id, seq },
                        Appended::Exists => {
                            let id = records.get(*number).and_then(|record| record.id).unwrap_or_default();
                            Outcome::Exists { id: id.to_owned() }
                        }
                    };
                    set(outcomes, *number, outcome);
                }
            }
            Err(error) => {
                for (number, _) in record_of {
                    set(outcomes, *number, Outcome::Failed(error.clone()));
                }
            }
        }
    }
}

impl Storing {
    /// The documents to store of a record, each with where it goes.
    fn documents<'a>(
        &self,
        taken: Result<Taken, String>,
        text: &'a str,
        place: impl Fn(&str) -> String,
    ) -> Result<Vec<(String, Cow<'a, str>)>, ApiError> {
        let documents = match taken.map_err(|reason| parsing(&reason))? {
            Taken::AsPosted => vec![Cow::Borrowed(text)],
            Taken::Events(documents) => documents.into_iter().map(Cow::Owned).collect(),
        };
        let placed: Vec<_> = documents.into_iter().map(|document| (place(&document), document)).collect();
        let lacks_time = |(index, document): &(String, Cow<'_, str>)| {
            !has_time(document) && self.resources.is_data_stream(index)
        };
        if placed.iter().any(lacks_time) {
            return Err(parsing("data stream timestamp field [@timestamp] is missing"));
        }
        Ok(placed)
    }

    /// Writes documents that were read and placed already, and says how many of them are new.
    pub(crate) fn append_events(&self, events: Vec<NewEvent>) -> Result<usize, ApiError> {
        let appended = self.write(events)?;
        let created = appended.iter().filter(|appended| is_new(appended)).count();
        self.metrics.events("created", created);
        self.metrics.events("duplicate", appended.len() - created);
        Ok(created)
    }

    fn write(&self, events: Vec<NewEvent>) -> Result<Vec<Appended>, ApiError> {
        let indices: Vec<String> = events.iter().map(|event| event.index.clone()).collect();
        let begun = Instant::now();
        let appended = self.store.append(events).map_err(|error| ApiError::from(&error))?;
        self.metrics.appended(begun.elapsed(), self.store.next_seq());
        let mut counts: HashMap<&str, u64, foldhash::fast::RandomState> = HashMap::default();
        for (index, _) in indices.iter().zip(&appended).filter(|(_, appended)| is_new(appended)) {
            *counts.entry(index).or_default() += 1;
        }
        for (index, count) in counts {
            self.indices.add(index, count);
        }
        Ok(appended)
    }
}

fn is_new(appended: &Appended) -> bool {
    matches!(appended, Appended::Created { .. })
}

fn set(outcomes: &mut [Option<Outcome>], number: usize, outcome: Outcome) {
    if let Some(slot) = outcomes.get_mut(number) {
        *slot = Some(outcome);
    }
}

/// The numbers of the records of each index, in the order in which indices come.
fn by_index<'a>(records: &[Posted<'a>]) -> Vec<(&'a str, Vec<usize>)> {
    let mut groups: Vec<(&str, Vec<usize>)> = Vec::new();
    let mut places: HashMap<&str, usize, foldhash::fast::RandomState> = HashMap::default();
    for (number, record) in records.iter().enumerate() {
        let place = *places.entry(record.index).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((_, members)) => members.push(number),
            None => groups.push((record.index, vec![number])),
        }
    }
    groups
}

/// The data stream that a document says it is of. What Winlogbeat reads it keeps under `winlog`, and names no data stream.
pub(crate) fn place_of(document: &str) -> Option<String> {
    let part = |name| {
        let value = sonic_rs::get(document, ["data_stream", name]).ok()?;
        serde_json::from_str::<String>(value.as_raw_str()).ok()
    };
    let name = match (part("type"), part("dataset"), part("namespace")) {
        (Some(kind), Some(set), Some(namespace)) => format!("{kind}-{set}-{namespace}"),
        _ if sonic_rs::get(document, ["winlog"]).is_ok() => "winlogbeat-8".to_owned(),
        _ => return None,
    };
    check_index_name(&name).is_ok().then_some(name)
}

fn has_time(document: &str) -> bool {
    sonic_rs::get(document, ["@timestamp"]).is_ok_and(|time| !matches!(time.as_raw_str(), "null"))
}

fn parsing(reason: &str) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, "document_parsing_exception", reason)
}

/// What Elasticsearch says to `create` of an id that is there. Shippers take it for stored.
pub(crate) fn conflict(index: &str, id: &str) -> ApiError {
    let reason = format!("[{id}]: version conflict, document already exists (current version [1])");
    ApiError::new(StatusCode::CONFLICT, "version_conflict_engine_exception", reason).with("index", index)
}
