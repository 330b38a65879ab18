//! Where the records come from that the generator repeats.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value, json};

/// Keys that NXLog adds to a Windows event; everything else is the event's own data.
pub(crate) const NXLOG_ENVELOPE: &[&str] = &[
    "@timestamp",
    "@version",
    "AccountName",
    "AccountType",
    "ActivityID",
    "Category",
    "Channel",
    "Domain",
    "ERROR_EVT_UNRESOLVED",
    "EventID",
    "EventReceivedTime",
    "EventTime",
    "EventType",
    "EventTypeOrignal",
    "ExecutionProcessID",
    "Hostname",
    "Keywords",
    "Message",
    "Opcode",
    "OpcodeValue",
    "ProviderGuid",
    "RecordNumber",
    "RelatedActivityID",
    "Severity",
    "SeverityValue",
    "SourceModuleName",
    "SourceModuleType",
    "SourceName",
    "Task",
    "ThreadID",
    "UserID",
    "Version",
    "host",
    "port",
    "tags",
];

/// The corpus, if the environment names one that exists.
pub(crate) fn corpus() -> Option<PathBuf> {
    std::env::var_os("TRIPLINE_CORPUS").map(PathBuf::from).filter(|path| path.is_dir())
}

/// Flat NXLog records: the corpus's recordings, mostly Sysmon; or our samples turned into that shape.
pub(crate) fn nxlog_templates() -> Result<Vec<Value>> {
    let mut templates = Vec::new();
    if let Some(corpus) = corpus() {
        let mut files: Vec<_> = std::fs::read_dir(corpus.join("nxlog"))?
            .map(|entry| entry.map(|e| e.path()))
            .collect::<Result<_, _>>()?;
        files.sort();
        for file in files {
            read_lines(flate2::read::GzDecoder::new(std::fs::File::open(file)?), &mut templates)?;
        }
    } else {
        eprintln!("no TRIPLINE_CORPUS: generating from samples/");
        let mut samples = Vec::new();
        for file in sample_files(Path::new("samples"))? {
            read_lines(std::fs::File::open(file)?, &mut samples)?;
        }
        templates.extend(samples.iter().filter_map(nxlog_from_winlog));
    }
    ensure!(!templates.is_empty(), "found no record to repeat");
    Ok(thin_out(templates))
}

fn read_lines(reader: impl Read, into: &mut Vec<Value>) -> Result<()> {
    for line in BufReader::new(reader).lines() {
        if let Ok(value) = serde_json::from_str(&line?) {
            into.push(value);
        }
    }
    Ok(())
}

fn sample_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files: Vec<_> = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(|entry| entry.ok().map(walkdir::DirEntry::into_path))
        .filter(|path| path.extension().is_some_and(|extension| extension == "ndjson"))
        .collect();
    files.sort();
    Ok(files)
}

/// Four Sysmon records to one of any other channel, and no event id with more than a quarter of them.
fn thin_out(templates: Vec<Value>) -> Vec<Value> {
    const MOST_OF_ONE_KIND: usize = 1500;
    let mut of_kind: BTreeMap<String, usize> = BTreeMap::new();
    let (mut sysmon, mut other) = (Vec::new(), Vec::new());
    for template in templates {
        let is_sysmon = text(&template, "Channel").contains("Sysmon");
        let kind =
            of_kind.entry(format!("{}/{}", text(&template, "Channel"), template["EventID"])).or_default();
        *kind += 1;
        if *kind <= MOST_OF_ONE_KIND {
            if is_sysmon { sysmon.push(template) } else { other.push(template) }
        }
    }
    if sysmon.is_empty() {
        return other;
    }
    let step = (other.len() / (sysmon.len() / 4).max(1)).max(1);
    sysmon.extend(other.into_iter().step_by(step));
    sysmon
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

/// The same event as Winlogbeat ships it.
pub(crate) fn winlog_from_nxlog(record: &Value) -> Option<Value> {
    let fields = record.as_object()?;
    let data: Map<String, Value> = fields
        .iter()
        .filter(|(name, _)| !NXLOG_ENVELOPE.contains(&name.as_str()))
        .map(|(name, value)| {
            (name.clone(), Value::from(value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
        })
        .collect();
    let code = fields.get("EventID")?.to_string();
    let time = fields.get("@timestamp")?;
    let host = text(record, "Hostname");
    Some(json!({
        "@timestamp": time,
        "event": {"code": code, "kind": "event", "provider": record["SourceName"], "created": time, "action": record["Category"]},
        "host": {
            "name": host, "hostname": host, "architecture": "x86_64", "id": "b0e8a1c4-5d2f-4c7e-9a3b-7f1d2e3c4b5a",
            "os": {"type": "windows", "family": "windows", "name": "Windows 10 Pro", "kernel": "10.0.18362.1016",
                   "version": "10.0", "platform": "windows", "build": "18363.1049"},
        },
        "agent": {"name": host, "type": "winlogbeat", "version": "8.17.0", "ephemeral_id": "9f1c2b3a-0d4e-4f5a-8b6c-7d8e9f0a1b2c",
                  "id": "1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d"},
        "ecs": {"version": "8.0.0"},
        "log": {"level": "information"},
        "winlog": {
            "channel": record["Channel"], "computer_name": host, "event_id": code, "provider_name": record["SourceName"],
            "provider_guid": record["ProviderGuid"], "record_id": record["RecordNumber"], "opcode": record["Opcode"],
            "task": record["Category"], "api": "wineventlog", "version": record["Version"],
            "process": {"pid": record["ExecutionProcessID"], "thread": {"id": record["ThreadID"]}},
            "user": {"identifier": record["UserID"], "name": record["AccountName"], "domain": record["Domain"], "type": record["AccountType"]},
            "event_data": data,
        },
    }))
}

fn nxlog_from_winlog(record: &Value) -> Option<Value> {
    let winlog = record.get("winlog")?;
    let mut flat = winlog.get("event_data")?.as_object()?.clone();
    let code: u64 =
        winlog["event_id"].as_str().and_then(|id| id.parse().ok()).or(winlog["event_id"].as_u64())?;
    for (name, value) in [
        ("@timestamp", record["@timestamp"].clone()),
        ("EventTime", record["@timestamp"].clone()),
        ("EventID", Value::from(code)),
        ("Channel", winlog["channel"].clone()),
        ("Hostname", winlog["computer_name"].clone()),
        ("SourceName", winlog["provider_name"].clone()),
        ("ProviderGuid", winlog["provider_guid"].clone()),
        ("RecordNumber", winlog["record_id"].clone()),
    ] {
        flat.insert(name.to_owned(), value);
    }
    Some(Value::Object(flat))
}

/// The tree's root: the folder with `Cargo.lock`.
pub(crate) fn root() -> Result<PathBuf> {
    let here = std::env::current_dir()?;
    here.ancestors()
        .find(|path| path.join("Cargo.lock").is_file())
        .map(Path::to_owned)
        .context("run inside the project")
}
