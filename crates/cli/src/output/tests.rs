//! Every format over the same alerts, against `tests/golden/`; `UPDATE_GOLDEN=1` writes these anew.

use std::path::{Path, PathBuf};

use detect::alert::Alert;
use ecs::Document;

use super::*;

fn alerts() -> Vec<Document> {
    let text = std::fs::read_to_string(folder().join("data/alerts.ndjson")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Building blocks with the shell that follows them.
fn in_groups(alerts: Vec<Document>) -> Vec<Vec<Document>> {
    let mut groups = vec![Vec::new()];
    for alert in alerts {
        let is_block = alert.contains_key("kibana.alert.group.index");
        groups.last_mut().unwrap().push(alert);
        if !is_block {
            groups.push(Vec::new());
        }
    }
    groups.pop();
    groups
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn check(format: AlertFormat, screen: Screen, path: Option<&str>, golden: &str) {
    let facts = [("Files read".to_owned(), "3".to_owned()), ("Events".to_owned(), "12,004".to_owned())];
    let context = OutputContext { screen, path: path.map(Path::new), facts: &facts };
    let mut out = Vec::new();
    let mut writer = format.writer(context, &mut out).unwrap();
    for alerts in in_groups(alerts()) {
        let alerts = alerts.into_iter().map(Alert::from).collect();
        writer.alert(format.render(alerts, &context).unwrap()).unwrap();
    }
    writer.finish().unwrap();
    let golden = folder().join("golden").join(golden);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&golden, &out).unwrap();
    }
    let expected = std::fs::read(&golden).unwrap_or_default();
    assert!(out == expected, "{} differs; UPDATE_GOLDEN=1 writes it anew", golden.display());
}

#[test]
fn formats_are_as_recorded() {
    check(AlertFormat::Table, Screen::PLAIN, None, "alerts.plain.txt");
    check(AlertFormat::Table, Screen { colors: true, width: Some(140) }, None, "alerts.colors-140.txt");
    check(AlertFormat::Table, Screen { colors: false, width: Some(80) }, None, "alerts.80.txt");
    check(AlertFormat::Ndjson, Screen::PLAIN, None, "alerts.ndjson");
    check(AlertFormat::Csv, Screen::PLAIN, None, "alerts.csv");
    check(AlertFormat::Timesketch, Screen::PLAIN, None, "alerts.timesketch.jsonl");
    check(AlertFormat::Timesketch, Screen::PLAIN, Some("out.csv"), "alerts.timesketch.csv");
    check(AlertFormat::Html, Screen::PLAIN, None, "alerts.html");
}
