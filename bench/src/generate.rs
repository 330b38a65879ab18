//! Writes the bench inputs: the same records as ECS NDJSON, winlog JSON, flat NXLog lines and Event XML.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::event_xml::event_xml;
use crate::inputs;
use crate::jitter::Day;
use crate::moment;

/// The seed of every generated file: the same templates give the same bytes.
const SEED: u64 = 0x7219_11FE;
/// Records outside these lengths are not used, so that the mean lies between 1.5 and 2.5 KB.
const LENGTHS: RangeInclusive<usize> = 1_000..=5_000;

/// How many sites the recorded hosts are at, and how many records all of them send on a day.
const SITES: u64 = 20;
const RECORDS_OF_A_DAY: u64 = 20_000;

/// The generated files.
pub(crate) struct Inputs {
    pub(crate) ecs: PathBuf,
    pub(crate) winlog: PathBuf,
    pub(crate) nxlog: PathBuf,
    pub(crate) xml: PathBuf,
}

/// Generates what is not there yet, `bytes` a file, under `folder`.
pub(crate) fn inputs(folder: &Path, tripline: &Path, bytes: u64) -> Result<Inputs> {
    std::fs::create_dir_all(folder)?;
    let inputs = Inputs {
        ecs: folder.join(format!("ecs-{}m.ndjson", bytes >> 20)),
        winlog: folder.join(format!("winlog-{}m.ndjson", bytes >> 20)),
        nxlog: folder.join(format!("nxlog-{}m.ndjson", bytes >> 20)),
        xml: folder.join(format!("events-{}m.xml", bytes >> 20)),
    };
    if [&inputs.ecs, &inputs.winlog, &inputs.nxlog, &inputs.xml].iter().all(|path| path.exists()) {
        return Ok(inputs);
    }
    let nxlog = inputs::nxlog_templates()?;
    let winlog: Vec<Value> = nxlog.iter().filter_map(inputs::winlog_from_nxlog).collect();
    let ecs = normalised(folder, tripline, &winlog)?;
    write(&inputs.nxlog, &nxlog, LENGTHS, bytes, &Value::to_string)?;
    write(&inputs.winlog, &winlog, LENGTHS, bytes, &Value::to_string)?;
    write(&inputs.ecs, &ecs, LENGTHS, bytes, &Value::to_string)?;
    write(&inputs.xml, &nxlog, LENGTHS, bytes, &event_xml)?;
    Ok(inputs)
}

/// The records as `tripline normalize` makes them, with the data stream and agent that a shipper adds.
fn normalised(folder: &Path, tripline: &Path, winlog: &[Value]) -> Result<Vec<Value>> {
    let raw = folder.join("templates.ndjson");
    let mut writer = BufWriter::new(File::create(&raw)?);
    for record in winlog {
        serde_json::to_writer(&mut writer, record)?;
        writer.write_all(b"\n")?;
    }
    writer.flush()?;
    let out = Command::new(tripline)
        .args(["normalize", "-q"])
        .arg(&raw)
        .output()
        .context("running tripline normalize")?;
    ensure!(out.status.success(), "tripline normalize failed: {}", String::from_utf8_lossy(&out.stderr));
    let mut records = Vec::new();
    for line in BufReader::new(out.stdout.as_slice()).lines() {
        let mut record: Value = serde_json::from_str(&line?)?;
        let sysmon = record["winlog"]["channel"].as_str().is_some_and(|channel| channel.contains("Sysmon"));
        let dataset = if sysmon { "windows.sysmon_operational" } else { "system.security" };
        record["data_stream"] = json!({"type": "logs", "dataset": dataset, "namespace": "default"});
        record["event"]["dataset"] = Value::from(dataset);
        record["elastic_agent"] =
            json!({"id": "1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d", "version": "8.17.0", "snapshot": false});
        records.push(record);
    }
    ensure!(
        records.len() * 10 >= winlog.len() * 9,
        "normalize gave {} of {} records",
        records.len(),
        winlog.len()
    );
    Ok(records)
}

/// Writes a file of records picked at random from those whose length is usable, jittered, one rendered a line.
fn write(
    path: &Path,
    templates: &[Value],
    lengths: RangeInclusive<usize>,
    bytes: u64,
    render: &dyn Fn(&Value) -> String,
) -> Result<()> {
    let usable: Vec<&Value> =
        templates.iter().filter(|record| lengths.contains(&record.to_string().len())).collect();
    ensure!(!usable.is_empty(), "no record of usable length for {}", path.display());
    let mut random = fastrand::Rng::with_seed(SEED);
    let partial = path.with_extension("partial");
    let mut writer = BufWriter::with_capacity(1 << 20, File::create(&partial)?);
    let (mut written, mut records) = (0u64, 0u64);
    while written < bytes {
        let mut record = usable[random.usize(0..usable.len())].clone();
        let (site, number) = (random.u64(0..SITES), records / RECORDS_OF_A_DAY);
        let at = moment::of(&record["@timestamp"]).unwrap_or_default();
        let (later, delay) = (number as i64 * 86_400_000, random.i64(0..3_600_000));
        Day { site, number, record: records, at, later, delay }.rename(&mut record);
        let line = render(&record);
        writer.write_all(line.as_bytes())?;
        writer.write_all(b"\n")?;
        written += line.len() as u64 + 1;
        records += 1;
    }
    writer.flush()?;
    std::fs::rename(&partial, path)?;
    eprintln!("{}: {records} records of {} bytes", path.display(), written / records.max(1));
    Ok(())
}

/// The EVTX recordings, `times` each, so that a run is long enough to time: one copy, and links to it that every program
/// reads as files of their own.
pub(crate) fn evtx_copies(folder: &Path, recordings: &Path, times: usize) -> Result<PathBuf> {
    let target = folder.join(format!("evtx-{times}"));
    if target.exists() {
        return Ok(target);
    }
    let partial = folder.join("evtx-partial");
    let _ = std::fs::remove_dir_all(&partial);
    let mut number = 0;
    for entry in walkdir::WalkDir::new(recordings).sort_by_file_name() {
        let entry = entry?;
        if entry.path().extension().is_some_and(|extension| extension == "evtx") {
            number += 1;
            for copy in 0..times {
                let path =
                    |copy: usize| partial.join(format!("copy-{copy}")).join(format!("{number:03}.evtx"));
                std::fs::create_dir_all(partial.join(format!("copy-{copy}")))?;
                match copy {
                    0 => std::fs::copy(entry.path(), path(0)).map(|_| ())?,
                    copy => std::fs::hard_link(path(0), path(copy))?,
                }
            }
        }
    }
    std::fs::rename(&partial, &target)?;
    Ok(target)
}
