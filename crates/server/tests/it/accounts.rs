//! Who is let in, and to what.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use server::Role;

use crate::support::{TestServer, accounts, events};

fn basic(name: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{name}:{password}")))
}

fn status(server: &TestServer, authorization: &str, method: &str, path: &str, body: Option<&str>) -> u16 {
    let mut request = server.request(method, path).header("authorization", authorization);
    if let Some(body) = body {
        request = request.body("application/x-ndjson", body);
    }
    request.send().status
}

#[test]
fn strangers_get_nothing() {
    let folder = tempfile::tempdir().unwrap();
    accounts(folder.path());
    let server = TestServer::start_in(folder, &[]);
    let paths =
        ["/", "/_bulk", "/nothing", "/metrics", "/api/openapi.json", "/_cat/indices", "/logs-a-b/_doc"];
    for path in paths {
        for method in ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"] {
            let answer = server.request(method, path).send();
            assert_eq!(answer.status, 401, "{method} {path}");
            assert!(answer.headers.contains("www-authenticate: basic"), "{}", answer.headers);
        }
    }
    for wrong in [
        basic("ada", "wrong horse"),
        basic("eve", "correct-horse"),
        "ApiKey eDp5".to_owned(),
        "Bearer x".to_owned(),
        "nonsense".to_owned(),
    ] {
        assert_eq!(status(&server, &wrong, "GET", "/", None), 401, "{wrong}");
    }
    assert_eq!(status(&server, &basic("ada", "correct-horse"), "GET", "/", None), 200);
    assert_eq!(server.get("/health/live").status, 200);
}

#[test]
fn roles_may_what_they_are_for() {
    let folder = tempfile::tempdir().unwrap();
    let accounts = accounts(folder.path());
    let server = TestServer::start_in(folder, &[]);
    let body = events("logs-a-default", [1]);
    let cases = [
        (Role::Viewer, 200, 403, 403),
        (Role::Analyst, 200, 403, 403),
        (Role::Engineer, 200, 403, 403),
        (Role::Ingest, 403, 200, 403),
        (Role::Admin, 200, 200, 200),
    ];
    for (role, read, ingest, administer) in cases {
        let key = accounts.add_key("test", role, None).unwrap();
        let header = format!("ApiKey {}", STANDARD.encode(format!("{}:{}", key.id, key.secret)));
        // The server finds the change by itself.
        let begun = std::time::Instant::now();
        while status(&server, &header, "GET", "/", None) == 401 {
            assert!(begun.elapsed().as_secs() < 10, "the key was not found");
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        assert_eq!(status(&server, &header, "GET", "/_cat/indices", None), read, "{role:?}");
        assert_eq!(status(&server, &header, "POST", "/_bulk", Some(&body)), ingest, "{role:?}");
        assert_eq!(status(&server, &header, "GET", "/_security/api_key", None), administer, "{role:?}");
    }
}

#[test]
fn keys_are_made_used_and_ended() {
    let folder = tempfile::tempdir().unwrap();
    accounts(folder.path());
    let server = TestServer::start_in(folder, &[]);
    let admin = basic("ada", "correct-horse");
    let make = |body: &str| {
        server.request("POST", "/_security/api_key").header("authorization", &admin).json(body).send()
    };
    let made = make(
        r#"{"name":"winlogbeat","role_descriptors":{"w":{"index":[{"names":["winlogbeat-*"],"privileges":["create_doc","auto_configure"]}]}}}"#,
    );
    assert_eq!(made.status, 200, "{}", made.text());
    let made = made.json();
    let header = format!("ApiKey {}", made["encoded"].as_str().unwrap());
    let who =
        server.request("GET", "/_security/_authenticate").header("authorization", &header).send().json();
    assert_eq!((&who["username"], &who["roles"][0]), (&"winlogbeat".into(), &"ingest".into()));
    assert_eq!(status(&server, &header, "GET", "/_cat/indices", None), 403, "it only writes");
    let short = make(r#"{"name":"short","expiration":"1ms","metadata":{"role":"viewer"}}"#).json();
    std::thread::sleep(std::time::Duration::from_millis(5));
    assert_eq!(
        status(&server, &format!("ApiKey {}", short["encoded"].as_str().unwrap()), "GET", "/", None),
        401
    );
    for bad in [
        r#"{"name":""}"#,
        r#"{"name":"x","expiration":"soon"}"#,
        r#"{"name":"x","metadata":{"role":"king"}}"#,
        "{}",
    ] {
        assert_eq!(make(bad).status, 400, "{bad}");
    }
    let id = made["id"].as_str().unwrap();
    let ended = server
        .request("DELETE", "/_security/api_key")
        .header("authorization", &admin)
        .json(&format!(r#"{{"ids":["{id}"]}}"#))
        .send()
        .json();
    assert_eq!(ended["invalidated_api_keys"][0], id);
    let audit = std::fs::read_to_string(server.folder.path().join("audit.ndjson")).unwrap();
    let last: serde_json::Value = serde_json::from_str(audit.lines().last().unwrap()).unwrap();
    assert_eq!((&last["user"]["name"], &last["event"]["action"]), (&"ada".into(), &"delete".into()));
    assert_eq!(last["url"]["path"], "/_security/api_key");
    assert!(!audit.contains(made["api_key"].as_str().unwrap()), "secrets are not for the audit log");
    assert_eq!(status(&server, &header, "GET", "/", None), 401);
}

#[test]
fn pages_of_browsers_are_kept_out_while_there_are_no_accounts() {
    let server = TestServer::start(&[]);
    assert_eq!(server.request("GET", "/").header("host", "rebound.example:9200").send().status, 403);
    assert_eq!(server.request("GET", "/").header("origin", "https://page.example").send().status, 403);
    let own = server.request("GET", "/").header("origin", &format!("http://{}", server.http()));
    assert_eq!(own.send().status, 200);
    let simple = server.request("POST", "/_bulk").body("text/plain", events("logs-a-default", [1]));
    assert_eq!(simple.send().status, 406);
    assert_eq!(server.count("*"), 0);
}

#[test]
fn listening_beyond_this_machine_has_to_be_safe_or_wanted() {
    let load = |settings: &[(&'static str, toml::Value)]| {
        server::LoadedConfig::load(None, [], settings.iter().cloned()).unwrap().config().unwrap()
    };
    let everywhere = ("http.listen", toml::Value::from("0.0.0.0:9200"));
    let allowed = ("http.allow_insecure", toml::Value::from(true));
    let certificate = [("tls.certificate", "a.pem".into()), ("tls.key", "b.pem".into())];
    assert!(load(&[]).check_listeners().is_ok());
    assert!(load(std::slice::from_ref(&everywhere)).check_listeners().is_err());
    assert!(load(&[everywhere.clone(), allowed]).check_listeners().is_ok());
    let encrypted = load(&[vec![everywhere], certificate.to_vec()].concat());
    assert!(encrypted.check_listeners().is_ok());
    assert!(encrypted.requires_accounts(), "TLS without accounts is not enough");
    assert!(load(&certificate[..1]).check_listeners().is_err(), "a certificate without its key");
    assert!(load(&[("syslog.udp", "0.0.0.0:514".into())]).check_listeners().is_err());
    assert!(load(&[("syslog.tcp", "somewhere".into())]).check_listeners().is_err());
}
