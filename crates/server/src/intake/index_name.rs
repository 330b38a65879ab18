//! What may be the name of an index or data stream.

use axum::http::StatusCode;

use crate::error::ApiError;

/// The longest name, in bytes.
const MOST_BYTES: usize = 255;
/// Characters that names do not have. Names also become names of files, and parts of patterns and addresses.
const UNWANTED: &[char] = &['\\', '/', '*', '?', '"', '<', '>', '|', ' ', ',', '#', ':'];

/// Refuses names that Elasticsearch refuses, in its words, and those that are ours: nobody else writes alerts.
pub(crate) fn check_index_name(name: &str) -> Result<(), ApiError> {
    let invalid = |why: &str| {
        let shown: String = name.chars().take(MOST_BYTES).collect();
        let reason = format!("Invalid index name [{shown}], {why}");
        Err(ApiError::new(StatusCode::BAD_REQUEST, "invalid_index_name_exception", reason)
            .with("index", shown))
    };
    if name.is_empty() {
        return invalid("must not be empty");
    }
    if name.len() > MOST_BYTES {
        return invalid("index name is too long");
    }
    if name == "." || name == ".." {
        return invalid("must not be '.' or '..'");
    }
    if name.starts_with(['_', '-', '+']) {
        return invalid("must not start with '_', '-', or '+'");
    }
    if name.chars().any(char::is_uppercase) {
        return invalid("must be lowercase");
    }
    if name.contains(UNWANTED) || name.contains(char::is_control) {
        return invalid(
            "must not contain the following characters ['\\','/','*','?','\"','<','>','|',' ',',','#',':']",
        );
    }
    if name.starts_with(".alerts-") || name.starts_with(".internal.") || name.starts_with(".tripline") {
        return invalid("names that begin so are written by the server only");
    }
    Ok(())
}
