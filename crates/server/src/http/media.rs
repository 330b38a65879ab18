//! Media types: what bodies may be, and what an answer says it is.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::error::plain_error;

/// What a body may be, without parameters. Browsers send none of these to another site without asking it first, which
/// keeps pages out.
const READABLE: [&str; 5] = [
    "application/json",
    "application/x-ndjson",
    "application/ndjson",
    "application/vnd.elasticsearch+json",
    "application/vnd.elasticsearch+x-ndjson",
];
/// What clients that hold to a version of Elasticsearch ask for and get.
const COMPATIBLE: &str = "application/vnd.elasticsearch+json";

/// Refuses bodies of other kinds, as Elasticsearch does.
pub(crate) async fn check_media(request: Request, next: Next) -> Response {
    let headers = request.headers();
    let may_have_body = !matches!(*request.method(), Method::GET | Method::HEAD | Method::DELETE);
    let has_body = headers
        .get(header::CONTENT_LENGTH)
        .map_or(headers.contains_key(header::TRANSFER_ENCODING), |length| length.as_bytes() != b"0");
    let kind = headers.get(header::CONTENT_TYPE).map(|value| value.to_str().unwrap_or("?"));
    match kind {
        Some(kind) if !is_readable(kind) => {
            let reason = format!("Content-Type header [{kind}] is not supported");
            plain_error(StatusCode::NOT_ACCEPTABLE, &reason)
        }
        None if may_have_body && has_body => {
            plain_error(StatusCode::NOT_ACCEPTABLE, "Content-Type header [] is not supported")
        }
        _ => next.run(request).await,
    }
}

fn is_readable(kind: &str) -> bool {
    let essence = kind.split(';').next().unwrap_or_default().trim();
    READABLE.iter().any(|readable| readable.eq_ignore_ascii_case(essence))
}

/// The media type that a JSON answer has to have for a client that asked for a version: it is given back what it asked.
pub(crate) fn compatible_type(headers: &HeaderMap) -> Option<HeaderValue> {
    let accept = headers.get(header::ACCEPT)?.to_str().ok()?;
    let wanted = accept.split(',').map(str::trim).find(|kind| kind.starts_with(COMPATIBLE))?;
    let version = wanted.split(';').filter_map(|part| part.trim().strip_prefix("compatible-with=")).next();
    let version = version.filter(|version| version.bytes().all(|byte| byte.is_ascii_digit()))?;
    HeaderValue::try_from(format!("{COMPATIBLE};compatible-with={version}")).ok()
}
