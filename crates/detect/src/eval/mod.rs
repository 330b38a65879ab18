//! Which events pass which filters.
//!
//! **Face.** A [`FilterSetBuilder`] takes every filter of every rule and makes one [`FilterSet`], which says what a
//! batch must carry ([`FilterSet::projection`]) and evaluates all filters over a batch at once. [`naive::matches`]
//! interprets one filter on one document: slow, plain, and what the fast way is tested against. [`explain`] does
//! the same and tells of each condition how it came out.
//!
//! **What is absent.** No rule, no order of events, no state from one batch to the next but caches.
//!
//! **Case.** Where case does not count, letters `a` to `z` are equal to `A` to `Z` and every other character only to
//! itself, as in Elasticsearch's case-insensitive term, prefix and wildcard queries (`AutomatonQueries`, which folds
//! ASCII alone). A regular expression folds as its syntax says.

mod bitmap;
mod compile;
mod direct;
mod display;
mod explain;
mod filter_set;
mod index;
pub mod naive;
mod order;
mod predicate;
mod regex;
mod row_set;
mod run;
mod values;
mod wildcard;

pub use explain::{Condition, ExplainNode, ExplainedField, explain};
pub use filter_set::{BuildError, EvalScratch, FilterId, FilterSet, FilterSetBuilder, Matches};
pub(crate) use order::address;
pub use row_set::RowSet;
pub(crate) use values::field_values;
