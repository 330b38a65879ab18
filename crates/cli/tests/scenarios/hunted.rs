//! A scenario's telemetry in one dialect, read and hunted through.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use detect::alert::Alert;
use detect::detector::{DetectOptions, Detector, MatchOptions, Matcher, RuleSet};
use detect::eval::naive;
use detect::guide::{Guide, Investigation, Pivot};
use detect::query::{Query, QueryHits, QueryOptions};
use detect::rule::load_rules;
use ecs::catalogue::EcsCatalogue;
use ecs::{Document, EventBatch, Projection, Timestamp};
use ingest::{Inputs, ReadOptions, Reader, Report};
use tempfile::TempDir;
use testkit::scenario::{Dialect, Scenario};

use crate::time_of;

const RULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../rules");

/// What came of one dialect's bytes.
pub(crate) struct Hunted {
    /// The normalised events.
    pub(crate) documents: Vec<Document>,
    /// What was said of records that could not be read.
    pub(crate) unread: Option<String>,
    /// The alerts of the shipped rules.
    pub(crate) alerts: Vec<Document>,
    rules: Arc<RuleSet>,
    telemetry: PathBuf,
    /// Holds the telemetry, and the alerts that were there before.
    folder: TempDir,
}

impl Hunted {
    /// The same for all tests of a run.
    pub(crate) fn of(scenario: &Scenario, dialect: &Dialect) -> Arc<Self> {
        static HUNTED: Mutex<BTreeMap<&str, Arc<Hunted>>> = Mutex::new(BTreeMap::new());
        let mut hunted = HUNTED.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(hunted.entry(dialect.name).or_insert_with(|| Arc::new(Self::new(scenario, dialect))))
    }

    fn new(scenario: &Scenario, dialect: &Dialect) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let telemetry = folder.path().join(dialect.file_name());
        std::fs::write(&telemetry, (dialect.render)(scenario)).unwrap();
        std::fs::write(folder.path().join("alerts.ndjson"), dialect.earlier_alerts(scenario)).unwrap();
        let (rules, _) = RuleSet::compile(load_rules(&[RULES.into()]).rules, &EcsCatalogue);
        let rules = Arc::new(rules);
        let (documents, report) = documents(&telemetry, 1, &ReadOptions::default());
        let unread = (report.skipped() > 0 || documents.is_empty()).then(|| format!("{:?}", report.problems));
        Self { documents, unread, alerts: hunt(&telemetry, &rules), rules, telemetry, folder }
    }

    /// The normalised events once more, read in small blocks on several threads.
    pub(crate) fn documents_of_blocks(&self, block_bytes: usize, threads: usize) -> Vec<Document> {
        let options = ReadOptions { block_bytes, ..ReadOptions::default() };
        documents(&self.telemetry, threads, &options).0
    }

    /// The investigations of the guide, in its order.
    pub(crate) fn investigations(&self) -> Vec<Investigation> {
        Guide::of(&self.rules.rules()[0].rule).investigations().cloned().collect()
    }

    /// Asks the telemetry and the alerts that were there before, and gives the times of what is found.
    pub(crate) fn ask(&self, question: &str) -> BTreeSet<Timestamp> {
        let query = Query::compile(question, &EcsCatalogue, &QueryOptions::default()).unwrap();
        let reader = Reader::new(inputs(self.folder.path()), Arc::clone(query.projection()));
        let store = reader.store();
        let mut collector = query.collector();
        let worker = || {
            let mut worker = query.worker();
            move |batch: EventBatch| worker.evaluate(&batch)
        };
        reader.run(NonZeroUsize::MIN, worker, |hits: QueryHits| {
            collector.add(hits).unwrap();
            ControlFlow::Continue(())
        });
        let result = collector.finish().unwrap();
        result.lines(store.as_ref()).map(|line| time_of(line.unwrap().as_object().unwrap())).collect()
    }

    /// The same by the pivot's filter, on whole documents.
    pub(crate) fn select(&self, pivot: &Pivot) -> BTreeSet<Timestamp> {
        let filter = pivot.to_filter(&EcsCatalogue);
        let (documents, _) = documents(self.folder.path(), 1, &ReadOptions::default());
        let selected = documents.into_iter().filter(|document| naive::matches(&filter, document));
        selected.map(|document| time_of(&document)).collect()
    }
}

/// The text in a field.
pub(crate) fn text<'d>(document: &'d Document, field: &str) -> Option<&'d str> {
    let (first, rest) = field.split_once('.')?;
    document.get(first)?.pointer(&format!("/{}", rest.replace('.', "/")))?.as_str()
}

fn inputs(path: &Path) -> Inputs {
    Inputs::open([path], ReadOptions::default())
}

fn documents(path: &Path, threads: usize, options: &ReadOptions) -> (Vec<Document>, Report) {
    let mut documents = Vec::new();
    let reader = Reader::new(Inputs::open([path], options.clone()), Projection::new([]));
    let report = reader.documents(NonZeroUsize::new(threads).unwrap(), |document| {
        documents.push(document);
        ControlFlow::Continue(())
    });
    (documents, report)
}

fn hunt(telemetry: &Path, rules: &Arc<RuleSet>) -> Vec<Document> {
    let reader = Reader::new(inputs(telemetry), Arc::clone(rules.projection()));
    let store = reader.store();
    let mut detector = Detector::new(Arc::clone(rules), DetectOptions::default());
    let matcher = || {
        let mut matcher = Matcher::new(Arc::clone(rules), MatchOptions::default());
        move |batch: EventBatch| matcher.match_batch(&batch)
    };
    reader.run(NonZeroUsize::MIN, matcher, |matches| {
        detector.add(matches).unwrap();
        ControlFlow::Continue(())
    });
    let mut alerts = Vec::new();
    let render = |alerts: Vec<Alert>| alerts.iter().map(Alert::to_document).collect::<Vec<_>>();
    let take = |documents: Vec<Document>| {
        alerts.extend(documents);
        Ok(())
    };
    detector.finish().unwrap().emit(store.as_ref(), NonZeroUsize::MIN, render, take).unwrap();
    alerts
}
