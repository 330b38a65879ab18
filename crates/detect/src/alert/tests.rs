//! Alert documents of single events and of groups.

use serde_json::{Value, json};

use super::*;

fn rule(change: Value) -> Rule {
    let mut api = json!({
        "rule_id": "8cd49fbc-a35a-4418-8688-133cc3a1e548", "name": "Proxy", "type": "eql", "language": "eql",
        "query": "any where true", "severity": "high", "risk_score": 73, "index": ["winlogbeat-*"],
        "threat": [{"framework": "MITRE ATT&CK", "tactic": {"id": "TA0005", "name": "Defense Evasion", "reference": ""}}],
    });
    let (Value::Object(api), Value::Object(change)) = (&mut api, change) else { panic!("objects") };
    api.extend(change);
    Rule::from_api(api.clone()).expect("a valid rule")
}

fn event(id: &str, document: Value) -> Arc<MatchedEvent> {
    let Value::Object(document) = document else { panic!("an object") };
    let time =
        document.get("@timestamp").and_then(Value::as_str).and_then(Timestamp::parse).unwrap_or_default();
    Arc::new(MatchedEvent::new(document, id.into(), "winlogbeat-8".into(), time))
}

fn ssh() -> Arc<MatchedEvent> {
    ssh_with_id("e1")
}

fn ssh_with_id(id: &str) -> Arc<MatchedEvent> {
    event(
        id,
        json!({
            "@timestamp": "2026-05-14T07:00:30.8914235Z",
            "event": {"id": "4711", "kind": "event", "category": ["process"], "type": ["start"], "severity": 99},
            "data_stream": {"dataset": "system.security"},
            "process": {"name": "ssh.exe", "parent": {"name": "cmd.exe"}},
            "user": {"name": "kim"}, "host": {"name": "PC7"}, "source": {"ip": ["-"]}, "destination": {"ip": "10.0.0.1", "port": 22},
            "message": "Named by the event", "kibana": {"x": 1}, "signal.y": 2, "risk": [55, 12.5, "200"],
        }),
    )
}

fn context() -> AlertContext {
    AlertContext::hunt(Timestamp::parse("2026-05-14T08:00:00Z").expect("a time"))
}

#[test]
fn one_event_gives_one_alert() {
    let alerts = alert_documents(&rule(json!({})), &Matched::Event(ssh()), &context());
    let [alert] = alerts.as_slice() else { panic!("{alerts:?}") };
    let expected = json!({
        "@timestamp": "2026-05-14T08:00:00.000Z",
        "event.kind": "signal",
        "message": "Named by the event",
        "event": {"id": "4711", "category": ["process"], "type": ["start"], "severity": 99},
        "kibana.alert.original_event.id": "4711",
        "kibana.alert.original_event.kind": "event",
        "kibana.alert.original_event.category": ["process"],
        "kibana.alert.original_data_stream.dataset": "system.security",
        "kibana.alert.original_time": "2026-05-14T07:00:30.891Z",
        "kibana.alert.ancestors": [{"id": "e1", "type": "event", "index": "winlogbeat-8", "depth": 0}],
        "kibana.alert.depth": 1,
        "kibana.alert.status": "active",
        "kibana.alert.workflow_status": "open",
        "kibana.alert.severity": "high",
        "kibana.alert.risk_score": 73,
        "kibana.alert.reason": "process event with process ssh.exe, parent process cmd.exe, destination 10.0.0.1:22, by kim on PC7 created high alert Proxy.",
        "kibana.alert.rule.name": "Proxy",
        "kibana.alert.rule.rule_id": "8cd49fbc-a35a-4418-8688-133cc3a1e548",
        "kibana.alert.rule.category": "Event Correlation Rule",
        "kibana.alert.rule.indices": ["winlogbeat-*"],
        "kibana.alert.rule.execution.type": "manual",
        "kibana.space_ids": ["default"],
    });
    for (name, value) in expected.as_object().expect("an object") {
        assert_eq!(alert.get(name), Some(value), "{name}");
    }
    assert_eq!(alert["kibana.alert.rule.parameters"]["query"], "any where true");
    for absent in ["kibana", "signal.y", "kibana.alert.building_block_type", "kibana.alert.group.id"] {
        assert!(!alert.contains_key(absent), "{absent}");
    }
}

