//! Records that are posted, as the documents to store.
//!
//! **Face.** [`Intake`]: what an ingest pipeline is to Elasticsearch. A record that comes for a vendor's data stream, raw
//! or in the envelope of the shipper that fetched it, becomes the document that the integration would make of it, with
//! what Tripline derives beyond. A document that already is ECS stays as it is, to the byte.
//!
//! **What is absent.** Files and containers, which [`crate::Reader`] reads; and where documents are stored.

mod envelope;

use std::borrow::Cow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ecs::{EventBatch, Projection};

use crate::decode::{Checks, DecodePlan, Decoder, RecordKind};
use crate::derive::Links;
use crate::stream::Piece;
use crate::{DocumentStore, Mapping, ReadOptions, Source, sources};
use envelope::Envelope;

/// Normalises posted records; shared by all threads.
#[derive(Debug)]
pub struct Intake {
    detecting: Arc<DecodePlan>,
    /// What earlier records told of processes, accounts and machines. Held while documents are made of what was told.
    links: Mutex<Links>,
    decoders: Mutex<Vec<Decoder>>,
}

/// What a posted record became.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Taken {
    /// A document as it is to be stored already: the posted text.
    AsPosted,
    /// The normalised documents of the events that the record holds, each one line of JSON: one, several where it wraps
    /// others, none where it only tells of other events.
    Events(Vec<String>),
}

impl Default for Intake {
    fn default() -> Self {
        Self { detecting: plan(None), links: Mutex::default(), decoders: Mutex::default() }
    }
}

impl Intake {
    /// What became of records that were posted to an index or data stream, one after the other; or why one cannot be
    /// used. What a record is, is told by the record, and by the data stream where a shipper wrapped it.
    pub fn take(&self, index: &str, records: &[&str]) -> Vec<Result<Taken, String>> {
        let source = source_of_index(index);
        let envelopes: Vec<Option<Envelope>> =
            records.iter().map(|record| Envelope::of(record, source)).collect();
        let texts = records.iter().zip(&envelopes).map(|(record, envelope)| match envelope {
            Some(envelope) => envelope.record(),
            None => *record,
        });
        let mut decoder =
            self.lock_decoders().pop().unwrap_or_else(|| Decoder::new(Arc::clone(&self.detecting)));
        let mut taken = self.decode(&mut decoder, texts);
        self.lock_decoders().push(decoder);
        for (taken, envelope) in taken.iter_mut().zip(envelopes) {
            if let (Ok(kept), Some(envelope)) = (taken, envelope) {
                *kept = envelope.around(std::mem::replace(kept, Taken::AsPosted));
            }
        }
        taken
    }

    /// The same for records that are said to be of one source.
    pub fn take_as(&self, source: &'static Source, records: &[&str]) -> Vec<Result<Taken, String>> {
        let mut decoder = Decoder::new(plan(Some(source)));
        self.decode(&mut decoder, records.iter().copied())
    }

    fn decode<'r>(
        &self,
        decoder: &mut Decoder,
        records: impl Iterator<Item = &'r str>,
    ) -> Vec<Result<Taken, String>> {
        let mut pieces: Vec<Piece> = records
            .map(|record| Piece::of_lines("posted records", one_line(record).into_owned().into_bytes()))
            .collect();
        let mut load = decoder.decode(&mut pieces);
        if load.has_links() {
            load.link(&mut self.links.lock().unwrap_or_else(PoisonError::into_inner));
        }
        let kinds = load.kinds();
        let batch = match load.finish(decoder.plan()).0.transpose() {
            Ok(batch) => batch,
            Err(reason) => return pieces.iter().map(|_| Err(reason.clone())).collect(),
        };
        pieces
            .iter()
            .enumerate()
            .map(|(number, piece)| taken(piece, number, &kinds, batch.as_ref()))
            .collect()
    }

    fn lock_decoders(&self) -> MutexGuard<'_, Vec<Decoder>> {
        self.decoders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn plan(source: Option<&'static Source>) -> Arc<DecodePlan> {
    let options = ReadOptions { source, any_document: true, ..ReadOptions::default() };
    let store = Arc::new(DocumentStore::new(&[], (&options).into()));
    Arc::new(DecodePlan::new(Projection::new([]), options, Checks::All, store))
}

/// What became of one record: `kinds` are the rows of all, each with its record's number.
fn taken(
    piece: &Piece,
    number: usize,
    kinds: &[(usize, RecordKind, bool)],
    batch: Option<&EventBatch>,
) -> Result<Taken, String> {
    if let Some(problem) = piece.tally.problems.first_record_problem() {
        return Err(problem.detail.clone());
    }
    let first = kinds.partition_point(|(record, ..)| *record < number);
    let rows = kinds.iter().enumerate().skip(first).take_while(|(_, (record, ..))| *record == number);
    // Documents of Endgame are ECS of an old version, and are amended.
    let is_amended = piece.tally.by_source.iter().any(|(name, _)| *name == sources::endgame().name);
    if let Some((_, RecordKind::Ecs, false)) = kinds.get(first).filter(|(record, ..)| *record == number)
        && !is_amended
    {
        return Ok(Taken::AsPosted);
    }
    let documents = rows.filter_map(|(row, _)| serde_json::to_string(&batch?.document(row)).ok());
    Ok(Taken::Events(documents.collect()))
}

/// A record without line breaks: in JSON they stand between tokens only, and mean nothing.
fn one_line(record: &str) -> Cow<'_, str> {
    match memchr::memchr2(b'\n', b'\r', record.as_bytes()) {
        None => Cow::Borrowed(record),
        Some(_) => Cow::Owned(record.replace(['\n', '\r'], " ")),
    }
}

/// The source whose events an index or data stream holds, by its name: `logs-<data set>-<namespace>`, `<name>-…`.
pub(crate) fn source_of_index(index: &str) -> Option<&'static Source> {
    let data_set = index.strip_prefix("logs-").and_then(|rest| rest.split('-').next());
    let name = data_set.or_else(|| index.split('-').next())?;
    let named = sources::source(name);
    named.or_else(|| (name == "endgame").then(sources::endgame))
}

/// Whether a source's records are JSON of the vendor's own shape.
fn is_vendors(source: &Source) -> bool {
    matches!(source.mapping, Mapping::Json(_))
}
