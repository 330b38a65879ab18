//! Watched folders: every file in them is read, and read again when it has grown.
//!
//! An event's id is a hash of its place in its file and of its document, so that a file that is read again, renamed, or
//! read once more after a crash gives no event twice. That makes it enough to remember in memory which files were read.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ecs::{EventBatch, Projection};
use ingest::{ReadOptions, Reader};
use sha2::{Digest as _, Sha256};
use store::NewEvent;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::intake::{Storing, place_of};

/// How often folders are looked through.
const EVERY: Duration = Duration::from_secs(1);
/// The most files that are looked at in one folder.
const MOST_FILES: usize = 100_000;
/// How deep folders are looked into.
const MOST_DEPTH: usize = 16;
/// How long storing pauses while there is no room.
const PAUSE: Duration = Duration::from_millis(500);

/// What a file looked like: when it changes, it is read.
type Look = (u64, Option<SystemTime>);

/// Watches until the server ends.
pub(super) async fn run(app: App, ending: CancellationToken) {
    if app.config.intake.watch.is_empty() {
        return;
    }
    let mut seen: HashMap<PathBuf, (Look, bool)> = HashMap::new();
    loop {
        let (shared, token) = (app.clone(), ending.clone());
        let looked = tokio::task::spawn_blocking(move || {
            look_through(&shared, &mut seen, &token);
            seen
        });
        match looked.await {
            Ok(back) => seen = back,
            Err(error) => {
                tracing::error!(%error, "watching folders has ended");
                return;
            }
        }
        if ending.run_until_cancelled(tokio::time::sleep(EVERY)).await.is_none() {
            return;
        }
    }
}

/// Reads the files that look as they did the last time and were not read so: those that are being written to are left for
/// later.
fn look_through(app: &App, seen: &mut HashMap<PathBuf, (Look, bool)>, ending: &CancellationToken) {
    for folder in &app.config.intake.watch {
        for path in files(folder) {
            if ending.is_cancelled() {
                return;
            }
            let Ok(metadata) = std::fs::metadata(&path) else { continue };
            let look = (metadata.len(), metadata.modified().ok());
            match seen.get_mut(&path) {
                Some((known, is_read)) if *known == look => {
                    if !*is_read {
                        *is_read = read(app, &path, ending);
                    }
                }
                Some(known) => *known = (look, false),
                None => {
                    seen.insert(path, (look, false));
                }
            }
        }
    }
    seen.retain(|path, _| path.exists());
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![(folder.to_owned(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            tracing::debug!(folder = %folder.display(), "a watched folder cannot be read");
            continue;
        };
        for entry in entries.flatten() {
            // Links are not followed: who may write into the folder may not thereby have other files read.
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() && depth < MOST_DEPTH {
                folders.push((entry.path(), depth + 1));
            } else if kind.is_file() && found.len() < MOST_FILES {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    found
}

/// Reads a file and stores its events; whether it was read to its end.
fn read(app: &App, path: &Path, ending: &CancellationToken) -> bool {
    let reader = Reader::new(ingest::Inputs::open([path], ReadOptions::default()), Projection::new([]));
    let default = app.config.intake.index.as_str();
    let worker = || {
        |batch: EventBatch| -> Vec<NewEvent> {
            (0..batch.num_rows()).filter_map(|row| event(&batch, row, default)).collect()
        }
    };
    let storing = app.intake.storing();
    let (mut created, mut is_whole) = (0, true);
    let report = reader.checking_everything().run(NonZeroUsize::MIN, worker, |events| {
        match store(storing, events, ending) {
            Some(count) => {
                created += count;
                ControlFlow::Continue(())
            }
            None => {
                is_whole = false;
                ControlFlow::Break(())
            }
        }
    });
    tracing::info!(
        file = %path.display(), events = report.events, created, skipped = report.skipped(), "a watched file was read"
    );
    is_whole
}

fn event(batch: &EventBatch, row: usize, default: &str) -> Option<NewEvent> {
    let source = serde_json::to_string(&batch.document(row)).ok()?;
    let mut digest = Sha256::new();
    digest.update(batch.keep(row).offset.to_le_bytes());
    digest.update(source.as_bytes());
    let id = URL_SAFE_NO_PAD.encode(digest.finalize().get(..15)?);
    let index = place_of(&source).unwrap_or_else(|| default.to_owned());
    Some(NewEvent { index, id: Some(id), source })
}

/// Stores events, waiting for room; `None` when the server ends first or they cannot be stored.
fn store(storing: &Storing, events: Vec<NewEvent>, ending: &CancellationToken) -> Option<usize> {
    if events.is_empty() {
        return Some(0);
    }
    while !ending.is_cancelled() {
        match storing.append_events(events.clone()) {
            Ok(created) => return Some(created),
            Err(error) => tracing::debug!(%error, "events of a watched file wait"),
        }
        std::thread::sleep(PAUSE);
    }
    None
}
