//! `_bulk` and its kin.

use proptest::prelude::*;
use serde_json::json;

use crate::support::{TestServer, events, gzip};

const INDEX: &str = "logs-endpoint.events.process-default";

/// Items of every kind and fate.
const MIXED: &str = concat!(
    r#"{"create":{"_index":"logs-a-default","_id":"1","pipeline":"p","routing":"r"}}"#,
    "\n",
    r#"{"@timestamp":"2026-11-24T12:00:00Z","event":{"category":"process"}}"#,
    "\n\n",
    r#"{"create":{"_index":"logs-a-default","_id":"1"}}"#,
    "\r\n",
    r#"{"@timestamp":"2026-11-24T12:00:00Z","event":{"category":"process"}}"#,
    "\r\n",
    r#"{"index":{"_index":"plain","_id":7}}"#,
    "\n",
    r#"{"a":1}"#,
    "\n",
    r#"{"index":{"_index":"plain","_id":"7"}}"#,
    "\n",
    r#"{"a":2}"#,
    "\n",
    r#"{"index":{"_index":"logs-a-default"}}"#,
    "\n",
    r#"{"@timestamp":1}"#,
    "\n",
    r#"{"create":{"_index":"logs-a-default"}}"#,
    "\n",
    r#"{"no":"time"}"#,
    "\n",
    r#"{"create":{"_index":"logs-a-default"}}"#,
    "\n",
    r#"{"half":"#,
    "\n",
    r#"{"create":{"_index":"logs-a-default"}}"#,
    "\n",
    "[1]\n",
    r#"{"create":{"_index":"Not Lower"}}"#,
    "\n",
    "{}\n",
    r#"{"create":{"_index":".alerts-security.alerts-default"}}"#,
    "\n",
    "{}\n",
    r#"{"update":{"_index":"plain","_id":"7"}}"#,
    "\n",
    r#"{"doc":{}}"#,
    "\n",
    r#"{"delete":{"_index":"plain","_id":"7"}}"#,
    "\n",
);

#[test]
fn items_are_answered_one_by_one() {
    let server = TestServer::start(&[]);
    let answer = server.bulk(MIXED);
    assert_eq!(answer.status, 200);
    let answer = answer.json();
    assert_eq!(answer["errors"], true);
    let items = answer["items"].as_array().unwrap();
    let first = &items[0]["create"];
    assert_eq!(
        *first,
        json!({"_index": "logs-a-default", "_id": "1", "_version": 1, "result": "created",
        "_shards": {"total": 1, "successful": 1, "failed": 0}, "_seq_no": 0, "_primary_term": 1, "status": 201})
    );
    let told: Vec<(&str, u64, &str)> = items
        .iter()
        .map(|item| {
            let (action, item) = item.as_object().unwrap().iter().next().unwrap();
            let kind = item["error"]["type"].as_str().or(item["result"].as_str()).unwrap();
            (action.as_str(), item["status"].as_u64().unwrap(), kind)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("create", 201, "created"),
            ("create", 409, "version_conflict_engine_exception"),
            ("index", 201, "created"),
            ("index", 200, "noop"),
            ("index", 400, "illegal_argument_exception"),
            ("create", 400, "document_parsing_exception"),
            ("create", 400, "document_parsing_exception"),
            ("create", 400, "document_parsing_exception"),
            ("create", 400, "invalid_index_name_exception"),
            ("create", 400, "invalid_index_name_exception"),
            ("update", 400, "illegal_argument_exception"),
            ("delete", 400, "illegal_argument_exception"),
        ]
    );
    assert_eq!(server.count("*"), 2);
}

