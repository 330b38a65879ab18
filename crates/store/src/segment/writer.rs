//! Events of the log into segments.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{Array as _, ArrayRef, Int64Array, RecordBatch, TimestampNanosecondArray, UInt32Array};
use arrow::compute::{SortColumn, SortOptions, concat_batches, lexsort_to_indices, take_record_batch};
use arrow::error::ArrowError;
use ecs::Timestamp;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;

use super::fields::{self, FIELDS, Use};
use super::{DecodeEvents, EventDecoders, Segment, columns};

/// How many events make a row group: the unit that a search leaves out or reads.
const ROW_GROUP_EVENTS: usize = 32 << 10;

/// How well documents are compressed. They are written once and read seldom.
const ZSTD_LEVEL: i32 = 6;

/// Why events could not be rolled into segments.
#[derive(Debug, thiserror::Error)]
pub enum RollError {
    /// The events of a block cannot be read as columns.
    #[error("events from number {first} on cannot be read as columns: {reason}")]
    Unreadable {
        /// The number of the block's first event.
        first: u64,
        /// Why.
        reason: String,
    },
    /// Columns could not be made or sorted.
    #[error("making columns: {0}")]
    Columns(#[from] ArrowError),
    /// A file could not be encoded.
    #[error("encoding a segment: {0}")]
    Encoding(#[from] ParquetError),
    /// A file could not be stored.
    #[error("storing a segment: {0}")]
    Storing(#[from] object_store::Error),
}

/// Writes the events of one log file as segments.
///
/// Events are sorted by time within a row group, and grouped by index and day. Everything is held in memory, compressed,
/// until [`Self::finish`]: as much as the log file has, about.
pub struct SegmentWriter {
    decoder: Box<dyn DecodeEvents>,
    open: BTreeMap<Partition, OpenSegment>,
}

/// An index, and the day since the epoch on which its events happened; none where they do not say.
type Partition = (String, Option<i64>);

struct OpenSegment {
    writer: ArrowWriter<Vec<u8>>,
    /// Not yet in a row group.
    waiting: Vec<RecordBatch>,
    numbers: (u64, u64),
    times: Option<(i64, i64)>,
    events: u64,
}

impl SegmentWriter {
    /// A writer whose columns are made by one of these readers.
    pub fn new(decoders: &EventDecoders) -> Self {
        Self { decoder: decoders(fields::projection()), open: BTreeMap::new() }
    }

    /// Takes a block of events: lines that are search hits and the events `first`, `first + 1`, ….
    ///
    /// # Errors
    /// When they cannot be read, or not be encoded.
    pub fn add(&mut self, first: u64, lines: &[u8]) -> Result<(), RollError> {
        let batch = self.decoder.decode(first, lines.to_vec());
        let Some(batch) = batch.map_err(|reason| RollError::Unreadable { first, reason })? else {
            return Ok(());
        };
        let columns::Rows { columns, indices } = columns::of_batch(&batch, first, lines)?;
        let mut parts: BTreeMap<Partition, Vec<u32>> = BTreeMap::new();
        for (row, index) in indices.into_iter().enumerate() {
            let day = batch.timestamp(row).map(day_of);
            parts.entry((index, day)).or_default().push(row as u32);
        }
        for (partition, rows) in parts {
            let part = take_record_batch(&columns, &UInt32Array::from(rows))?;
            let open = match self.open.entry(partition) {
                std::collections::btree_map::Entry::Occupied(open) => open.into_mut(),
                std::collections::btree_map::Entry::Vacant(place) => place.insert(OpenSegment::new()?),
            };
            open.add(part)?;
        }
        Ok(())
    }

    /// Stores the segments, and says what they are. None of them counts before it is in the state database.
    ///
    /// # Errors
    /// When one cannot be encoded or stored.
    pub async fn finish(self, store: &Arc<dyn ObjectStore>) -> Result<Vec<Segment>, RollError> {
        let mut segments = Vec::with_capacity(self.open.len());
        for ((index, day), open) in self.open {
            let (numbers, times, events) = (open.numbers, open.times, open.events);
            let file = open.finish()?;
            let path = path_of(&index, day, numbers);
            let bytes = file.len() as u64;
            store.put(&path, file.into()).await?;
            let times = times
                .map(|(least, greatest)| (Timestamp::from_nanos(least), Timestamp::from_nanos(greatest)));
            segments.push(Segment { path: path.to_string(), index, numbers, times, events, bytes });
        }
        Ok(segments)
    }
}

impl OpenSegment {
    fn new() -> Result<Self, ParquetError> {
        let writer = ArrowWriter::try_new(Vec::new(), fields::schema(), Some(properties()?))?;
        Ok(Self { writer, waiting: Vec::new(), numbers: (u64::MAX, 0), times: None, events: 0 })
    }

    fn add(&mut self, part: RecordBatch) -> Result<(), RollError> {
        self.events += part.num_rows() as u64;
        if let Some(numbers) = column::<Int64Array>(&part, fields::NUMBER) {
            for number in numbers.values() {
                let number = *number as u64;
                self.numbers = (self.numbers.0.min(number), self.numbers.1.max(number));
            }
        }
        if let Some(times) = column::<TimestampNanosecondArray>(&part, fields::TIME) {
            for time in times.iter().flatten() {
                let (least, greatest) = self.times.unwrap_or((time, time));
                self.times = Some((least.min(time), greatest.max(time)));
            }
        }
        self.waiting.push(part);
        match self.waiting.iter().map(RecordBatch::num_rows).sum::<usize>() >= ROW_GROUP_EVENTS {
            true => self.write_row_group(),
            false => Ok(()),
        }
    }

    fn write_row_group(&mut self) -> Result<(), RollError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let rows = concat_batches(&fields::schema(), &std::mem::take(&mut self.waiting))?;
        let by = |name: &str| {
            let values: Option<&ArrayRef> = rows.column_by_name(name);
            values.map(|values| SortColumn {
                values: Arc::clone(values),
                options: Some(SortOptions::default()),
            })
        };
        let by: Vec<SortColumn> = [fields::TIME, fields::NUMBER].into_iter().filter_map(by).collect();
        let rows = take_record_batch(&rows, &lexsort_to_indices(&by, None)?)?;
        self.writer.write(&rows)?;
        self.writer.flush()?;
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<u8>, RollError> {
        self.write_row_group()?;
        Ok(self.writer.into_inner()?)
    }
}

fn column<'b, A: 'static>(batch: &'b RecordBatch, name: &str) -> Option<&'b A> {
    batch.column_by_name(name)?.as_any().downcast_ref()
}

fn properties() -> Result<WriterProperties, ParquetError> {
    let mut properties = WriterProperties::builder()
        .set_created_by("tripline".to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(ZSTD_LEVEL)?))
        .set_max_row_group_row_count(Some(ROW_GROUP_EVENTS * 2))
        .set_statistics_enabled(EnabledStatistics::Page)
        .set_statistics_truncate_length(Some(64))
        .set_column_statistics_enabled(ColumnPath::from(fields::SOURCE), EnabledStatistics::None)
        .set_column_dictionary_enabled(ColumnPath::from(fields::SOURCE), false)
        .set_column_dictionary_enabled(ColumnPath::from(fields::ID), false)
        .set_column_dictionary_enabled(ColumnPath::from(fields::NUMBER), false)
        .set_column_bloom_filter_enabled(ColumnPath::from(fields::ID), true);
    for (field, _) in FIELDS.iter().filter(|(_, used)| *used == Use::Lookup) {
        // A name with dots is one part of a path: the columns are not nested.
        let path = ColumnPath::new(vec![(*field).to_owned()]);
        properties = properties.set_column_bloom_filter_enabled(path, true);
    }
    Ok(properties.build())
}

const NANOS_PER_DAY: i64 = 86_400_000_000_000;

fn day_of(time: Timestamp) -> i64 {
    time.nanos().div_euclid(NANOS_PER_DAY)
}

/// Where a segment lies. What of an index name could mean something in a path or URL is left out of it: the name itself
/// is in the state database and in the segment.
fn path_of(index: &str, day: Option<i64>, (first, last): (u64, u64)) -> Path {
    let is_plain = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_');
    let index: String = index.chars().filter(is_plain).collect();
    let day = day.map_or_else(|| "undated".to_owned(), |day| date(day.saturating_mul(NANOS_PER_DAY)));
    [format!("index-{index}"), day, format!("{first:020}-{last:020}.parquet")].into_iter().collect()
}

fn date(nanos: i64) -> String {
    let shown = Timestamp::from_nanos(nanos).to_string();
    shown.split('T').next().unwrap_or_default().to_owned()
}
