//! What shippers ask before they send.

use serde_json::json;

use crate::support::TestServer;

#[test]
fn beats_find_what_they_look_for() {
    let server = TestServer::start(&[]);
    let root = server.get("/");
    assert!(root.headers.contains("x-elastic-product: elasticsearch"));
    assert_eq!(root.json()["version"]["build_flavor"], "default");
    let license = server.get("/_license?human=false").json();
    assert_eq!(license["license"]["status"], "active");
    assert!(license["license"]["uid"].is_string() && license["license"]["type"].is_string());
    assert_eq!(
        server.get("/_xpack?filter_path=features.ml").json(),
        json!({"features": {"ml": {"available": false, "enabled": false}}})
    );

    // The policy, the template and the data stream: asked for, missing, put, there.
    assert_eq!(server.get("/_ilm/policy/winlogbeat").status, 404);
    let policy = r#"{"policy":{"phases":{"hot":{"actions":{"rollover":{"max_age":"30d"}}}}}}"#;
    assert_eq!(server.put("/_ilm/policy/winlogbeat", policy).json(), json!({"acknowledged": true}));
    let kept = server.get("/_ilm/policy/winlogbeat").json();
    assert_eq!(kept["winlogbeat"]["policy"]["phases"]["hot"]["actions"]["rollover"]["max_age"], "30d");
    assert_eq!(server.request("HEAD", "/_index_template/winlogbeat-9.5.1").send().status, 404);
    let template = r#"{"index_patterns":["winlogbeat-9.5.1"],"data_stream":{},"priority":150,"template":{}}"#;
    assert_eq!(server.put("/_index_template/winlogbeat-9.5.1", template).status, 200);
    assert_eq!(server.request("HEAD", "/_index_template/winlogbeat-9.5.1").send().status, 200);
    assert_eq!(server.get("/_data_stream/winlogbeat-9.5.1").status, 404);
    assert_eq!(server.request("PUT", "/_data_stream/winlogbeat-9.5.1").send().status, 200);
    assert_eq!(server.request("PUT", "/_data_stream/winlogbeat-9.5.1").send().status, 400);
    assert_eq!(
        server.get("/_data_stream/winlogbeat-9.5.1").json()["data_streams"][0]["name"],
        "winlogbeat-9.5.1"
    );

    // The template made it a data stream: no `index`, and times are needed.
    let body = "{\"index\":{\"_index\":\"winlogbeat-9.5.1\"}}\n{\"@timestamp\":\"2026-11-24T12:00:00Z\"}\n";
    assert_eq!(server.bulk(body).json()["items"][0]["index"]["status"], 400);

    for pipeline in ["winlogbeat-9.5.1-routing", "winlogbeat-9.5.1-security"] {
        let path = format!("/_ingest/pipeline/{pipeline}");
        assert_eq!(server.get(&path).status, 404);
        assert_eq!(server.put(&path, r#"{"processors":[]}"#).status, 200);
        assert_eq!(server.get(&path).json()[pipeline]["processors"], json!([]));
    }
    assert_eq!(server.get("/_ingest/pipeline/winlogbeat-*").json().as_object().unwrap().len(), 2);
}

#[test]
fn others_find_what_they_look_for() {
    let server = TestServer::start(&[]);
    assert_eq!(server.get("/_cluster/health").json()["status"], "green");
    let nodes = server.get("/_nodes/_all/http").json();
    let node = nodes["nodes"].as_object().unwrap().values().next().unwrap();
    assert_eq!(node["http"]["publish_address"], server.http().to_string());
    assert_eq!(server.request("HEAD", "/_template/old").send().status, 404);
    assert_eq!(server.put("/_template/old", r#"{"index_patterns":["old-*"]}"#).status, 200);
    assert_eq!(server.request("HEAD", "/_template/old").send().status, 200);
    assert_eq!(server.request("HEAD", "/_alias/winlogbeat").send().status, 404);
    assert_eq!(server.get("/_component_template/none").status, 404);
    assert_eq!(server.put("/_component_template/some", r#"{"template":{}}"#).status, 200);
    assert_eq!(server.get("/_component_template/some").json()["component_templates"][0]["name"], "some");
    let asked =
        r#"{"cluster":["monitor"],"index":[{"names":["logs-*"],"privileges":["create_doc","read"]}]}"#;
    let may = server.post("/_security/user/_has_privileges", asked).json();
    assert_eq!(may["has_all_requested"], true);
    assert_eq!(may["index"]["logs-*"]["create_doc"], true);
    assert_eq!(server.get("/nothing/_here").status, 400);
    assert_eq!(server.get("/api/openapi.json").json()["openapi"], "3.1.0");
    assert_eq!(server.get("/health/live").json()["status"], "alive");
    assert_eq!(server.get("/health/ready").status, 200);
    assert!(server.get("/metrics").text().ends_with("# EOF\n"));
}
