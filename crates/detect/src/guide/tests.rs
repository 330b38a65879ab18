//! Reading guides, filling them in, showing them.

use serde_json::{Value, json};

use super::*;

const GUIDE: &str = r#"## Triage

1. Which *session*? See [the page](https://example.org/a?b=1&c="2") or [this](javascript:alert(1)).
   - Logons !{investigate{"label":"Logons {of} \"the\" session","description":"","providers":[[{"excluded":false,"field":"host.id","queryType":"phrase","value":"{{host.id}}","valueType":"string"},{"excluded":false,"field":"event.code","queryType":"phrase","value":"4624","valueType":"string"}],[{"excluded":true,"field":"user.name","queryType":"phrases","value":"[\"a\",\"b\"]","valueType":"string"}]],"relativeFrom":"now-24h/h","relativeTo":"now"}} and more text.
   - Children: !{investigate{"label":"Children","providers":[[{"field":"process.parent.entity_id","queryType":"phrase","value":"{{process.entity_id}}"},{"field":"process.parent.pid","queryType":"range","value":"{\"gte\":\"{{process.pid}}\",\"lt\":99999}","valueType":"number"}]]}}
2. Ask the host: !{osquery{"label":"Users","query":"SELECT * FROM users WHERE username = {{user.name}} AND dir != '{{user.dir}}'"}}

> A <b>quote</b> with `code <i>` and !{insight{"label":"Old","description":"","providers":[[{"field":"user.id","value":"user.id","type":"parameter"},{"field":"event.kind","value":"signal","type":"literal"}]]}}

| a | b |
|---|---|
| 1 | 2 |

```
!{investigate{not json}}
raw <script>
```

Broken: !{investigate{"label": }} end. Not a block: !{x} ${y} !{investigate}
"#;

fn alert() -> Document {
    let alert = json!({
        "@timestamp": "2026-05-20T00:00:00Z",
        "kibana.alert.original_time": "2026-05-14T07:34:56.789Z",
        "host": {"id": ["h\"1\\", "h2"]},
        "process": {"pid": 4711},
        "user": {"name": "o'neil\u{1b}[31m<script>"},
    });
    alert.as_object().expect("an object").clone()
}

fn context(alert: &Document) -> PivotContext<'_> {
    PivotContext { alert, now: Timestamp::parse("2026-05-21T10:00:00Z").expect("a time") }
}

#[test]
fn blocks_are_found_wherever_they_stand() {
    let guide = Guide::parse(GUIDE);
    let labels: Vec<&str> = guide.investigations().map(|one| one.label.as_str()).collect();
    assert_eq!(labels, ["Logons {of} \"the\" session", "Children", "Old"]);
    assert_eq!(guide.osquery_queries().map(|one| one.label.as_str()).collect::<Vec<_>>(), ["Users"]);
    let problems: Vec<&str> = guide.problems().collect();
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(
        problems[1].starts_with("the investigate block is not valid JSON: expected value"),
        "{problems:?}"
    );
}

#[test]
fn pivots_have_the_alerts_values() {
    let alert = alert();
    let guide = Guide::parse(GUIDE);
    let pivots: Vec<Pivot> = guide.investigations().map(|one| one.pivot(context(&alert))).collect();
    let eql: Vec<Option<String>> = pivots.iter().map(Pivot::to_eql).collect();
    assert_eq!(
        eql[0].as_deref(),
        Some(
            r#"any where ((host.id == "h\"1\\" and event.code == "4624") or (not (user.name in ("a", "b")))) and @timestamp >= "2026-05-13T07:00:00.000Z" and @timestamp <= "2026-05-21T10:00:00.000Z""#
        )
    );
    // The entity id is missing: the process id stands in for it, on both sides. A range is filled in, too.
    assert_eq!(
        eql[1].as_deref(),
        Some(
            "any where process.parent.pid == 4711 and process.parent.pid >= 4711 and process.parent.pid < 99999"
        )
    );
    assert_eq!(
        pivots[1].gaps,
        [PivotGap {
            missing: "process.entity_id".into(),
            effect: GapEffect::Replaced { by: "process.pid".into() }
        }]
    );
    // user.id is missing, user.name is asked instead.
    assert_eq!(
        eql[2].as_deref().map(|eql| eql.contains("user.name == \"o'neil\\u{1b}[31m<script>\"")),
        Some(true)
    );
    let bare = Document::new();
    let nothing = guide.investigations().next().expect("one").pivot(context(&bare));
    assert_eq!(nothing.any_of.len(), 1, "the alternative without a place is left");
    assert_eq!(nothing.gaps, [PivotGap { missing: "host.id".into(), effect: GapEffect::LeftOut }]);
    let children = guide.investigations().nth(1).expect("two").pivot(context(&bare));
    assert!(!children.is_answerable());
    assert_eq!(children.to_filter(&ecs::catalogue::EcsCatalogue), lang::ir::Filter::Nothing);
}

