//! Clients that mean ill: refused cheaply, while others are served.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::support::{Answer, TestServer, events, gzip};

const SMALL: usize = 1 << 20;

fn small() -> TestServer {
    TestServer::start(&[
        ("http.max_body_bytes", (SMALL as i64).into()),
        ("http.max_bodies_bytes", (4 * SMALL as i64).into()),
        ("intake.max_event_bytes", 10_000.into()),
        ("http.head_timeout_seconds", 1.into()),
        ("http.body_timeout_seconds", 1.into()),
        ("http.max_connections", 16.into()),
    ])
}

#[test]
fn bombs_and_large_bodies_end_at_the_limit() {
    let server = small();
    let bomb = gzip(&vec![b' '; 64 << 20]);
    assert!(bomb.len() < SMALL);
    let begun = Instant::now();
    let send = |body: Vec<u8>, encoding: &str| {
        server
            .request("POST", "/_bulk")
            .header("content-encoding", encoding)
            .body("application/x-ndjson", body)
            .send()
    };
    assert_eq!(send(bomb, "gzip").status, 413);
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert_eq!(server.bulk(vec![b'x'; SMALL + 1]).status, 413);
    assert_eq!(send(b"no gzip".to_vec(), "gzip").status, 400);
    assert_eq!(send(gzip(b"half of it")[..15].to_vec(), "gzip").status, 400);
    assert_eq!(send(b"x".to_vec(), "br").status, 415);
    let announced = server
        .request("POST", "/_bulk")
        .header("content-length", "99999999999")
        .header("content-type", "application/json");
    assert_eq!(announced.send().status, 413);
    let chunked = server
        .request("POST", "/_bulk")
        .header("transfer-encoding", "chunked")
        .header("content-type", "application/json");
    let mut stream = TcpStream::connect(server.http()).unwrap();
    stream.write_all(&chunked.bytes()).unwrap();
    let chunk = [&b"10000\r\n"[..], &[b' '; 0x10000], b"\r\n"].concat();
    while stream.write_all(&chunk).is_ok() && begun.elapsed() < Duration::from_secs(20) {}
    assert!(begun.elapsed() < Duration::from_secs(20), "an endless body is not read for ever");
    assert_eq!(server.bulk(events("logs-a-default", [1])).status, 200);
}

