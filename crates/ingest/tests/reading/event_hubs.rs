//! Messages of Azure Event Hubs, which hold several records each, and tables that a portal exports.

use std::io::Write as _;

use ingest::{ProblemKind, ReadOptions, RecordErrorKind};
use serde_json::{Value, json};

use super::run::{Run, put, read};

fn record(number: u64) -> Value {
    json!({
        "time": "2026-03-04T05:10:00Z", "tenantId": "t", "Tenant": "T", "operationName": "Publish",
        "category": "AdvancedHunting-DeviceProcessEvents",
        "properties": {
            "Timestamp": format!("2026-03-04T05:06:07.{number:03}Z"), "DeviceId": "d1", "ActionType": "ProcessCreated",
            "FileName": "ssh.exe", "FolderPath": "C:\\Windows\\System32\\OpenSSH\\ssh.exe", "ProcessId": number,
            "ProcessCommandLine": "ssh.exe -o \"ProxyCommand=powershell.exe -c \\\"x\\\"\" ü",
        },
    })
}

fn run(name: &str, bytes: impl AsRef<[u8]>) -> Run {
    let folder = tempfile::tempdir().expect("a folder");
    let path = put(folder.path(), name, bytes);
    // Small blocks, so that messages are cut in many places.
    read(&[path], 2, ReadOptions { block_bytes: 700, ..ReadOptions::default() })
}

fn pids(run: &Run) -> Vec<u64> {
    run.documents.iter().map(|document| document["process"]["pid"].as_u64().expect("a pid")).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

#[test]
fn messages_stand_for_their_records() {
    let messages: Vec<Value> = (0..4)
        .map(|message| json!({"records": (0..5).map(|n| record(5 * message + n)).collect::<Vec<_>>()}))
        .collect();
    let lines: String = messages.iter().map(|message| format!("{message}\n")).collect();
    let pretty: String = messages.iter().map(|message| format!("{message:#}\n")).collect();
    let array = Value::from(messages.clone());
    let variants: [(&str, Vec<u8>); 6] = [
        ("a message a line", lines.clone().into()),
        ("gzip", gzip(lines.as_bytes())),
        ("pretty messages", pretty.into()),
        ("array", array.to_string().into()),
        ("pretty array", format!("{array:#}").into()),
        ("records and messages", format!("{}\n{}", lines.trim_end(), record(20)).into()),
    ];
    for (name, bytes) in variants {
        let run = run("input", bytes);
        let expected = if name == "records and messages" { 21 } else { 20 };
        assert_eq!(pids(&run), (0..expected).collect::<Vec<_>>(), "{name}");
        assert!(run.report.problems.is_empty(), "{name}: {:?}", run.report.problems);
        assert_eq!(run.indices[0], "logs-m365_defender.event-default");
        assert_eq!(run.report.events_by_source["m365_defender.event"], expected);
    }
}

#[test]
fn records_of_other_categories_are_refused_with_a_reason() {
    let mut other = record(1);
    other["category"] = "Administrative".into();
    let cloud =
        json!({"time": "2026-03-04T05:10:00Z", "resourceId": "/x", "category": "Policy", "properties": {}});
    let message = json!({"records": [record(0), other, cloud, record(2), {"records": [record(9)]}]});
    let run = run("input", message.to_string());
    assert_eq!(pids(&run), [0, 2]);
    let kind = ProblemKind::Record(RecordErrorKind::WrongShape);
    let problems = &run.report.problems[&kind];
    assert_eq!((run.report.problems.len(), problems.count), (1, 3), "{:?}", run.report.problems);
    let first = &problems.samples[0].detail;
    assert!(first.contains("a category that is no advanced hunting table"), "{first}");
}

#[test]
fn exported_tables_are_read() {
    let table = "\u{FEFF}Timestamp,DeviceId,DeviceName,ActionType,FileName,FolderPath,ProcessId,ProcessCommandLine,LogonId,\
                 IsLocalAdmin\r\n\
                 2026-03-04T05:06:07.1234567Z,d1,WS7,ProcessCreated,ssh.exe,C:\\ssh.exe,7,\"ssh.exe -o \"\"a\nb\"\"\",999,\r\n\
                 2026-03-04T05:06:08.1234567Z,d1,WS7,LogonSuccess,,,,,999,true\r\n";
    let run = run("results.csv", table);
    assert!(run.report.problems.is_empty(), "{:?}", run.report.problems);
    assert_eq!(run.documents[0]["process"]["pid"], 7);
    assert_eq!(run.documents[0]["process"]["args"], json!(["ssh.exe", "-o", "a\nb"]));
    assert_eq!(run.documents[0]["@timestamp"], "2026-03-04T05:06:07.123Z");
    assert_eq!(run.documents[1]["event"]["category"], json!(["authentication"]));
    assert_eq!(run.documents[1]["m365_defender"]["event"]["is_local_admin"], true);
}