#[test]
fn ids_are_hashes_of_rule_and_event() {
    let alert = alert_documents(&rule(json!({})), &Matched::Event(ssh()), &context()).remove(0);
    let uuid = alert["kibana.alert.rule.uuid"].as_str().expect("a text").to_owned();
    assert_eq!(uuid, "bdf84c21-03ab-5bc1-88d0-a547cdc0bb72");
    assert_eq!(alert["kibana.alert.uuid"], sha256(&format!("winlogbeat-8e1undefineddefault:{uuid}")));

    let stages = vec![Some(ssh()), None, Some(ssh_with_id("e2"))];
    let alerts = alert_documents(&rule(json!({})), &Matched::Group(stages), &context());
    let [first, second, shell] = alerts.as_slice() else { panic!("{}", alerts.len()) };
    let base = format!("e1winlogbeat-8{uuid}{uuid}e2winlogbeat-8{uuid}");
    let (id1, id2) = (sha256(&format!("{base}0")), sha256(&format!("{base}2")));
    assert_eq!(first["kibana.alert.uuid"], id1);
    assert_eq!(second["kibana.alert.uuid"], id2);
    let shell_id = sha256(&format!("e1winlogbeat-8{id1}e2winlogbeat-8{id2}{uuid}"));
    assert_eq!(shell["kibana.alert.uuid"], shell_id);
    for alert in &alerts {
        assert_eq!(alert["kibana.alert.group.id"], shell_id);
    }
    assert_eq!(
        (&first["kibana.alert.group.index"], &second["kibana.alert.group.index"]),
        (&json!(0), &json!(2))
    );
    assert_eq!(shell.get("kibana.alert.group.index"), None);
}

fn sha256(text: &str) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_group_gives_blocks_and_a_shell_of_what_they_share() {
    let other = event(
        "e2",
        json!({
            "@timestamp": "2026-05-14T07:00:31Z",
            "event": {"id": "4712", "category": ["network", "process"], "severity": 21},
            "process": {"name": "scp.exe"}, "user": {"name": "kim"}, "host": {"name": "PC7"}, "destination": {"ip": ["10.0.0.2"]},
        }),
    );
    let overriding = rule(json!({
        "severity_mapping": [{"field": "event.severity", "operator": "equals", "value": "99", "severity": "critical"}],
    }));
    let alerts =
        alert_documents(&overriding, &Matched::Group(vec![Some(ssh()), None, Some(other)]), &context());
    let [first, second, shell] = alerts.as_slice() else { panic!("{}", alerts.len()) };
    for block in [first, second] {
        assert_eq!(block["kibana.alert.building_block_type"], "default");
        assert_eq!(block["kibana.alert.depth"], 1);
    }
    assert_eq!(first["kibana.alert.severity"], "critical");
    assert_eq!(second["kibana.alert.severity"], "high");
    assert_eq!(shell["kibana.alert.severity"], "critical");
    assert_eq!(shell["kibana.alert.depth"], 2);
    assert_eq!(shell["kibana.alert.original_time"], "2026-05-14T07:00:30.891Z");
    assert_eq!(shell["event"], json!({"category": ["process"]}));
    assert_eq!(shell["host"], json!({"name": "PC7"}));
    assert_eq!(shell.get("process"), None);
    assert_eq!(shell.get("destination"), None);
    assert_eq!(shell.get("kibana.alert.building_block_type"), None);
    assert_eq!(shell["kibana.alert.reason"], "process event by kim on PC7 created critical alert Proxy.");
    let types: Vec<&Value> =
        shell["kibana.alert.ancestors"].as_array().expect("a list").iter().map(|one| &one["type"]).collect();
    assert_eq!(types, ["event", "signal", "event", "signal"]);
}

