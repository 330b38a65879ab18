//! Going through stored documents: which pass, and what of them a request wants.

use std::sync::Arc;
use std::time::Instant;

use detect::eval::{FilterId, FilterSet, FilterSetBuilder, naive};
use ecs::{EventBatch, IndexGroup, Projection, Slot};
use ingest::StoredEvents;
use lang::ir::Filter;

use super::SearchError;
use super::field::{Field, ID, is_metadata};
use super::hit::{Hit, lines, lines_with_metadata};
use super::indices::Selection;
use super::prune::{Demanded, time_range};
use super::row::{Row, RowFilters, RowValues};
use super::source::{Block, Place, SearchSource};

/// What is asked of every document.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    /// The query comes first; the others are asked of what passes it.
    pub(super) filters: Vec<Filter>,
    /// Fields whose values are wanted.
    pub(super) fields: Vec<Field>,
}

impl Asked {
    /// Asks the query, and nothing else yet.
    pub(super) fn new(query: Filter) -> Self {
        Self { filters: vec![query], fields: Vec::new() }
    }

    pub(super) fn query(&self) -> &Filter {
        self.filters.first().unwrap_or(&Filter::All)
    }

    /// The number of one more filter.
    pub(super) fn filter(&mut self, filter: Filter) -> usize {
        self.filters.push(filter);
        self.filters.len() - 1
    }

    /// The number of a field.
    pub(super) fn field(&mut self, field: Field) -> usize {
        self.fields.iter().position(|known| *known == field).unwrap_or_else(|| {
            self.fields.push(field);
            self.fields.len() - 1
        })
    }

    /// Whether filters ask what only a hit has, and not its document.
    fn asks_metadata(&self) -> bool {
        let mut asks = false;
        let mut visit = |field: &lang::ir::FieldRef| asks |= is_metadata(field.path.as_str());
        self.filters.iter().for_each(|filter| filter.for_each_field(&mut visit));
        asks || self.fields.iter().any(|field| field.name == ID)
    }
}

/// How documents are evaluated.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Engine {
    /// Columns by the compiled matcher that rules run on.
    #[default]
    Columns,
    /// Each document by the naive interpreter: what the other way is tested against.
    Documents,
}

/// What is done with the documents that pass.
pub(super) trait Visitor {
    /// Whether a block can matter still; without a doubt.
    fn wants(&mut self, block: &Block) -> bool;

    /// Takes a document.
    fn row(&mut self, row: &Row<'_>, fields: &[Field]) -> Result<(), SearchError>;
}

/// Goes through documents.
pub(super) struct Scan<'s> {
    pub(super) source: &'s dyn SearchSource,
    pub(super) engine: Engine,
    pub(super) deadline: Instant,
    /// Whether the deadline passed before everything was seen.
    pub(super) timed_out: bool,
}

/// How many documents are looked at between two looks at the clock.
const ROWS_BETWEEN_CLOCKS: usize = 256;

impl Scan<'_> {
    /// The blocks that may hold what a query selects, by arrival.
    pub(super) fn blocks(&self, query: &Filter) -> Result<Vec<Block>, SearchError> {
        Ok(self.source.blocks(time_range(query))?)
    }

    /// Shows a visitor all documents that pass the query, block by block.
    pub(super) fn run(
        &mut self,
        blocks: &[Block],
        asked: &Asked,
        selection: &mut Selection,
        visitor: &mut dyn Visitor,
    ) -> Result<(), SearchError> {
        let demanded = Demanded::of(asked.query());
        let mut columns = match self.engine {
            Engine::Columns => Some(Columns::new(asked)?),
            Engine::Documents => None,
        };
        for block in blocks {
            if Instant::now() >= self.deadline {
                self.timed_out = true;
                return Ok(());
            }
            if !visitor.wants(block) {
                continue;
            }
            let text = self.source.read(block)?;
            if !demanded.may_be_in(&text) {
                continue;
            }
            match &mut columns {
                Some(columns) => columns.block(block, text, asked, selection, visitor)?,
                None => self.documents(block, &text, &demanded, asked, selection, visitor)?,
            }
        }
        Ok(())
    }

    fn documents(
        &mut self,
        block: &Block,
        text: &[u8],
        demanded: &Demanded,
        asked: &Asked,
        selection: &mut Selection,
        visitor: &mut dyn Visitor,
    ) -> Result<(), SearchError> {
        for (number, line) in lines(text).enumerate() {
            if number % ROWS_BETWEEN_CLOCKS == 0 && Instant::now() >= self.deadline {
                self.timed_out = true;
                return Ok(());
            }
            if !demanded.may_be_in(line) {
                continue;
            }
            let Some(hit) = Hit::read(line).filter(|hit| selection.covers(&hit.index)) else { continue };
            let document = hit.with_metadata();
            if naive::matches(asked.query(), &document) {
                let row = Row {
                    place: Place { part: block.part, seq: block.first + number as u64 },
                    index: &hit.index,
                    filters: RowFilters::Document(&asked.filters, &document),
                    values: RowValues::Document(&document),
                };
                visitor.row(&row, &asked.fields)?;
            }
        }
        Ok(())
    }
}

