//! Finding hits by a filter: what investigations ask.

use lang::ir::Filter;
use serde_json::{Value, json};

use super::fetch::{Reader, Shown};
use super::field::Field;
use super::hit::Hit;
use super::plan::Planner;
use super::row::Row;
use super::scan::{Asked, Scan, Visitor};
use super::sort::{self, SortSpec};
use super::source::Block;
use super::top::{Top, order_blocks};
use super::{IndexOptions, Search, SearchError};

/// A question by a filter, of all events and alerts.
pub(crate) struct Find<'f> {
    /// What is looked for.
    pub(crate) filter: Filter,
    /// Whether the newest come first.
    pub(crate) newest_first: bool,
    /// How many hits are given.
    pub(crate) size: usize,
    /// The `sort` of the last hit of the page before.
    pub(crate) after: Option<&'f Value>,
    /// Whether all hits are counted.
    pub(crate) counts: bool,
}

/// What was found.
#[derive(Debug)]
pub(crate) struct Found {
    /// The hits, each with what it is sorted by: to be given as `after` for those that follow.
    pub(crate) hits: Vec<(Hit, Value)>,
    /// How many there are, as far as was looked.
    pub(crate) total: u64,
    /// Whether time ran out before everything was looked at.
    pub(crate) timed_out: bool,
}

impl Search {
    /// Hits of a filter, by time.
    pub(crate) fn find(&self, find: &Find<'_>) -> Result<Found, SearchError> {
        let mut planner = Planner::new(&self.catalogue, self.now());
        let order = if find.newest_first { "desc" } else { "asc" };
        let by_time = sort::read(Some(&json!([{"@timestamp": order}])), &mut planner)?;
        let sort: Vec<SortSpec> = by_time.into_iter().chain([SortSpec::arrival()]).collect();
        let after = match find.after {
            None => None,
            Some(Value::Array(values)) if values.len() == sort.len() => {
                let parsed = sort.iter().zip(values).map(|(spec, value)| spec.parse(value));
                Some(parsed.collect::<Result<Vec<_>, _>>()?)
            }
            Some(_) => return Err(SearchError::argument("[after] is not what a page gave")),
        };
        let asked = Asked { filters: vec![find.filter.clone()], fields: planner.asked.fields };
        let mut visitor =
            Finding { top: Top::new(sort.clone().into(), find.size, after), total: 0, counts: find.counts };
        let (blocks, timed_out) = self.scan_all(&asked, &sort, &mut visitor)?;
        let candidates = visitor.top.finish();
        let places: Vec<_> = candidates.iter().map(|candidate| candidate.place).collect();
        let found = Reader::new(self.source(), &blocks, self.options.answer_bytes).hits(&places)?;
        let hits = candidates.iter().zip(found).filter_map(|(candidate, hit)| {
            let keys = sort.iter().zip(&candidate.keys).map(|(spec, key)| spec.shown(key)).collect();
            Some((hit?, Value::Array(keys)))
        });
        Ok(Found { hits: hits.collect(), total: visitor.total, timed_out })
    }

    /// How many documents pass each of these filters; and whether time ran out.
    pub(crate) fn counts(&self, filters: &[Filter]) -> Result<(Vec<u64>, bool), SearchError> {
        let mut asked = Asked::new(Filter::Or(filters.to_vec()));
        let numbers: Vec<usize> = filters.iter().map(|filter| asked.filter(filter.clone())).collect();
        let mut visitor = Counting { counts: vec![0; numbers.len()], numbers };
        let (_, timed_out) = self.scan_all(&asked, &[], &mut visitor)?;
        Ok((visitor.counts, timed_out))
    }

    fn scan_all(
        &self,
        asked: &Asked,
        sort: &[SortSpec],
        visitor: &mut dyn Visitor,
    ) -> Result<(Vec<Block>, bool), SearchError> {
        let everywhere = IndexOptions { hidden: true, ..IndexOptions::default() };
        let mut selection = self.selection(None, everywhere)?;
        let mut scan = Scan {
            source: self.source(),
            engine: self.options.engine,
            deadline: self.deadline(None),
            timed_out: false,
        };
        let mut blocks = scan.blocks(asked.query())?;
        order_blocks(sort, &mut blocks);
        scan.run(&blocks, asked, &mut selection, visitor)?;
        Ok((blocks, scan.timed_out))
    }

    /// A hit as answers of investigations show it: as those of a search do.
    pub(crate) fn shown_hit(&self, hit: Hit) -> Value {
        let mut shown = Shown::default().hit(hit, &self.catalogue, 0, None);
        shown.as_object_mut().and_then(|shown| shown.remove("_score"));
        shown
    }

    /// An alert by its id.
    pub(crate) fn alert(&self, id: &str) -> Result<Hit, SearchError> {
        let missing = || SearchError::new(404, "resource_not_found_exception", format!("no alert [{id}]"));
        let line = self.source().alert(id)?.ok_or_else(missing)?;
        Hit::read(&line).ok_or_else(missing)
    }
}

struct Finding {
    top: Top,
    total: u64,
    counts: bool,
}

impl Visitor for Finding {
    fn wants(&mut self, block: &Block) -> bool {
        self.counts || !self.top.is_beyond(block)
    }

    fn row(&mut self, row: &Row<'_>, _: &[Field]) -> Result<(), SearchError> {
        self.total += 1;
        self.top.push(row);
        Ok(())
    }
}

struct Counting {
    numbers: Vec<usize>,
    counts: Vec<u64>,
}

impl Visitor for Counting {
    fn wants(&mut self, _: &Block) -> bool {
        true
    }

    fn row(&mut self, row: &Row<'_>, _: &[Field]) -> Result<(), SearchError> {
        for (number, count) in self.numbers.iter().zip(&mut self.counts) {
            *count += u64::from(row.passes(*number));
        }
        Ok(())
    }
}