#[test]
fn pivots_are_filters() {
    let alert = alert();
    let guide = Guide::parse(GUIDE);
    let filter = guide
        .investigations()
        .next()
        .expect("one")
        .pivot(context(&alert))
        .to_filter(&ecs::catalogue::EcsCatalogue);
    let matches =
        |document: Value| crate::eval::naive::matches(&filter, document.as_object().expect("an object"));
    let logon = |id: &str, time: &str| json!({"@timestamp": time, "host": {"id": id}, "event": {"code": "4624"}, "user": {"name": "a"}});
    assert!(matches(logon("h\"1\\", "2026-05-13T07:00:00Z")));
    assert!(!matches(logon("h2", "2026-05-13T07:00:00Z")), "the first value counts");
    assert!(!matches(logon("h\"1\\", "2026-05-13T06:59:59Z")), "too early");
    assert!(matches(json!({"@timestamp": "2026-05-14T07:00:00Z", "user": {"name": "c"}})));
}

#[test]
fn osquery_values_are_quoted() {
    let (sql, missing) = Guide::parse(GUIDE).osquery_queries().next().expect("one").fill(&alert());
    assert_eq!(
        sql,
        "SELECT * FROM users WHERE username = 'o''neil\u{1b}[31m<script>' AND dir != '{{user.dir}}'"
    );
    assert_eq!(missing, ["user.dir".into()]);
}

#[test]
fn shown_as_text_and_html() {
    let alert = alert();
    let guide = Guide::parse(GUIDE);
    for (name, shown) in [
        ("open.txt", guide.to_text(None, 90)),
        ("filled.txt", guide.to_text(Some(context(&alert)), 90)),
        ("filled.html", guide.to_html(Some(context(&alert)), 2)),
    ] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/guide").join(name);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, &shown).expect("golden file written");
        }
        assert_eq!(shown, std::fs::read_to_string(&path).unwrap_or_default(), "{name}");
        assert!(!shown.contains("<script") && !shown.contains('\u{1b}') || name.ends_with("txt"), "{name}");
        assert!(!shown.contains('\u{1b}'), "{name}");
    }
}

#[test]
fn hostile_guides_do_no_harm() {
    let deep_list: String = (0..3_000).map(|depth| format!("{}- x\n", "  ".repeat(depth % 400))).collect();
    let cases = [
        "> ".repeat(50_000),
        "!{investigate{".repeat(20_000),
        format!("!{{investigate{}", "[".repeat(100_000)),
        "[".repeat(50_000),
        "*_".repeat(50_000),
        deep_list,
        "\u{e000}0\u{e001} \u{e000} \u{e001} \u{e000}99\u{e001} `!{osquery{\"query\":\"x\"}}`".into(),
        "é".repeat(MAX_GUIDE_BYTES),
    ];
    for case in cases {
        let guide = Guide::parse(&case);
        guide.to_text(None, 80);
        guide.to_html(None, 2);
    }
}

#[test]
fn links_lead_to_the_web_only() {
    for (link, allowed) in [
        ("https://example.org", true),
        ("HTTP://example.org", true),
        ("javascript:alert(1)", false),
        ("data:text/html,x", false),
        ("//example.org", false),
        ("/app/security/timelines?timeline=(id:'x')", false),
    ] {
        let html = Guide::parse(&format!("[x](<{link}>)")).to_html(None, 2);
        assert_eq!(html.contains("href"), allowed, "{html}");
    }
    let html =
        Guide::parse("![x](https://example.org/track.png) <img src=x onerror=alert(1)>").to_html(None, 2);
    assert!(!html.contains("<img"), "{html}");
}
