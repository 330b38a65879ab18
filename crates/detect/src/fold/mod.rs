//! Stateful matching over the few events that matched a filter: sequences and samples.
//!
//! **Face.** [`SequenceFold`] and [`SampleFold`] take the [`Hit`]s of one query's stages and give what they complete.
//! [`HitLog`] takes the hits of all rules in any order, in bounded memory, and gives them back rule by rule in the
//! order the folds need. [`join_keys`] makes the keys of a hit from a row of a batch.
//!
//! **What is absent.** No filter is evaluated here and no document is touched: a fold sees order, keys and handles.

mod hit;
pub mod join_keys;
mod key;
mod log;
mod sample;
mod sequence;

pub use hit::{Hit, HitOrder};
pub use key::{JoinKeys, KeyValue};
pub use log::{HitLog, HitLogLimits, LoggedHit, LoggedHits};
pub use sample::{SampleFold, SampleMatch};
pub use sequence::{SequenceFold, SequenceMatch, SequenceStatistics};
