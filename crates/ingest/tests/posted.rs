//! Records that are posted, and stored events, through the public face.

use ecs::{FieldType, ProjectedField, Projection};
use ingest::{Intake, StoredEvents, Taken, source};
use serde_json::{Value, json};

const SENTINEL_ONE: &str = "logs-sentinel_one_cloud_funnel.event-default";

fn sentinel_one() -> Value {
    json!({"timestamp": "2024-05-02T10:00:00.000Z", "event.time": 1714644000000i64, "event.category": "process",
        "event.type": "Process Creation", "meta.event.name": "PROCESSCREATION", "dataSource.name": "SentinelOne",
        "i.scheme": "edr", "endpoint.name": "ws-1", "endpoint.os": "windows", "tgt.process.pid": 42,
        "tgt.process.image.path": "C:\\Windows\\ssh.exe"})
}

fn sysmon() -> Value {
    json!({"@timestamp": "2024-05-02T10:00:00.000Z", "agent": {"type": "winlogbeat"}, "host": {"name": "ws-1"},
        "event": {"code": "1", "provider": "Microsoft-Windows-Sysmon"},
        "winlog": {"channel": "Microsoft-Windows-Sysmon/Operational", "provider_name": "Microsoft-Windows-Sysmon",
            "event_id": "1", "record_id": 7, "computer_name": "ws-1", "event_data": {
            "UtcTime": "2024-05-02 10:00:00.000", "ProcessGuid": "{11111111-2222-3333-4444-555555555555}",
            "ProcessId": "42", "Image": "C:\\Windows\\ssh.exe", "CommandLine": "ssh a b"}}})
}

fn documents(taken: &Result<Taken, String>) -> Vec<Value> {
    match taken {
        Ok(Taken::Events(lines)) => {
            lines.iter().map(|line| serde_json::from_str(line).expect(line)).collect()
        }
        other => panic!("{other:?}"),
    }
}

fn taken(index: &str, record: &Value) -> Result<Taken, String> {
    Intake::default().take(index, &[&record.to_string()]).remove(0)
}

#[test]
fn a_document_of_ecs_stays_as_it_is() {
    let text =
        "{ \"@timestamp\" : \"2024-05-02T10:00:00Z\",\n \"event\":{\"category\":\"process\"}, \"z\": 1.0 }";
    for index in ["logs-endpoint.events.process-default", "winlogbeat-8.17.0", SENTINEL_ONE, "anything"] {
        assert_eq!(Intake::default().take(index, &[text]), [Ok(Taken::AsPosted)], "{index}");
    }
}

#[test]
fn a_vendors_record_is_mapped_raw_and_in_an_envelope() {
    let raw = sentinel_one();
    let [bare] = &documents(&taken(SENTINEL_ONE, &raw))[..] else { panic!("one event") };
    assert_eq!(bare["process"]["pid"], 42);
    let envelope = json!({"@timestamp": "2024-05-02T11:00:00Z", "message": raw.to_string(),
        "agent": {"type": "filebeat"}, "input": {"type": "aws-s3"},
        "data_stream": {"type": "logs", "dataset": "sentinel_one_cloud_funnel.event", "namespace": "prod"}});
    let [wrapped] = &documents(&taken("logs-sentinel_one_cloud_funnel.event-prod", &envelope))[..] else {
        panic!("one event")
    };
    assert_eq!(wrapped["process"], bare["process"]);
    assert_eq!(wrapped["@timestamp"], bare["@timestamp"]);
    assert_eq!(wrapped["data_stream"]["namespace"], "prod");
    assert_eq!(wrapped["input"]["type"], "aws-s3");
    assert!(wrapped.get("message").is_none());
}

#[test]
fn a_raw_windows_event_is_mapped() {
    let [event] = &documents(&taken("winlogbeat-8.17.0", &sysmon()))[..] else { panic!("one event") };
    assert_eq!(event["process"]["name"], "ssh.exe");
    assert_eq!(event["event"]["category"], json!(["process"]));
}

#[test]
fn one_record_may_hold_several_events() {
    let wrapper = json!({"records": [{"time": "2024-05-02T10:00:00Z", "category": "AdvancedHunting-DeviceProcessEvents",
        "properties": {"Timestamp": "2024-05-02T10:00:00Z", "ActionType": "ProcessCreated", "FileName": "ssh.exe"}},
        {"time": "2024-05-02T10:00:01Z", "category": "AdvancedHunting-DeviceProcessEvents",
        "properties": {"Timestamp": "2024-05-02T10:00:01Z", "ActionType": "ProcessCreated", "FileName": "cmd.exe"}}]});
    let source = source("m365_defender.event").expect("a source");
    let taken = Intake::default().take_as(source, &[&wrapper.to_string()]).remove(0);
    let names: Vec<Value> = documents(&taken).iter().map(|event| event["process"]["name"].clone()).collect();
    assert_eq!(names, ["ssh.exe", "cmd.exe"]);
}

#[test]
fn what_cannot_be_read_says_why_and_stops_nothing() {
    let good = sentinel_one().to_string();
    let taken = Intake::default().take(SENTINEL_ONE, &[&good, "{\"a\":", "[1]", &good]);
    assert!(taken[0].is_ok() && taken[3].is_ok(), "{taken:?}");
    assert!(taken[1].as_ref().is_err_and(|reason| reason.contains("JSON")), "{taken:?}");
    assert!(taken[2].is_err(), "{taken:?}");
}

#[test]
fn stored_events_have_their_numbers() {
    let hit = |name: &str| {
        json!({"_index": "logs-a.b-default", "_id": name, "_source": {"@timestamp": "2024-05-02T10:00:00Z",
            "winlog": {"channel": "Security"}, "process": {"name": name}}})
        .to_string()
    };
    let lines = format!("{}\nbroken\n{}\n{}\n", hit("a"), hit("b"), hit("c"));
    let field = ProjectedField { path: "process.name".into(), field_type: FieldType::Keyword };
    let projection = Projection::new([field]);
    let batch = StoredEvents::new(projection).decode(100, lines.into_bytes());
    let batch = batch.expect("columns").expect("events");
    let numbers: Vec<u64> = (0..batch.num_rows()).map(|row| batch.keep(row).offset).collect();
    assert_eq!(numbers, [100, 102, 103]);
    assert_eq!(batch.document(1)["process"]["name"], "b");
    assert_eq!(batch.groups()[batch.group_of(0)].first_name(), "logs-a.b-default");
    let empty = StoredEvents::new(Projection::new([])).decode(0, b"\n".to_vec());
    assert!(empty.expect("no columns").is_none());
}
