//! Finding events in segments.

use std::sync::Arc;
use std::time::Duration;

use arrow::array::{Array as _, Int64Array, RecordBatch, StringViewArray, TimestampNanosecondArray};
use datafusion::common::{Column, ScalarValue};
use datafusion::dataframe::DataFrame;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl};
use datafusion::error::DataFusionError;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::logical_expr::{Expr, ScalarUDF};
use datafusion::prelude::{SessionConfig, SessionContext};
use ecs::Timestamp;
use futures::StreamExt as _;
use lang::ir::Filter;
use object_store::ObjectStore;
use tracing::debug;

use super::matching::Matches;
use super::{EventDecoders, Segment, fields, prune};

/// Where the engine finds segments: a name for the object store that they lie in.
const ROOT: &str = "tripline://segments/";

/// How much memory all searches together may take.
const MEMORY: usize = 512 << 20;

/// What a search asks of the past.
#[derive(Clone, Debug)]
pub struct Scan {
    /// Which events.
    pub filter: Filter,
    /// The earliest and the latest `@timestamp`, both included. An event without one passes only where both are open.
    pub time: (Option<Timestamp>, Option<Timestamp>),
    /// In which order.
    pub order: Order,
    /// At most so many, the first of that order.
    pub limit: Option<usize>,
    /// After so long the search is given up.
    pub timeout: Duration,
}

/// An order of events. Those of the same time are in order of arrival, either way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// By `@timestamp`, latest first; those without one last.
    NewestFirst,
    /// By `@timestamp`; those without one last.
    OldestFirst,
    /// In order of arrival.
    Arrival,
}

/// An event that was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// Its number, in order of arrival.
    pub number: u64,
    /// When it happened.
    pub time: Option<Timestamp>,
    /// The index or data stream it is in.
    pub index: String,
    /// Its id.
    pub id: String,
    /// Its document, as it was stored.
    pub source: String,
}

/// Why a search found nothing.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// The filter cannot be compiled.
    #[error("the query cannot be compiled: {0}")]
    Filter(String),
    /// It took too long.
    #[error("the search took longer than {} ms and was given up; narrow its time range", .0.as_millis())]
    Timeout(Duration),
    /// A segment cannot be read, or memory did not suffice.
    #[error("searching the past: {0}")]
    Failed(#[from] DataFusionError),
}

/// Finds events in segments. All searches share its memory limit.
pub struct Segments {
    session: SessionContext,
    decoders: EventDecoders,
}

impl Segments {
    /// Searches of segments that lie in an object store, whose documents these readers read.
    ///
    /// # Errors
    /// When the engine cannot be set up: no folder for temporary files.
    pub fn new(store: Arc<dyn ObjectStore>, decoders: EventDecoders) -> Result<Self, ScanError> {
        let runtime = RuntimeEnvBuilder::new().with_memory_limit(MEMORY, 1.0).build_arc()?;
        let mut config =
            SessionConfig::new().with_parquet_bloom_filter_pruning(true).with_collect_statistics(true);
        let parquet = &mut config.options_mut().execution.parquet;
        parquet.pushdown_filters = true;
        parquet.reorder_filters = true;
        let session = SessionContext::new_with_config_rt(config, runtime);
        session.register_object_store(ObjectStoreUrl::parse(ROOT)?.as_ref(), store);
        Ok(Self { session, decoders })
    }

    /// The events of these segments that a scan asks for.
    ///
    /// # Errors
    /// See [`ScanError`].
    pub async fn find(&self, segments: &[Segment], scan: &Scan) -> Result<Vec<Found>, ScanError> {
        let Some(events) = self.events(segments, scan)? else { return Ok(Vec::new()) };
        let columns = [fields::NUMBER, fields::TIME, fields::INDEX, fields::ID, fields::SOURCE];
        let number = column(fields::NUMBER).sort(true, false);
        let by = match scan.order {
            Order::NewestFirst => vec![column(fields::TIME).sort(false, false), number],
            Order::OldestFirst => vec![column(fields::TIME).sort(true, false), number],
            Order::Arrival => vec![number],
        };
        let plan = events.select(columns.map(column))?.sort(by)?.limit(0, scan.limit)?;
        let found = async {
            debug!(plan = %plan.logical_plan().display_indent(), "search");
            let mut found = Vec::new();
            let mut batches = plan.execute_stream().await?;
            while let Some(batch) = batches.next().await {
                put_found(&batch?, &mut found);
            }
            Ok(found)
        };
        tokio::time::timeout(scan.timeout, found).await.map_err(|_| ScanError::Timeout(scan.timeout))?
    }

