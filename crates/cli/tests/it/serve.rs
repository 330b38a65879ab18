//! `serve` and what goes with it: as it is started, ended and killed.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

use crate::command::{command, tripline, tripline_with};

/// A server that runs as a process; killed when this is dropped.
struct Serving {
    child: Child,
    address: String,
}

impl Serving {
    fn start(data: &str, more: &[&str]) -> Self {
        let arguments = [&["serve", "--data", data, "--listen", "127.0.0.1:0"], more].concat();
        let mut child = command(&arguments).stdin(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let found = lines.by_ref().map_while(Result::ok).find_map(|line| {
            line.split_once("listening on http://").map(|(_, address)| address.trim().to_owned())
        });
        // What it goes on to say has to be read, or it would wait.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address: found.expect("it listens") }
    }

    /// The status and body of an answer; `None` when there is none, as the server was killed.
    fn ask(&self, method: &str, path: &str, body: &str) -> Option<(u16, String)> {
        let mut stream = TcpStream::connect(&self.address).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
        let (host, length) = (&self.address, body.len());
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-type: application/x-ndjson\r\n\
             content-length: {length}\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        let length =
            head.lines().find_map(|line| line.strip_prefix("content-length: "))?.parse::<usize>().ok()?;
        // Half of an answer acknowledges nothing.
        (body.len() == length).then_some(())?;
        Some((head.split(' ').nth(1)?.parse().ok()?, body.to_owned()))
    }

    fn bulk(&self, ids: std::ops::Range<u32>) -> Option<Vec<u16>> {
        let event = |id| {
            format!(
                "{{\"create\":{{\"_index\":\"logs-endpoint.events.process-default\",\"_id\":\"{id}\"}}}}\n\
                 {{\"@timestamp\":\"2026-11-24T12:00:00Z\",\"event\":{{\"category\":[\"process\"]}},\"process\":{{\"pid\":{id}}}}}\n"
            )
        };
        let (status, answer) = self.ask("POST", "/_bulk", &ids.map(event).collect::<String>())?;
        assert_eq!(status, 200, "{answer}");
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        let statuses =
            answer["items"].as_array().unwrap().iter().map(|item| item["create"]["status"].as_u64());
        Some(statuses.map(|status| u16::try_from(status.unwrap()).unwrap()).collect())
    }

    fn count(&self) -> u64 {
        let (_, rows) = self.ask("GET", "/_cat/indices?format=json", "").unwrap();
        let rows: serde_json::Value = serde_json::from_str(&rows).unwrap();
        rows.as_array()
            .unwrap()
            .iter()
            .map(|row| row["docs.count"].as_str().unwrap().parse::<u64>().unwrap())
            .sum()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Killed while a client sends. Whatever was acknowledged is there once: sending it again is refused item by item.
#[test]
fn killing_it_loses_no_acknowledged_event() {
    const ROUNDS: u32 = 4;
    const BATCH: u32 = 20;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let mut next = 0;
    for round in 0..ROUNDS {
        let server = Serving::start(data, &[]);
        let is_killed = AtomicBool::new(false);
        let id = server.child.id().to_string();
        let acknowledged = std::thread::scope(|scope| {
            scope.spawn(|| {
                std::thread::sleep(Duration::from_millis(u64::from(60 + round * 35)));
                is_killed.store(true, Ordering::SeqCst);
                Command::new("kill").args(["-KILL", &id]).status().unwrap();
            });
            let mut acknowledged = next;
            while let Some(statuses) = server.bulk(acknowledged..acknowledged + BATCH) {
                assert!(statuses.iter().all(|status| *status == 201), "{statuses:?}");
                acknowledged += BATCH;
            }
            assert!(is_killed.load(Ordering::SeqCst), "it went by itself");
            acknowledged
        });
        drop(server);
        let server = Serving::start(data, &[]);
        if acknowledged > 0 {
            let again = server.bulk(0..acknowledged).unwrap();
            assert!(again.iter().all(|status| *status == 409), "round {round}: {again:?}");
        }
        // The batch that was not answered is there wholly or not at all.
        let rest = server.bulk(acknowledged..acknowledged + BATCH).unwrap();
        assert!(rest.iter().all(|status| status == &rest[0]), "{rest:?}");
        next = acknowledged + BATCH;
        std::thread::sleep(Duration::from_millis(300));
        assert_eq!(server.count(), u64::from(next), "round {round}");
    }
}

/// The whole way: posted, stored, matched by a shipped rule, found by a search. And killed, and still there once.
#[test]
fn an_event_becomes_an_alert_that_a_search_finds() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let server = Serving::start(data, &[]);
    let time = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis();
    let event = format!(
        r#"{{"@timestamp":{time},"event":{{"category":["process"],"type":["start"],"kind":"event"}},"host":{{"id":"h","name":"ws-1","os":{{"type":"windows"}}}},"process":{{"name":"ssh.exe","entity_id":"e","executable":"C:\\Windows\\System32\\OpenSSH\\ssh.exe","args":["ssh.exe","-o","ProxyCommand=powershell -nop","127.0.0.1"],"command_line":"ssh.exe -o ProxyCommand=\"powershell -nop\" 127.0.0.1"}}}}"#
    );
    let body = format!(
        "{{\"create\":{{\"_index\":\"logs-endpoint.events.process-default\",\"_id\":\"1\"}}}}\n{event}\n"
    );
    let (status, answer) = server.ask("POST", "/_bulk", &body).unwrap();
    assert_eq!(status, 200, "{answer}");
    assert!(answer.contains("\"errors\":false"), "{answer}");
    let alerts = |server: &Serving| -> serde_json::Value {
        let (status, answer) = server.ask("GET", "/.alerts-security.alerts-default/_search", "").unwrap();
        assert_eq!(status, 200, "{answer}");
        serde_json::from_str(&answer).unwrap()
    };
    let begun = Instant::now();
    while alerts(&server)["hits"]["total"]["value"] != 1 {
        assert!(begun.elapsed() < Duration::from_secs(20), "{}", alerts(&server));
        std::thread::sleep(Duration::from_millis(50));
    }
    let hit = alerts(&server)["hits"]["hits"][0].clone();
    assert_eq!(
        hit["_source"]["kibana.alert.ancestors"][0]["id"]
            .as_str()
            .or(hit["_source"]["kibana"]["alert"]["ancestors"][0]["id"].as_str()),
        Some("1"),
        "{hit}"
    );
    drop(server);
    let server = Serving::start(data, &[]);
    assert_eq!(server.ask("POST", "/_bulk", &body).unwrap().0, 200);
    std::thread::sleep(Duration::from_millis(1500));
    let after = alerts(&server);
    assert_eq!(after["hits"]["total"]["value"], 1);
    assert_eq!(after["hits"]["hits"][0]["_id"], hit["_id"]);
}

#[test]
fn it_ends_when_told_to() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Serving::start(folder.path().to_str().unwrap(), &[]);
    assert_eq!(server.bulk(0..3), Some(vec![201; 3]));
    Command::new("kill").args(["-TERM", &server.child.id().to_string()]).status().unwrap();
    assert!(server.child.wait().unwrap().success());
}

#[test]
fn accounts_are_added_listed_and_removed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let add = tripline_with(&["user", "add", "ada", "--role", "admin", "--data", data], b"correct-horse\n");
    assert_eq!((add.code, add.stderr.as_str()), (0, ""));
    let short = tripline_with(&["user", "add", "bob", "--role", "viewer", "--data", data], b"short\n");
    assert_eq!(short.code, 2);
    let key = tripline(&["key", "add", "winlogbeat", "--data", data]);
    assert!(key.stdout.starts_with("api_key ") && key.stdout.contains("\nencoded "), "{}", key.stdout);
    assert_eq!(tripline(&["user", "list", "--data", data]).stdout, "ada\tadmin\n");
    assert!(tripline(&["key", "list", "--data", data]).stdout.ends_with("\tingest\twinlogbeat\n"));
    assert_eq!(tripline(&["key", "remove", "winlogbeat", "--data", data]).code, 0);
    assert_eq!(tripline(&["key", "list", "--data", data]).stdout, "");
    assert_eq!(tripline(&["user", "remove", "eve", "--data", data]).code, 2);
    let server = Serving::start(data, &[]);
    assert_eq!(server.ask("GET", "/", "").unwrap().0, 401);
}

