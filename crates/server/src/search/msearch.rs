//! `_msearch`: several searches in one request.

use serde_json::{Map, Value, json};

use super::{Parameters, Search, SearchError};

/// The most searches of one request.
const MAX_SEARCHES: usize = 1000;

impl Search {
    /// `POST {index}/_msearch`: lines of a header and a body in turn. A search that fails is an answer, too.
    ///
    /// # Errors
    /// When the lines are not JSON or too many.
    pub fn msearch(
        &self,
        index: Option<&str>,
        parameters: &Parameters,
        lines: &[u8],
    ) -> Result<Value, SearchError> {
        let started = std::time::Instant::now();
        let mut lines = lines.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
        let mut responses = Vec::new();
        while let Some(header) = lines.next() {
            if header.is_empty() && responses.is_empty() && lines.clone().all(<[u8]>::is_empty) {
                break;
            }
            let Some(body) = lines.next().filter(|body| !body.is_empty()) else {
                if header.is_empty() {
                    break;
                }
                return Err(SearchError::argument(
                    "The msearch request must be terminated by a newline [\\n]",
                ));
            };
            if responses.len() == MAX_SEARCHES {
                return Err(SearchError::argument(format!("at most {MAX_SEARCHES} searches in one request")));
            }
            let header = if header.is_empty() { Value::Null } else { json(header)? };
            let body = json(body)?;
            responses.push(self.one(index, parameters, &header, &body));
        }
        if responses.is_empty() {
            let reason = "Validation Failed: 1: no requests added;";
            return Err(SearchError::new(400, "action_request_validation_exception", reason));
        }
        let took = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        Ok(json!({"took": took, "responses": responses}))
    }

    fn one(&self, index: Option<&str>, parameters: &Parameters, header: &Value, body: &Value) -> Value {
        let text = |name: &str| match header.get(name) {
            Some(Value::Array(names)) => {
                let names: Vec<&str> = names.iter().filter_map(Value::as_str).collect();
                Some(names.join(","))
            }
            Some(Value::String(text)) => Some(text.clone()),
            Some(Value::Bool(flag)) => Some(flag.to_string()),
            _ => None,
        };
        let own = ["ignore_unavailable", "allow_no_indices", "expand_wildcards"];
        let own = own.into_iter().filter_map(|name| Some((name.to_owned(), text(name)?)));
        let shared = parameters.text("rest_total_hits_as_int");
        let shared = shared.map(|value| ("rest_total_hits_as_int".to_owned(), value.to_owned()));
        let parameters = Parameters::new(own.chain(shared));
        let index = text("index").or_else(|| index.map(str::to_owned));
        let (mut answer, status) = match self.search(index.as_deref(), &parameters, body) {
            Ok(answer) => (answer, 200),
            Err(error) => (error.body(), error.status),
        };
        if let Value::Object(answer) = &mut answer {
            let status: (String, Value) = ("status".to_owned(), status.into());
            answer.extend(Map::from_iter([status]));
        }
        answer
    }
}

fn json(line: &[u8]) -> Result<Value, SearchError> {
    serde_json::from_slice(line)
        .map_err(|error| SearchError::new(400, "x_content_parse_exception", error.to_string()))
}
