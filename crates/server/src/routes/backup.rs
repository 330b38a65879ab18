//! `POST /api/tripline/backup`: a copy of everything, while events go on being stored.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::Route;
use crate::app::App;
use crate::auth::Permission;
use crate::error::ApiError;

/// Where copies go, below the data folder. Clients do not choose: they would write wherever the server may.
const FOLDER: &str = "backups";
/// Files beside the store that belong to it.
const FILES: [&str; 4] = ["accounts.json", "resources.json", "server.json", "audit.ndjson"];

pub(super) fn routes() -> Vec<Route> {
    vec![Route::new(Method::POST, "/api/tripline/backup", Permission::Admin, backup).audited()]
}

/// Makes a copy in a folder named by the time. It is a data folder: a server started on it, or on a copy of it elsewhere, has
/// everything as it was.
async fn backup(State(app): State<App>) -> Result<(StatusCode, Json<Value>), ApiError> {
    let slot = Arc::clone(&app.backups).try_acquire_owned();
    let slot = slot.map_err(|_| ApiError::too_many_requests("a backup is being made already"))?;
    let copied = tokio::task::spawn_blocking(move || {
        let _slot = slot;
        copy(&app)
    });
    let folder = copied.await.map_err(|error| ApiError::internal(&error))?;
    let folder = folder.map_err(|error| ApiError::internal(&error))?;
    tracing::info!(folder = %folder.display(), "a backup was made");
    Ok((StatusCode::CREATED, Json(json!({"folder": folder}))))
}

fn copy(app: &App) -> Result<PathBuf, Box<dyn std::error::Error + Send + Sync>> {
    let data = app.config.data.as_path();
    let name = jiff::Timestamp::now().strftime("%Y%m%dT%H%M%S%3fZ").to_string();
    let folder = data.join(FOLDER).join(name);
    crate::make_data_folder(&folder)?;
    app.store.backup(&folder)?;
    for file in FILES {
        copy_file(data, &folder, file)?;
    }
    Ok(folder)
}

fn copy_file(from: &Path, to: &Path, name: &str) -> std::io::Result<()> {
    match std::fs::copy(from.join(name), to.join(name)) {
        Ok(_) => std::fs::File::open(to.join(name))?.sync_all(),
        // Nobody has accounts or templates on the first day.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}