#[test]
fn bodies_that_cannot_be_read_store_nothing() {
    let server = TestServer::start(&[]);
    let good = events(INDEX, [1]);
    let cases = [
        ("", "request body is required"),
        ("\n\n", "no requests added"),
        ("{\"create\":{}}\n{}", "terminated by a newline"),
        ("{\"create\":{}}\n{}\n", "index is missing"),
        ("{\"create\":{\"_index\":\"a\"}}\n", "no document follows"),
        ("[]\n{}\n", "expected START_OBJECT"),
        ("\"create\"\n{}\n", "expected START_OBJECT"),
        ("{}\n{}\n", "expected FIELD_NAME"),
        ("{\"upsert\":{\"_index\":\"a\"}}\n{}\n", "found [upsert]"),
        ("{\"create\":{\"_index\":\"a\",\"_foo\":1}}\n{}\n", "unknown parameter [_foo]"),
        ("{\"create\":{\"_index\":\"a\"},\"index\":{}}\n{}\n", "expected END_OBJECT"),
        ("{\"create\":{\"_index\":1}}\n{}\n", "Malformed action/metadata line"),
        ("{\"delete\":{\"_index\":\"a\"}}\n", "id is missing"),
    ];
    for (bad, reason) in cases {
        let text = if bad.is_empty() { String::new() } else { format!("{good}{bad}") };
        let text = if bad.trim().is_empty() { bad.to_owned() } else { text };
        let answer = server.bulk(text);
        assert_eq!(answer.status, 400, "{bad:?}");
        let error = answer.json();
        assert!(error["error"]["reason"].as_str().unwrap().contains(reason), "{bad:?}: {error}");
        assert_eq!(error["status"], 400);
        assert_eq!(error["error"]["root_cause"][0]["type"], error["error"]["type"]);
    }
    assert_eq!(server.count("*"), 0);
}

#[test]
fn answers_are_filtered_and_laid_out_as_asked() {
    let server = TestServer::start(&[]);
    let send = |query: &str, body: String| {
        server.request("POST", &format!("/{INDEX}/_bulk{query}")).body("application/x-ndjson", body).send()
    };
    // As Beats ask.
    let filter = "?filter_path=errors%2Citems.%2A.error%2Citems.%2A.status&require_data_stream=true";
    let answer = send(filter, events(INDEX, [1])).json();
    assert_eq!(answer, json!({"errors": false, "items": [{"create": {"status": 201}}]}));
    let answer = send(filter, events(INDEX, [1])).json();
    assert_eq!(answer["items"][0]["create"]["status"], 409);
    assert_eq!(answer["items"][0]["create"]["error"]["type"], "version_conflict_engine_exception");
    assert_eq!(send("?filter_path=errors", events(INDEX, [2])).json(), json!({"errors": false}));
    let pretty = send("?pretty", events(INDEX, [3]));
    assert!(pretty.text().starts_with("{\n  \"errors\": false"), "{}", pretty.text());
    let plain = "{\"create\":{\"_index\":\"plain\"}}\n{\"a\":1}\n".to_owned();
    assert_eq!(send("?require_data_stream", plain).json()["items"][0]["create"]["status"], 404);
    assert_eq!(send("?require_alias=perhaps", events(INDEX, [4])).status, 400);
}

#[test]
fn packed_bodies_are_unpacked_and_answers_packed() {
    let server = TestServer::start(&[]);
    let body = gzip(events(INDEX, 0..100).as_bytes());
    let answer = server
        .request("POST", "/_bulk")
        .header("content-encoding", "gzip")
        .header("accept-encoding", "gzip")
        .header("accept", "application/vnd.elasticsearch+json; compatible-with=8")
        .body("application/vnd.elasticsearch+x-ndjson; compatible-with=8", body)
        .send();
    assert_eq!(answer.status, 200);
    for header in [
        "content-encoding: gzip",
        "x-elastic-product: elasticsearch",
        "content-type: application/vnd.elasticsearch+json;compatible-with=8",
    ] {
        assert!(answer.headers.contains(header), "{}", answer.headers);
    }
    assert_eq!(server.count(INDEX), 100);
}

#[test]
fn documents_are_taken_one_at_a_time() {
    let server = TestServer::start(&[]);
    let event = r#"{"@timestamp":"2026-11-24T12:00:00Z",
        "event":{"category":["process"]}}"#;
    let answer = server.post(&format!("/{INDEX}/_doc"), event);
    assert_eq!(answer.status, 201);
    assert!(!answer.json()["_id"].as_str().unwrap().is_empty());
    let create = format!("/{INDEX}/_create/a%2Fb");
    let answer = server.put(&create, event);
    assert_eq!((answer.status, answer.json()["_id"].clone()), (201, json!("a/b")));
    let answer = server.put(&create, event);
    assert_eq!(
        (answer.status, answer.json()["error"]["type"].clone()),
        (409, json!("version_conflict_engine_exception"))
    );
    assert_eq!(server.put(&format!("/{INDEX}/_doc/c?op_type=create"), event).status, 201);
    assert_eq!(server.put(&format!("/{INDEX}/_doc/d"), event).status, 400, "a data stream takes create only");
    assert_eq!(server.put("/plain/_doc/e", event).status, 201);
    assert_eq!(server.put("/plain/_doc/e", event).json()["result"], "noop");
    assert_eq!(server.post(&format!("/{INDEX}/_doc"), "{").status, 400);
    assert_eq!(server.count("*"), 4);
    let found = server.get(&format!("/{INDEX}/_doc/a%2Fb")).json();
    assert_eq!(
        (&found["found"], &found["_source"]["event"]["category"][0]),
        (&json!(true), &json!("process"))
    );
    assert_eq!(server.get(&format!("/{INDEX}/_doc/none")).status, 404);
    assert_eq!(server.request("HEAD", &format!("/{INDEX}")).send().status, 200);
    assert_eq!(server.request("HEAD", "/nothing").send().status, 404);
    assert_eq!(server.get("/_data_stream/logs-*").json()["data_streams"][0]["name"], INDEX);
}