    /// How many there are, whatever the limit.
    ///
    /// # Errors
    /// See [`ScanError`].
    pub async fn count(&self, segments: &[Segment], scan: &Scan) -> Result<u64, ScanError> {
        let Some(events) = self.events(segments, scan)? else { return Ok(0) };
        let count = async { Ok(events.count().await? as u64) };
        tokio::time::timeout(scan.timeout, count).await.map_err(|_| ScanError::Timeout(scan.timeout))?
    }

    /// The events that pass, in no order; none where no segment can have any.
    fn events(&self, segments: &[Segment], scan: &Scan) -> Result<Option<DataFrame>, ScanError> {
        let urls: Vec<ListingTableUrl> = segments
            .iter()
            .filter(|segment| may_have(segment, scan))
            .map(|segment| ListingTableUrl::parse(format!("{ROOT}{}", segment.path)))
            .collect::<Result<_, _>>()?;
        debug!(segments = segments.len(), read = urls.len(), "segments within the time range");
        if urls.is_empty() {
            return Ok(None);
        }
        let options = ListingOptions::new(Arc::new(ParquetFormat::default())).with_file_extension("parquet");
        let config = ListingTableConfig::new_with_multi_paths(urls)
            .with_listing_options(options)
            .with_schema(fields::schema());
        let mut events = self.session.read_table(Arc::new(ListingTable::try_new(config)?))?;
        for condition in bounds(scan).into_iter().chain(prune::implied(&scan.filter)) {
            events = events.filter(condition)?;
        }
        if scan.filter != Filter::All {
            let matches =
                Matches::new(&scan.filter, Arc::clone(&self.decoders)).map_err(ScanError::Filter)?;
            let arguments = [fields::INDEX, fields::ID, fields::SOURCE].map(column).to_vec();
            events = events.filter(ScalarUDF::from(matches).call(arguments))?;
        }
        Ok(Some(events))
    }
}

/// Whether a segment can have an event in the time range.
fn may_have(segment: &Segment, scan: &Scan) -> bool {
    let (from, to) = scan.time;
    match segment.times {
        None => from.is_none() && to.is_none(),
        Some((least, greatest)) => {
            from.is_none_or(|from| from <= greatest) && to.is_none_or(|to| least <= to)
        }
    }
}

fn bounds(scan: &Scan) -> Vec<Expr> {
    let at = |time: Timestamp| {
        Expr::Literal(ScalarValue::TimestampNanosecond(Some(time.nanos()), Some("UTC".into())), None)
    };
    let from = scan.time.0.map(|from| column(fields::TIME).gt_eq(at(from)));
    let to = scan.time.1.map(|to| column(fields::TIME).lt_eq(at(to)));
    from.into_iter().chain(to).collect()
}

/// A column by its name: names have dots, which are no qualifiers.
fn column(name: &str) -> Expr {
    Expr::Column(Column::from_name(name))
}

fn put_found(batch: &RecordBatch, found: &mut Vec<Found>) {
    fn of<'b, A: 'static>(batch: &'b RecordBatch, name: &str) -> Option<&'b A> {
        batch.column_by_name(name)?.as_any().downcast_ref()
    }
    let (Some(numbers), Some(times)) =
        (of::<Int64Array>(batch, fields::NUMBER), of::<TimestampNanosecondArray>(batch, fields::TIME))
    else {
        return;
    };
    let texts = [fields::INDEX, fields::ID, fields::SOURCE].map(|name| of::<StringViewArray>(batch, name));
    let [Some(indices), Some(ids), Some(sources)] = texts else { return };
    found.extend((0..batch.num_rows()).map(|row| Found {
        number: numbers.value(row) as u64,
        time: times.is_valid(row).then(|| Timestamp::from_nanos(times.value(row))),
        index: indices.value(row).to_owned(),
        id: ids.value(row).to_owned(),
        source: sources.value(row).to_owned(),
    }));
}
