//! A client of the bulk API that sends a batch again until it is acknowledged, as shippers do.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use serde_json::Value;

const INDEX: &str = "logs-endpoint.events.process-default";

/// Sends a batch to the server that listens on the port, whichever it is by then, until every item is acknowledged; false
/// where it is over before.
pub(crate) fn send_until_acknowledged(port: &AtomicU64, body: &str, is_over: Option<&AtomicBool>) -> bool {
    loop {
        if send(port.load(Ordering::SeqCst), body).is_some_and(|answer| is_acknowledged(&answer)) {
            return true;
        }
        if is_over.is_some_and(|is_over| is_over.load(Ordering::SeqCst)) {
            return false;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Whether every item is stored: now, or by an earlier try whose answer was lost.
fn is_acknowledged(answer: &Value) -> bool {
    let items = answer["items"].as_array();
    items.is_some_and(|items| {
        items.iter().all(|item| matches!(item["create"]["status"].as_u64(), Some(201 | 409)))
    })
}

fn send(port: u64, body: &str) -> Option<Value> {
    let head = format!(
        "POST /{INDEX}/_bulk HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let answer = exchange(port, &format!("{head}{body}"))?;
    serde_json::from_str(&answer).ok()
}

/// What a server says under a path, without the head.
pub(crate) fn get(port: u64, path: &str) -> Option<String> {
    exchange(port, &format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
}

fn exchange(port: u64, request: &str) -> Option<String> {
    let address = ("127.0.0.1", u16::try_from(port).ok()?);
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    head.starts_with("HTTP/1.1 200").then(|| body.to_owned())
}