#[test]
fn the_event_may_override_name_severity_and_risk() {
    let overriding = rule(json!({
        "rule_name_override": "message",
        "building_block_type": "default",
        "risk_score_mapping": [{"field": "risk", "operator": "equals", "value": ""}],
        "severity_mapping": [
            {"field": "event.severity", "operator": "equals", "value": "99", "severity": "low"},
            {"field": "user.name", "operator": "equals", "value": "kim", "severity": "medium"},
            {"field": "user.name", "operator": "equals", "value": "KIM", "severity": "critical"},
        ],
    }));
    let alert = alert_documents(&overriding, &Matched::Event(ssh()), &context()).remove(0);
    assert_eq!(alert["kibana.alert.rule.name"], "Named by the event");
    assert_eq!(alert["kibana.alert.severity"], "medium");
    assert_eq!(alert["kibana.alert.rule.severity"], "high");
    assert_eq!(alert["kibana.alert.risk_score"], 55);
    assert_eq!(alert["kibana.alert.building_block_type"], "default");
    assert!(
        alert["kibana.alert.reason"]
            .as_str()
            .expect("a text")
            .ends_with("created medium alert Named by the event.")
    );
}

#[test]
fn alerts_on_alerts_descend_from_them_but_not_from_themselves() {
    let first = rule(json!({}));
    let parent = alert_documents(&first, &Matched::Event(ssh()), &context()).remove(0);
    let id = parent["kibana.alert.uuid"].as_str().expect("a text").to_owned();
    let index = ".alerts-security.alerts-default".to_owned();
    let parent = Arc::new(MatchedEvent::new(parent, id, index, ssh().time()));
    assert_eq!(alert_documents(&first, &Matched::Event(parent.clone()), &context()), Vec::<Document>::new());
    let other = rule(json!({"rule_id": "other"}));
    let child = alert_documents(&other, &Matched::Event(parent), &context()).remove(0);
    assert_eq!(child["kibana.alert.depth"], 2);
    assert_eq!(child["kibana.alert.ancestors"].as_array().map(Vec::len), Some(2));
    assert_eq!(child["kibana.alert.ancestors"][1]["type"], "signal");
    assert_eq!(child["kibana.alert.rule.rule_id"], "other");
}

#[test]
fn an_empty_group_gives_nothing() {
    assert_eq!(
        alert_documents(&rule(json!({})), &Matched::Group(vec![None]), &context()),
        Vec::<Document>::new()
    );
}

/// What is written without making a document is that document.
#[test]
fn the_text_is_that_of_the_document() {
    let stages = vec![Some(ssh()), None, Some(ssh_with_id("e2"))];
    let odd = event(
        "odd",
        json!({"event.kind": "x", "event": {"kind": "y"}, "event.code": 1, "data_stream.type": "logs", "kibana.z": 0}),
    );
    let plain = rule(json!({}));
    let named = rule(json!({"rule_name_override": "message", "building_block_type": "default"}));
    for rule in [&plain, &named] {
        let builder = AlertBuilder::new(rule, &context());
        for matched in
            [Matched::Event(ssh()), Matched::Event(Arc::clone(&odd)), Matched::Group(stages.clone())]
        {
            for alert in builder.alerts(&matched) {
                let mut text = Vec::new();
                alert.write_json(&mut text);
                let document = alert.to_document();
                assert_eq!(String::from_utf8_lossy(&text), serde_json::to_string(&document).expect("JSON"));
                for (name, value) in document.iter().filter(|(name, _)| *name != "event") {
                    assert_eq!(alert.get(name), Some(value), "{name}");
                }
                let again = Alert::from(document.clone());
                assert_eq!(again.event_members(), alert.event_members());
            }
        }
    }
}
