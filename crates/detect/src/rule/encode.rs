//! Writing members of a JSON object, leaving out what is empty.

use serde::Serialize;
use serde_json::{Map, Value};

/// Sets a member, unless the value turns out null. Our types always serialise, so nothing is lost.
pub(crate) fn put(api: &mut Map<String, Value>, key: &str, value: impl Serialize) {
    if let Ok(value) = serde_json::to_value(value)
        && !value.is_null()
    {
        api.insert(key.to_owned(), value);
    }
}

/// Sets a list, unless it is empty.
pub(crate) fn put_list<T: Serialize>(api: &mut Map<String, Value>, key: &str, values: &[T]) {
    if !values.is_empty() {
        put(api, key, values);
    }
}
