//! Investigating an alert: its rule's guide with the alert's values in place, the events that each of its queries finds,
//! and the tree of the alert's process.
//!
//! **Face.** [`operations`] are the paths. Everything is asked through [`crate::search`], of events and alerts together.
//!
//! **What is absent.** Nothing is changed, and no query of a guide runs anywhere but here: queries for the host itself
//! are shown.

mod guide;
mod process_tree;
mod processes;
mod run;

use axum::http::Method;

use crate::search::Operation;

/// Every operation with its methods and path.
pub fn operations() -> Vec<(Vec<Method>, &'static str, Operation)> {
    let guide: Operation = |search, call| guide::answer(search, call.id());
    vec![
        (vec![Method::GET], "/api/tripline/alerts/{id}/guide", guide),
        (vec![Method::POST], "/api/tripline/alerts/{id}/investigate", |search, call| {
            run::answer(search, call.id(), &call.json()?)
        }),
        (vec![Method::GET], "/api/tripline/alerts/{id}/process-tree", |search, call| {
            process_tree::answer(search, call.id())
        }),
    ]
}
