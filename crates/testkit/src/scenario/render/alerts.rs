//! Earlier alerts, as documents of Elastic's alerts index.

use serde_json::{Value, json};

use super::command_line::arguments;
use super::{json, time};
use crate::scenario::dialect::Identity;
use crate::scenario::ids;
use crate::scenario::model::{EarlierAlert, Scenario};

/// One alert a line.
pub(in crate::scenario) fn render(scenario: &Scenario, identity: &Identity) -> String {
    json::lines(scenario.earlier_alerts.iter().map(|alert| document(alert, identity)))
}

fn document(alert: &EarlierAlert, identity: &Identity) -> Value {
    let EarlierAlert { at, rule, host, account, command_line, .. } = alert;
    let program = arguments(command_line).into_iter().next().unwrap_or_default();
    let mut user = json!({"domain": account.domain, "name": account.name});
    if identity.has_user_id {
        user["id"] = account.sid.into();
    }
    json!({
        "@timestamp": time::three_digits(*at),
        "event": {"kind": "signal"},
        "host": {"id": (identity.host_id)(host), "name": host.name, "os": {"type": "windows"}},
        "process": {"command_line": command_line, "name": program},
        "user": user,
        "kibana.alert.original_time": time::three_digits(*at),
        "kibana.alert.reason": format!("process event with process {program}, by {} on {} created low alert {rule}.", account.name, host.name),
        "kibana.alert.risk_score": 21,
        "kibana.alert.rule.name": rule,
        "kibana.alert.rule.uuid": ids::guid(rule),
        "kibana.alert.severity": "low",
        "kibana.alert.status": "active",
        "kibana.alert.uuid": ids::hex(&format!("{rule} {at}"), 64),
        "kibana.alert.workflow_status": "open",
    })
}
