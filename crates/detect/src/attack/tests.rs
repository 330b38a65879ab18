//! Counting rules for techniques.

use serde_json::json;

use super::*;

fn rule(name: &str, threat: serde_json::Value) -> Rule {
    let api = json!({
        "rule_id": name, "name": name, "type": "eql", "query": "any where true", "severity": "low", "risk_score": 1,
        "threat": threat,
    });
    Rule::from_api(api.as_object().expect("an object").clone()).expect("a rule")
}

#[test]
fn techniques_and_their_parts_are_counted() {
    let tactic = |id: &str, name: &str| json!({"id": id, "name": name, "reference": ""});
    let one = rule(
        "one",
        json!([
            {"framework": "MITRE ATT&CK", "tactic": tactic("TA0006", "Credential Access"), "technique": [
                {"id": "T1557", "name": "AitM", "reference": "", "subtechnique": [{"id": "T1557.001", "name": "Relay", "reference": ""}]},
            ]},
            {"framework": "Other", "tactic": tactic("X1", "X"), "technique": [{"id": "X2", "name": "x", "reference": ""}]},
        ]),
    );
    let two = rule(
        "two",
        json!([{"framework": "MITRE ATT&CK", "tactic": tactic("TA0006", "Credential Access"), "technique": [{"id": "T1557", "name": "AitM", "reference": ""}]}]),
    );
    let coverage = Coverage::of([(&one, Running::Yes), (&two, Running::No), (&one, Running::Yes)]);
    let rows: Vec<(&str, &str, usize, usize)> = coverage
        .table()
        .iter()
        .map(|row| (row.technique_id, row.technique, row.running, row.not_running))
        .collect();
    assert_eq!(rows, [("T1557", "AitM", 1, 1), ("T1557.001", "AitM: Relay", 1, 0)]);

    let layer = coverage.navigator_layer("Coverage");
    assert_eq!(layer["versions"]["layer"], "4.5");
    assert_eq!(layer["description"], "Techniques covered by 2 rules that run, of 3");
    let expected = json!({
        "techniqueID": "T1557", "tactic": "credential-access", "score": 1, "comment": "one\ndo not run yet: two",
        "enabled": true, "showSubtechniques": false,
    });
    assert_eq!(layer["techniques"][0], expected);
    assert_eq!(layer["gradient"]["maxValue"], 1);
}
