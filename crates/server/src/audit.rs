//! Who changed what, and when: one JSON object a line, in a file that is only written at its end.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use serde_json::json;

use crate::auth::Identity;

/// The file's name in the data folder.
const FILE: &str = "audit.ndjson";

/// The record of changes.
#[derive(Debug)]
pub(crate) struct Audit {
    file: Mutex<File>,
}

impl Audit {
    /// The record of a data folder.
    pub(crate) fn open(data: &Path) -> io::Result<Self> {
        let mut options = File::options();
        options.append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(Self { file: Mutex::new(options.open(data.join(FILE))?) })
    }

    /// Notes a change. What cannot be written goes to the log instead: the change was made.
    fn note(&self, identity: &Identity, method: &str, path: &str, status: u16) {
        let line = json!({
            "@timestamp": jiff::Timestamp::now().to_string(),
            "event": {"kind": "event", "action": method.to_lowercase(), "outcome": if status < 400 { "success" } else { "failure" }},
            "user": {"name": identity.name, "roles": [identity.role.name()]},
            "tripline": {"key_id": identity.key_id},
            "url": {"path": path},
            "http": {"response": {"status_code": status}},
        });
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let written = file.write_all(format!("{line}\n").as_bytes()).and_then(|()| file.sync_data());
        if let Err(error) = written {
            tracing::error!(%error, change = %line, "a change could not be written to the audit log");
        }
    }
}

/// Notes what comes of a request that changes something, refusals included.
pub(crate) async fn note_change(State(audit): State<Arc<Audit>>, request: Request, next: Next) -> Response {
    let identity = request.extensions().get::<Arc<Identity>>().cloned();
    let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
    let response = next.run(request).await;
    if let Some(identity) = identity {
        let status = response.status().as_u16();
        let noted = tokio::task::spawn_blocking(move || audit.note(&identity, &method, &path, status)).await;
        if let Err(error) = noted {
            tracing::error!(%error, "a change could not be written to the audit log");
        }
    }
    response
}