#[test]
fn raw_records_pass_the_mapping_of_their_source() {
    let server = TestServer::start(&[]);
    let lines = "{\"not\":\"a record\"}\n\n\
        {\"event_simpleName\":\"ProcessRollup2\",\"aid\":\"aa\",\"cid\":\"cc\",\"timestamp\":\"1700000000000\",\
        \"ImageFileName\":\"\\\\Device\\\\HarddiskVolume1\\\\Windows\\\\System32\\\\cmd.exe\",\"event_platform\":\"Win\"}\nnone\n";
    let answer = server.request("POST", "/ingest/crowdstrike.fdr").body("application/x-ndjson", lines).send();
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["created"], 1, "{}", answer.text());
    assert!(answer.json()["failed"].as_u64().unwrap() >= 1, "{}", answer.text());
    server.wait_for("logs-crowdstrike.fdr-default", 1);
    let unknown = server.request("POST", "/ingest/nothing").body("application/x-ndjson", lines).send();
    assert_eq!(unknown.status, 404);
}

#[test]
fn what_was_acknowledged_is_there_after_a_restart() {
    let server = TestServer::start(&[]);
    server.put("/_index_template/kept", r#"{"index_patterns":["kept-*"],"data_stream":{}}"#);
    server.bulk(events(INDEX, 0..10));
    let server = server.restart(&[]);
    server.wait_for(INDEX, 10);
    let answer = server.bulk(events(INDEX, 5..15)).json();
    let statuses: Vec<u64> = answer["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["create"]["status"].as_u64().unwrap())
        .collect();
    assert_eq!(statuses, [409, 409, 409, 409, 409, 201, 201, 201, 201, 201]);
    assert_eq!(server.count(INDEX), 15);
    assert_eq!(server.get("/_index_template/kept").status, 200);
}

#[test]
fn a_backup_is_a_data_folder() {
    let server = TestServer::start(&[]);
    server.bulk(events(INDEX, 0..10));
    server.put("/_index_template/kept", r#"{"index_patterns":["kept-*"],"data_stream":{}}"#);
    let made = server.request("POST", "/api/tripline/backup").send();
    assert_eq!(made.status, 201, "{}", made.text());
    let folder = made.json()["folder"].as_str().unwrap().to_owned();
    server.bulk(events(INDEX, 10..20));
    let restored = TestServer::start(&[("data", folder.into())]);
    restored.wait_for(INDEX, 10);
    assert_eq!(restored.get("/_index_template/kept").status, 200);
    let statuses = restored.bulk(events(INDEX, 9..11)).json();
    assert_eq!(statuses["items"][0]["create"]["status"], 409);
    assert_eq!(statuses["items"][1]["create"]["status"], 201);
    assert_eq!(server.count(INDEX), 20);
}

proptest! {
    /// Whatever comes is read or refused, and what is read has a line an item at least.
    #[test]
    fn any_body_is_read_or_refused(
        lines in prop::collection::vec(prop_oneof![
            Just(r#"{"create":{"_index":"a","_id":"1"}}"#.to_owned()),
            Just(r#"{"index":{}}"#.to_owned()),
            Just(r#"{"delete":{"_id":3}}"#.to_owned()),
            Just(r#"{"a":1}"#.to_owned()),
            Just(String::new()),
            "[ -~]{0,40}",
            "\\PC{0,10}",
        ], 0..12),
        cut in 0..400_usize,
    ) {
        let mut body = lines.join("\n").into_bytes();
        body.push(b'\n');
        let whole = server::read_bulk_body(&body);
        prop_assert!(whole.is_none_or(|items| items <= lines.len()));
        body.truncate(cut);
        let _ = server::read_bulk_body(&body);
    }
}
