//! Hunts over the samples with the shipped rules.

use serde_json::Value;

use crate::command::{check_golden, tripline};

#[test]
fn the_samples_raise_alerts() {
    let run = tripline(&["hunt", "samples"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    check_golden("hunt.samples.txt", &run.stdout);
    for label in ["Read ", "Rules ", "Alerts "] {
        assert!(run.stderr.contains(label), "{}", run.stderr);
    }
}

#[test]
fn every_format_is_written() {
    for format in ["csv", "html", "timesketch", "ndjson"] {
        let run = tripline(&["hunt", "-q", "--format", format, "samples"]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{format}");
        assert!(run.stdout.contains("OpenSSH"), "{format}");
    }
}

#[test]
fn alerts_keep_the_fields_of_their_events() {
    let run = tripline(&["hunt", "-q", "--format", "ndjson", "samples"]);
    let alerts: Vec<Value> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(!alerts.is_empty());
    for alert in &alerts {
        assert_eq!(alert["kibana.alert.rule.name"], "Proxy Execution via Windows OpenSSH");
        assert!(alert["process"]["command_line"].is_string(), "{alert}");
        let index = alert["kibana.alert.ancestors"][0]["index"].as_str().unwrap();
        assert!(index.ends_with("-default") || index.starts_with("winlogbeat-"), "{alert}");
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let one = tripline(&["hunt", "-q", "--format", "ndjson", "--threads", "1", "samples"]);
    for threads in ["2", "7"] {
        let more = tripline(&["hunt", "-q", "--format", "ndjson", "--threads", threads, "samples"]);
        assert!(one.stdout == more.stdout, "{threads} threads");
    }
}

#[test]
fn fail_on_is_an_exit_code() {
    assert_eq!(tripline(&["hunt", "-q", "--fail-on", "high", "samples"]).code, 1);
    assert_eq!(tripline(&["hunt", "-q", "--fail-on", "critical", "samples"]).code, 0);
}

#[test]
fn filters_leave_out() {
    let lines = |arguments: &[&str]| {
        let mut all = vec!["hunt", "-q", "--format", "ndjson"];
        all.extend(arguments);
        all.push("samples");
        tripline(&all).stdout.lines().count()
    };
    let all = lines(&[]);
    assert!(all > 0);
    assert_eq!(lines(&["--min-severity", "high"]), all);
    assert_eq!(lines(&["--min-severity", "critical"]), 0);
    assert_eq!(lines(&["--from", "2100-01-01"]), 0);
    assert_eq!(lines(&["--to", "1990-01-01"]), 0);
    assert_eq!(lines(&["--from", "1990-01-01", "--to", "2100-01-01"]), all);
}

#[test]
fn output_goes_to_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("alerts.csv");
    let run =
        tripline(&["hunt", "-q", "--format", "timesketch", "--output", path.to_str().unwrap(), "samples"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.starts_with("message,timestamp,datetime,timestamp_desc,"), "{text}");
}

#[test]
fn normalised_events_raise_the_same_alerts() {
    let rules_and_times = |input: &[&str], text: &str| {
        let run = match text {
            "" => tripline(input),
            text => crate::command::tripline_with(input, text.as_bytes()),
        };
        let alerts = run.stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let mut shown: Vec<String> = alerts
            .map(|alert| {
                format!("{} {}", alert["kibana.alert.rule.name"], alert["kibana.alert.original_time"])
            })
            .collect();
        shown.sort();
        shown
    };
    let normalised = tripline(&["normalize", "-q", "samples/variants"]).stdout;
    let hunt = |input| ["hunt", "-q", "--format", "ndjson", input];
    let from_logs = rules_and_times(&hunt("samples/variants"), "");
    assert!(!from_logs.is_empty());
    assert_eq!(from_logs, rules_and_times(&hunt("-"), &normalised));
}
