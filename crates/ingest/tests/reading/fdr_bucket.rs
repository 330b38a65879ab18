//! The bucket that CrowdStrike's Falcon Data Replicator writes to, copied as it is.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use ingest::{ProblemKind, ReadOptions, RecordErrorKind};

use super::run::{Run, read};

const MACHINES: &str = r#"{"AgentVersion":"7.1","City":"none","ComputerName":"kite-07","MachineDomain":"kite.example","Time":"1767312000.1","Version":"Windows 11","aid":"5b0e7a","aip":"203.0.113.9","cid":"c0ffee","event_platform":"Win"}
"#;
const USERS: &str = r#"{"LogonTime":"","UserName":"rosa","UserSid_readable":"S-1-5-21-9-1","_time":"1767312000.1","cid":"c0ffee"}
{"UserName":"-","UserSid_readable":"S-1-5-18","cid":"c0ffee"}
"#;
const NOT_MANAGED: &str = r#"{"ComputerName":"printer","CurrentLocalIP":"10.0.0.9","LastDiscoveredBy":"5b0e7a","_time":"1767312000.1","aip":"203.0.113.9","cid":"c0ffee"}
"#;
const APPLICATIONS: &str = "{\"FileName\":\"a.exe\",\"SHA256HashData\":\"bb\",\"_time\":\"1767312000.1\",\"cid\":\"c0ffee\",\"event_platform\":\"Win\"}\n";

fn event(number: u64) -> String {
    format!(
        "{{\"event_simpleName\":\"ProcessRollup2\",\"event_platform\":\"Win\",\"id\":\"e-{number}\",\"aid\":\"5b0e7a\",\
         \"cid\":\"c0ffee\",\"timestamp\":\"{}\",\"TargetProcessId\":\"{number}\",\"UserSid\":\"S-1-5-21-9-1\"}}\n",
        1_767_312_000_000 + number
    )
}

fn put(folder: &Path, name: &str, text: &str) {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).expect("memory");
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, encoder.finish().expect("memory")).expect("a file");
}

fn run(more: &str) -> Run {
    run_with(more, ReadOptions::default())
}

fn run_with(more: &str, options: ReadOptions) -> Run {
    let folder = tempfile::tempdir().expect("a folder");
    let events: String = (0..40).map(event).collect();
    put(folder.path(), "data/0a1b/part-00000.gz", &(events + more));
    put(folder.path(), "data/0a1b/part-00001.gz", &(40..50).map(event).collect::<String>());
    fs::write(folder.path().join("data/0a1b/_SUCCESS"), "").expect("a file");
    put(folder.path(), "fdrv2/aidmaster/2c3d/part-00000.gz", MACHINES);
    put(folder.path(), "fdrv2/userinfo/2c3d/part-00000.gz", USERS);
    put(folder.path(), "fdrv2/notmanaged/2c3d/part-00000.gz", NOT_MANAGED);
    put(folder.path(), "fdrv2/appinfo/2c3d/part-00000.gz", APPLICATIONS);
    read(&[folder.path()], 2, ReadOptions { block_bytes: 900, ..options })
}

#[test]
fn its_events_are_read_and_its_other_lines_are_none() {
    let run = run("");
    let expected: Vec<String> = (0..50).map(|number| format!("e-{number}")).collect();
    assert_eq!(run.ids, expected);
    assert!(run.report.problems.is_empty(), "{:?}", run.report.problems);
    assert_eq!(run.report.events_by_source["crowdstrike.fdr"], 50);
    assert!(run.indices.iter().all(|index| index == "logs-crowdstrike.fdr-default"), "{:?}", run.indices);
    for document in &run.documents {
        assert_eq!(document["host"]["id"], "5b0e7a");
        assert_eq!(document["host"]["name"], "kite-07");
        assert_eq!(document["user"]["name"], "rosa");
    }
}

#[test]
fn its_other_lines_are_documents_where_nothing_is_derived() {
    let run = run_with("", ReadOptions { strict_ecs: true, ..ReadOptions::default() });
    let names: Vec<&str> =
        run.documents.iter().filter_map(|document| document.get("host")?.get("hostname")?.as_str()).collect();
    assert!(names.contains(&"kite-07"), "{names:?}");
    assert_eq!((run.documents.len(), run.report.skipped()), (55, 0), "{:?}", run.report.problems);
}

#[test]
fn what_cannot_be_read_is_counted_and_the_rest_goes_on() {
    let no_time = "{\"event_simpleName\":\"UserLogoff\",\"cid\":\"c0ffee\"}\n";
    let run = run(&format!("{no_time}{}{{\"event_simpleName\":\"Cut", &event(60)));
    assert_eq!(run.documents.len(), 51);
    let count = |kind| run.report.problems.get(&ProblemKind::Record(kind)).map_or(0, |found| found.count);
    assert_eq!([RecordErrorKind::NoTimestamp, RecordErrorKind::NotJson].map(count), [1, 1]);
    assert_eq!(run.report.skipped(), 2);
}