#[test]
fn large_deep_and_odd_documents_fail_alone() {
    let server = small();
    let deep = format!("{}1{}", "{\"a\":".repeat(1500), "}".repeat(1500));
    let large = format!("{{\"a\":\"{}\"}}", "x".repeat(20_000));
    let fields: String = (0..400).map(|n| format!("\"f{n}\":{n},")).collect();
    let many = format!("{{{fields}\"@timestamp\":\"2026-11-24T12:00:00Z\"}}");
    let mut body = Vec::new();
    for document in
        [deep.as_bytes(), large.as_bytes(), b"\xff\xfe", b"{\"a\":1}{\"b\":2}", b"null", many.as_bytes()]
    {
        body.extend_from_slice(b"{\"create\":{\"_index\":\"logs-a-default\"}}\n");
        body.extend_from_slice(document);
        body.push(b'\n');
    }
    let answer = server.bulk(body).json();
    let statuses: Vec<u64> = answer["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["create"]["status"].as_u64().unwrap())
        .collect();
    assert_eq!(statuses, [400, 400, 400, 400, 400, 201], "{answer}");
}

#[test]
fn names_lead_nowhere() {
    let server = small();
    let names = [
        "..%2f..%2fetc",
        "%2e%2e",
        "a%00b",
        "_all",
        "-x",
        "a*b",
        "A",
        "%3Clogs-%7Bnow%2Fd%7D%3E",
        ".alerts-security.alerts-default",
    ];
    for name in names {
        let answer = server.post(&format!("/{name}/_doc"), "{}");
        assert_eq!(answer.status, 400, "{name}: {}", answer.text());
    }
    assert_eq!(server.post(&format!("/{}/_doc", "a".repeat(300)), "{}").status, 400);
    assert_eq!(server.put("/_data_stream/..%2fx", "{}").status, 400);
    assert_eq!(server.put("/_index_template/..%2fx", "{}").status, 400);
    let odd = server.request("GET", "/%ff%fe/../../etc/passwd").send();
    assert!((400..500).contains(&odd.status), "{}", odd.status);
    assert_eq!(server.count("*"), 0);
    let inside: Vec<_> =
        std::fs::read_dir(server.folder.path()).unwrap().flatten().map(|entry| entry.file_name()).collect();
    assert!(inside.iter().all(|name| !name.to_string_lossy().contains("etc")), "{inside:?}");
}

#[test]
fn slow_clients_are_let_go_and_do_not_keep_others_out() {
    let server = small();
    let begun = Instant::now();
    // More than there are connections: half of a head, nothing at all, and a body that does not come.
    let mut slow: Vec<TcpStream> = (0..40)
        .map(|number| {
            let mut stream = TcpStream::connect(server.http()).unwrap();
            let head: &[u8] = match number % 3 {
                0 => b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n",
                1 => b"",
                _ => b"POST /_bulk HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{",
            };
            let _ = stream.write_all(head);
            stream
        })
        .collect();
    assert_eq!(server.bulk(events("logs-a-default", [1])).status, 200);
    for stream in &mut slow {
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
        let text = String::from_utf8_lossy(&rest);
        assert!(rest.is_empty() || text.starts_with("HTTP/1.1 408"), "{text}");
    }
    assert!(begun.elapsed() < Duration::from_secs(20));
}

#[test]
fn clients_that_do_not_read_are_let_go() {
    let server =
        TestServer::start(&[("http.head_timeout_seconds", 1.into()), ("http.max_connections", 1.into())]);
    let request = format!("GET /api/openapi.json HTTP/1.1\r\nhost: {}\r\n\r\n", server.http());
    let mut deaf = TcpStream::connect(server.http()).unwrap();
    deaf.set_write_timeout(Some(Duration::from_millis(500))).unwrap();
    // More answers than there is room for on the way.
    let _ = deaf.write_all(request.repeat(2000).as_bytes());
    let begun = Instant::now();
    assert_eq!(server.get("/").status, 200, "the only connection is free again");
    assert!(begun.elapsed() < Duration::from_secs(20));
}

#[test]
fn heads_have_a_limit() {
    let server = small();
    let long = server.request("GET", "/").header("x-long", &"x".repeat(200 << 10));
    let mut stream = TcpStream::connect(server.http()).unwrap();
    let _ = stream.write_all(&long.bytes());
    let mut first = [0; 12];
    if stream.read_exact(&mut first).is_ok() {
        assert_eq!(&first[..10], b"HTTP/1.1 4");
    }
    let many = (0..500).fold(server.request("GET", "/"), |request, n| request.header(&format!("x-{n}"), "1"));
    let mut stream = TcpStream::connect(server.http()).unwrap();
    let _ = stream.write_all(&many.bytes());
    if stream.read_exact(&mut first).is_ok() {
        assert_eq!(&first[..10], b"HTTP/1.1 4");
    }
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn what_is_beyond_the_memory_for_bodies_is_sent_back() {
    let server = TestServer::start(&[
        ("http.max_body_bytes", (SMALL as i64).into()),
        ("http.max_bodies_bytes", (SMALL as i64).into()),
    ]);
    // One client holds most of the memory with a body that it does not end.
    let mut holder = TcpStream::connect(server.http()).unwrap();
    let size = SMALL - 1;
    let head = format!(
        "POST /_bulk HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {size}\r\n\r\n"
    );
    holder.write_all(head.as_bytes()).unwrap();
    holder.write_all(&vec![b'\n'; size - 1]).unwrap();
    let begun = Instant::now();
    let refused = loop {
        let answer = server.bulk(vec![b'\n'; SMALL / 2]);
        if answer.status == 429 || begun.elapsed() > Duration::from_secs(10) {
            break answer;
        }
    };
    assert_eq!(refused.status, 429, "{}", refused.text());
    assert_eq!(refused.json()["error"]["type"], "circuit_breaking_exception");
    holder.write_all(b"\n").unwrap();
    assert_eq!(Answer::read(&mut holder).status, 400);
    assert_eq!(server.bulk(events("logs-a-default", [1])).status, 200);
}
