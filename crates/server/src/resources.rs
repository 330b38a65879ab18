//! What shippers put before they send: templates, policies, pipelines. Kept, given back, and asked about data streams.
//!
//! Mappings, rollover and pipelines themselves are not run: fields have the types of the catalogue, retention is a
//! setting, and records pass the mappings that Tripline has for their source.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use crate::error::ApiError;
use crate::http::matches;
use crate::persisted;

/// The file's name in the data folder.
const FILE: &str = "resources.json";
/// The most things of one kind.
const MOST_OF_A_KIND: usize = 4096;
/// The most bytes of one thing.
const MOST_BYTES: usize = 4 << 20;
/// The most bytes of all.
const MOST_BYTES_OF_ALL: usize = 128 << 20;
/// Types whose `<type>-<data set>-<namespace>` names are data streams without any template, as Elasticsearch's own
/// templates make them.
const STREAM_TYPES: [&str; 4] = ["logs", "metrics", "synthetics", "traces"];

/// A kind of thing that shippers put.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Kind {
    /// `_ilm/policy`.
    IlmPolicy,
    /// `_index_template`.
    IndexTemplate,
    /// `_component_template`.
    ComponentTemplate,
    /// `_template`.
    LegacyTemplate,
    /// `_ingest/pipeline`.
    Pipeline,
    /// `_data_stream`.
    DataStream,
}

impl Kind {
    fn key(self) -> &'static str {
        match self {
            Self::IlmPolicy => "ilm_policy",
            Self::IndexTemplate => "index_template",
            Self::ComponentTemplate => "component_template",
            Self::LegacyTemplate => "legacy_template",
            Self::Pipeline => "pipeline",
            Self::DataStream => "data_stream",
        }
    }
}

type ByKind = BTreeMap<String, BTreeMap<String, Value>>;

/// What shippers put.
#[derive(Debug)]
pub(crate) struct Resources {
    path: PathBuf,
    kept: Mutex<Kept>,
}

#[derive(Default, Debug)]
struct Kept {
    by_kind: ByKind,
    bytes: usize,
}

impl Resources {
    /// What a data folder has.
    pub(crate) fn open(data: &Path) -> io::Result<Self> {
        let path = data.join(FILE);
        let by_kind: ByKind = persisted::read(&path)?.unwrap_or_default();
        let bytes = by_kind.values().flat_map(BTreeMap::values).map(|value| value.to_string().len()).sum();
        Ok(Self { path, kept: Mutex::new(Kept { by_kind, bytes }) })
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps something under a name.
    pub(crate) fn put(&self, kind: Kind, name: &str, value: Value) -> Result<(), ApiError> {
        check_name(name)?;
        let size = value.to_string().len();
        let mut kept = self.lock();
        let of_kind = kept.by_kind.entry(kind.key().to_owned()).or_default();
        let before = of_kind.get(name).map(|value| value.to_string().len());
        let is_too_many = before.is_none() && of_kind.len() >= MOST_OF_A_KIND;
        let bytes = kept.bytes + size - before.unwrap_or(0);
        if is_too_many || size > MOST_BYTES || bytes > MOST_BYTES_OF_ALL {
            return Err(ApiError::illegal_argument(format!("[{name}] is too large or one too many")));
        }
        let old = kept.by_kind.entry(kind.key().to_owned()).or_default().insert(name.to_owned(), value);
        if let Err(error) = persisted::write(&self.path, &kept.by_kind) {
            if let Some(of_kind) = kept.by_kind.get_mut(kind.key()) {
                match old {
                    Some(old) => of_kind.insert(name.to_owned(), old),
                    None => of_kind.remove(name),
                };
            }
            return Err(ApiError::internal(&error));
        }
        kept.bytes = bytes;
        Ok(())
    }

    /// What has one of these names: a comma between them, `*` for any characters.
    pub(crate) fn get(&self, kind: Kind, names: &str) -> Vec<(String, Value)> {
        let kept = self.lock();
        let patterns: Vec<&str> = names.split(',').map(str::trim).collect();
        let of_kind = kept.by_kind.get(kind.key()).into_iter().flatten();
        let is_meant =
            |name: &str| patterns.iter().any(|pattern| *pattern == "_all" || matches(pattern, name));
        of_kind
            .filter(|(name, _)| is_meant(name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }

    /// Forgets what has one of these names, and says whether there was any.
    pub(crate) fn remove(&self, kind: Kind, names: &str) -> Result<bool, ApiError> {
        let meant = self.get(kind, names);
        let mut kept = self.lock();
        let mut freed = 0;
        if let Some(of_kind) = kept.by_kind.get_mut(kind.key()) {
            for (name, _) in &meant {
                freed += of_kind.remove(name).map_or(0, |value| value.to_string().len());
            }
        }
        kept.bytes = kept.bytes.saturating_sub(freed);
        persisted::write(&self.path, &kept.by_kind).map_err(|error| ApiError::internal(&error))?;
        Ok(!meant.is_empty())
    }

    /// Whether a name is a data stream's: by its shape, because somebody made it one, or because an index template says so.
    pub(crate) fn is_data_stream(&self, name: &str) -> bool {
        let mut parts = name.splitn(3, '-');
        let kind = parts.next().unwrap_or_default();
        if STREAM_TYPES.contains(&kind)
            && parts.next().is_some_and(|set| !set.is_empty())
            && parts.next().is_some()
        {
            return true;
        }
        let kept = self.lock();
        let of = |kind: Kind| kept.by_kind.get(kind.key());
        if of(Kind::DataStream).is_some_and(|streams| streams.contains_key(name)) {
            return true;
        }
        let templates = of(Kind::IndexTemplate).into_iter().flat_map(BTreeMap::values);
        let meant = templates.filter(|template| covers(template, name));
        let priority = |template: &&Value| template["priority"].as_i64().unwrap_or(0);
        meant.max_by_key(priority).is_some_and(|template| template["data_stream"].is_object())
    }
}

fn covers(template: &Value, name: &str) -> bool {
    let patterns = match &template["index_patterns"] {
        Value::Array(patterns) => patterns.as_slice(),
        single => std::slice::from_ref(single),
    };
    patterns.iter().filter_map(Value::as_str).any(|pattern| matches(pattern, name))
}

fn check_name(name: &str) -> Result<(), ApiError> {
    let is_fine = !name.is_empty()
        && name.len() <= 255
        && !name.contains(|c: char| {
            c.is_control() || c.is_whitespace() || matches!(c, ',' | '#' | '*' | '/' | '\\')
        });
    if is_fine { Ok(()) } else { Err(ApiError::illegal_argument(format!("name [{name}] is invalid"))) }
}
