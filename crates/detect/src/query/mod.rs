//! One EQL query over events: the engine behind `tripline query`.
//!
//! **Face.** A [`Query`] is compiled once. Its [`Query::projection`] says what batches must carry; each worker thread
//! makes itself a [`QueryWorker`], which turns a batch into [`QueryHits`]; a [`QueryCollector`] gathers them in any
//! order and gives the [`QueryResult`], whose [`QueryResult::lines`] are what the command prints. [`Query::naive_hits`]
//! does on one document, plainly, what a worker does on a batch.
//!
//! **What is absent.** No input is read and nothing is printed: batches and documents come from whoever has them.
//!
//! Results are those of Elasticsearch's EQL search API: events in the order of time (missing ones first), tiebreaker
//! (missing ones last) and arrival; sequences in the order of their last events, then of their keys; samples in the
//! order of their keys. Of events and sequences the most recent `size` are given unless the first pipe is `head`; of
//! samples the first.

mod collector;
mod compile;
mod naive;
mod order;
mod result;
mod window;
mod worker;

pub use collector::QueryCollector;
pub use compile::{Query, QueryError, QueryOptions, ResultPosition};
pub use result::{QueryAnswer, QueryResult, QueryStatistics};
pub use worker::{QueryHits, QueryWorker};
