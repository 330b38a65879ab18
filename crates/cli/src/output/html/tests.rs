use serde_json::json;

use super::*;
use crate::console::Screen;

fn page_of(alerts: &[Alert]) -> String {
    let mut out = Vec::new();
    let facts = [("Files".to_owned(), "1".to_owned())];
    let context = OutputContext { screen: Screen::PLAIN, path: None, facts: &facts };
    write(alerts, &context, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn hostile(text: &str) -> Alert {
    let alert = json!({
        "kibana.alert.rule.name": text, "kibana.alert.severity": "high", "kibana.alert.rule.note": text,
        "kibana.alert.rule.description": text, "kibana.alert.reason": text, "kibana.alert.uuid": text,
        "kibana.alert.rule.parameters": {"query": text}, "kibana.alert.rule.references": [text],
        "kibana.alert.rule.false_positives": [text], "kibana.alert.original_time": "2026-05-14T07:00:30.891Z",
        "kibana.alert.rule.threat": [{"tactic": {"name": text, "reference": text}, "technique": [{"id": text}]}],
        "host": {"name": text}, "user": {"name": text, "domain": text}, "event": {"category": [text]},
        "process": {"name": text, "command_line": text, text: text},
    });
    alert.as_object().unwrap().clone().into()
}

#[test]
fn nothing_hostile_becomes_markup() {
    let text =
        "</td></details><script>alert(1)</script><img src=x onerror='alert(2)'>\" onmouseover=\"alert(3)";
    let page = page_of(&[hostile(text)]);
    assert_eq!(page.matches("<script").count(), 1, "only the page's own script");
    assert!(!page.contains("<img") && !page.contains("\" onmouseover"));
    assert!(page.contains("&lt;script&gt;alert(1)"));
    let page = page_of(&[hostile("javascript:alert(1)")]);
    assert!(!page.contains("href=\"javascript"));
}

#[test]
fn the_policy_allows_what_the_page_contains() {
    let page = page_of(&[]);
    for (open, close) in [("<style>", "</style>"), ("<script>", "</script>")] {
        let content = page.split(open).nth(1).unwrap().split(close).next().unwrap();
        let digest = <sha2::Sha256 as sha2::Digest>::digest(content.as_bytes());
        let hash = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, digest);
        assert!(page.contains(&format!("&#39;sha256-{hash}&#39;")), "{open}");
    }
    assert!(!page.contains(" style=\""), "inline styles would not be allowed");
}

#[test]
fn nothing_is_loaded() {
    let page = page_of(&[hostile("x")]);
    for loader in ["src=", "@import", "url(", "<link", "<iframe", "<object"] {
        assert!(!page.contains(loader), "{loader}");
    }
}

#[test]
fn many_alerts_stay_readable() {
    let alerts = vec![hostile("x"); MOST_WITH_DETAILS + 1];
    let page = page_of(&alerts);
    assert_eq!(page.matches("class=\"details\"").count(), MOST_WITH_DETAILS);
    assert_eq!(page.matches("class=\"alert\"").count(), MOST_WITH_DETAILS + 1);
    assert!(page.contains("of 2001 alerts"));
}
