//! Results of EQL searches that are kept, to be had again by their id.

use std::collections::VecDeque;

use serde_json::{Map, Value, json};

use super::super::{Search, SearchError};

/// The most results that are kept; the oldest go.
const MAX_KEPT: usize = 100;

/// Results that are kept.
#[derive(Debug, Default)]
pub(in super::super) struct Results {
    kept: VecDeque<(String, Value)>,
    numbered: u64,
}

impl Search {
    /// Keeps an answer, which says its id.
    pub(super) fn kept(&self, answer: Map<String, Value>) -> Value {
        let mut results = self.eql_results.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        results.numbered += 1;
        let id = format!("eql{:016x}{:08x}", self.now().nanos(), results.numbered);
        let mut whole = Map::from_iter([("id".to_owned(), Value::from(id.as_str()))]);
        whole.extend(answer);
        let whole = Value::Object(whole);
        while results.kept.len() >= MAX_KEPT {
            results.kept.pop_front();
        }
        results.kept.push_back((id, whole.clone()));
        whole
    }

    /// `GET _eql/search/{id}`.
    ///
    /// # Errors
    /// 404 where no such result is kept.
    pub fn eql_result(&self, id: &str) -> Result<Value, SearchError> {
        let results = self.eql_results.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let found = results.kept.iter().find(|(kept, _)| kept == id);
        found.map(|(_, answer)| answer.clone()).ok_or_else(|| not_kept(id))
    }

    /// `GET _eql/search/status/{id}`.
    ///
    /// # Errors
    /// As [`Self::eql_result`].
    pub fn eql_status(&self, id: &str) -> Result<Value, SearchError> {
        self.eql_result(id)?;
        Ok(json!({"id": id, "is_running": false, "is_partial": false, "completion_status": 200}))
    }

    /// `DELETE _eql/search/{id}`.
    ///
    /// # Errors
    /// As [`Self::eql_result`].
    pub fn eql_delete(&self, id: &str) -> Result<Value, SearchError> {
        let mut results = self.eql_results.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let before = results.kept.len();
        results.kept.retain(|(kept, _)| kept != id);
        if results.kept.len() < before { Ok(json!({"acknowledged": true})) } else { Err(not_kept(id)) }
    }
}

fn not_kept(id: &str) -> SearchError {
    SearchError::new(404, "resource_not_found_exception", id)
}