/// The compiled form of what is asked.
struct Columns {
    set: FilterSet,
    ids: Vec<FilterId>,
    slots: Vec<Option<Slot>>,
    scratch: detect::eval::EvalScratch,
    events: StoredEvents,
    /// Whether documents must say what otherwise stands beside them.
    wants_metadata: bool,
}

impl Columns {
    fn new(asked: &Asked) -> Result<Self, SearchError> {
        let mut builder = FilterSetBuilder::new();
        let ids = asked.filters.iter().map(|filter| builder.add(filter)).collect();
        let projected: Vec<_> = asked.fields.iter().map(Field::projected).collect();
        projected.iter().flatten().for_each(|field| builder.need(field));
        let set = builder.build();
        if let Some(problem) = set.problems().first() {
            return Err(SearchError::argument(problem.reason.clone()).on_shards());
        }
        let projection: Arc<Projection> = Arc::clone(set.projection());
        let slot = |field: &Option<lang::ir::FieldRef>| projection.slot(field.as_ref()?.path.as_str());
        Ok(Self {
            slots: projected.iter().map(slot).collect(),
            scratch: set.scratch(),
            events: StoredEvents::new(projection),
            wants_metadata: asked.asks_metadata(),
            ids,
            set,
        })
    }

    fn block(
        &mut self,
        block: &Block,
        text: Vec<u8>,
        asked: &Asked,
        selection: &mut Selection,
        visitor: &mut dyn Visitor,
    ) -> Result<(), SearchError> {
        let text = if self.wants_metadata { lines_with_metadata(&text) } else { text };
        let Some(batch) = decoded(&mut self.events, block, text)? else { return Ok(()) };
        let matches = self.set.evaluate(&batch, &mut self.scratch);
        let Some(rows) = self.ids.first().and_then(|id| matches.rows(*id)) else { return Ok(()) };
        let covered: Vec<bool> =
            batch.groups().iter().map(|group| selection.covers(group_name(group))).collect();
        for row in rows.iter() {
            let group = batch.group_of(row);
            if !covered.get(group).copied().unwrap_or(true) {
                continue;
            }
            let seen = Row {
                place: Place { part: block.part, seq: batch.keep(row).offset },
                index: batch.groups().get(group).map_or("", group_name),
                filters: RowFilters::Columns(&matches, &self.ids, row),
                values: RowValues::Columns {
                    batch: &batch,
                    row,
                    slots: &self.slots,
                    document: Default::default(),
                },
            };
            visitor.row(&seen, &asked.fields)?;
        }
        Ok(())
    }
}

/// A block as a batch; none where no line of it is a document.
pub(super) fn decoded(
    events: &mut StoredEvents,
    block: &Block,
    text: Vec<u8>,
) -> Result<Option<EventBatch>, SearchError> {
    let failed = |problem| SearchError::from(super::source::SourceError(problem));
    events.decode(block.first, text).map_err(failed)
}

/// The index of a batch's rows: stored hits name theirs.
pub(super) fn group_name(group: &IndexGroup) -> &str {
    group.first_name()
}