#[test]
fn settings_are_printed_as_a_file_that_can_be_used() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tripline.toml");
    let mut printed = command(&["config", "--listen", "127.0.0.1:9999"]);
    let printed = printed.env("TRIPLINE_LOG_FORMAT", "json").output().unwrap();
    let text = String::from_utf8(printed.stdout).unwrap();
    assert!(text.contains("listen = \"127.0.0.1:9999\"  # from command line\n"), "{text}");
    assert!(text.contains("format = \"json\"  # from TRIPLINE_LOG_FORMAT\n"), "{text}");
    std::fs::write(&file, &text).unwrap();
    let again = tripline(&["config", "--config", file.to_str().unwrap()]);
    assert_eq!(again.code, 0, "{}", again.stderr);
    for (bad, reason) in [
        ("[http]\nlistne = 1\n", "there is no setting 'http.listne'"),
        ("[http]\nlisten = \"0.0.0.0:9200\"\n", "reachable from other machines"),
        ("[http]\nmax_requests = \"many\"\n", "http.max_requests has to be of type integer"),
        ("[http\n", "tripline.toml"),
    ] {
        std::fs::write(&file, bad).unwrap();
        let refused = tripline(&["config", "--config", file.to_str().unwrap()]);
        assert_eq!(refused.code, 2, "{bad}");
        assert!(refused.stderr.contains(reason), "{bad}: {}", refused.stderr);
    }
}
