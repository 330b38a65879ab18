//! `_count`.

use serde_json::{Value, json};

use super::execute::{object, shards};
use super::field::Field;
use super::plan::Planner;
use super::request::query_of;
use super::row::Row;
use super::scan::{Scan, Visitor};
use super::source::Block;
use super::{Parameters, Search, SearchError};

impl Search {
    /// `GET {index}/_count`.
    ///
    /// # Errors
    /// As [`Search::search`].
    pub fn count(
        &self,
        index: Option<&str>,
        parameters: &Parameters,
        body: &Value,
    ) -> Result<Value, SearchError> {
        let body = object(body)?;
        if let Some(other) = body.keys().find(|key| key.as_str() != "query") {
            return Err(SearchError::parsing(format!("request does not support [{other}]")));
        }
        let mut planner = Planner::new(&self.catalogue, self.now());
        planner.set_query(query_of(body, parameters)?.as_ref())?;
        let mut selection = self.selection(index, parameters.index_options()?)?;
        let mut scan = Scan {
            source: self.source(),
            engine: self.options.engine,
            deadline: self.deadline(None),
            timed_out: false,
        };
        let blocks = scan.blocks(planner.asked.query())?;
        let mut counter = Counter(0);
        scan.run(&blocks, &planner.asked, &mut selection, &mut counter)?;
        if scan.timed_out {
            return Err(SearchError::new(503, "timeout_exception", "the count took too long").on_shards());
        }
        Ok(json!({"count": counter.0, "_shards": shards()}))
    }
}

struct Counter(u64);

impl Visitor for Counter {
    fn wants(&mut self, _: &Block) -> bool {
        true
    }

    fn row(&mut self, _: &Row<'_>, _: &[Field]) -> Result<(), SearchError> {
        self.0 += 1;
        Ok(())
    }
}
