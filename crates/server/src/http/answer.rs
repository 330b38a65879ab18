//! What every answer has: the product's header, the media type that was asked for, `pretty` and `filter_path`.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;

use super::{FilterPath, Parameters, media};
use crate::error::ApiError;

/// Official clients refuse servers without it.
const PRODUCT: HeaderName = HeaderName::from_static("x-elastic-product");
/// No answer that is filtered or laid out is larger.
const MOST_BYTES: usize = 256 << 20;

/// Marks an answer (as an extension) whose route has seen to `filter_path` itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AlreadyFiltered;

/// Finishes an answer.
pub(crate) async fn finish_answer(request: Request, next: Next) -> Response {
    let compatible = media::compatible_type(request.headers());
    let parameters = Parameters::of(request.uri());
    let mut response = next.run(request).await;
    if is_json(&response) {
        response = match shape(response, &parameters).await {
            Ok(response) => response,
            Err(error) => error.into_response(),
        };
        if let Some(kind) = compatible {
            response.headers_mut().insert(header::CONTENT_TYPE, kind);
        }
    }
    let headers = response.headers_mut();
    headers.insert(PRODUCT, HeaderValue::from_static("Elasticsearch"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

fn is_json(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"))
}

async fn shape(response: Response, parameters: &Parameters) -> Result<Response, ApiError> {
    let is_filtered = response.extensions().get::<AlreadyFiltered>().is_some();
    let filter = parameters.text("filter_path").filter(|_| !is_filtered).map(FilterPath::parse);
    let filter = filter.filter(|filter| !filter.is_empty());
    let is_pretty = parameters.is_on("pretty").unwrap_or(false);
    if filter.is_none() && !is_pretty {
        return Ok(response);
    }
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, MOST_BYTES).await.map_err(|error| ApiError::internal(&error))?;
    let Ok(value) = serde_json::from_slice::<Value>(&bytes) else {
        return Ok(Response::from_parts(parts, Body::from(bytes)));
    };
    let value = filter.map_or(value.clone(), |filter| filter.apply(value));
    let text = if is_pretty {
        serde_json::to_string_pretty(&value).map(|text| text + "\n")
    } else {
        serde_json::to_string(&value)
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    Ok(Response::from_parts(parts, Body::from(text.map_err(|error| ApiError::internal(&error))?)))
}
