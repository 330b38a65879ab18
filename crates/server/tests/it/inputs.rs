//! Syslog and watched folders.

use std::io::Write as _;
use std::net::{TcpStream, UdpSocket};

use crate::support::TestServer;

const EVENT: &str = r#"{"@timestamp":"2026-11-24T12:00:00Z","event":{"category":["process"]},"data_stream":{"type":"logs","dataset":"endpoint.events.process","namespace":"default"},"process":{"name":"ssh.exe"}}"#;

#[test]
fn syslog_carries_records() {
    let local = || toml::Value::from("127.0.0.1:0");
    let server = TestServer::start(&[("syslog.tcp", local()), ("syslog.udp", local())]);
    let mut stream = TcpStream::connect(server.addresses.syslog_tcp.unwrap()).unwrap();
    let framed = format!("<134>1 2026-11-24T12:00:00Z ws-1 agent - - - {EVENT}");
    write!(
        stream,
        "{} {framed}<134>Nov 24 12:00:00 ws-1 agent: {EVENT}\n<38>sshd: hello\n{{\"broken\n",
        framed.len()
    )
    .unwrap();
    server.wait_for("logs-endpoint.events.process-default", 2);
    drop(stream);
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.send_to(framed.as_bytes(), server.addresses.syslog_udp.unwrap()).unwrap();
    server.wait_for("logs-endpoint.events.process-default", 3);
    server.wait_for("logs-generic-default", 1);
    // A connection that makes no sense is closed; the next one is served.
    let mut stream = TcpStream::connect(server.addresses.syslog_tcp.unwrap()).unwrap();
    stream.write_all(b"99999999999 x").unwrap();
    let mut stream = TcpStream::connect(server.addresses.syslog_tcp.unwrap()).unwrap();
    write!(stream, "{framed}").unwrap();
    drop(stream);
    server.wait_for("logs-endpoint.events.process-default", 4);
}

#[test]
fn watched_files_are_read_once_and_again_when_they_grow() {
    let folder = tempfile::tempdir().unwrap();
    let watched = || vec![toml::Value::from(folder.path().display().to_string())];
    let settings = || [("intake.watch", toml::Value::Array(watched()))];
    let server = TestServer::start(&settings());
    let file = folder.path().join("events.ndjson");
    std::fs::write(&file, format!("{EVENT}\n{EVENT}\n")).unwrap();
    server.wait_for("logs-endpoint.events.process-default", 2);
    let mut grown = std::fs::File::options().append(true).open(&file).unwrap();
    writeln!(grown, "{EVENT}").unwrap();
    server.wait_for("logs-endpoint.events.process-default", 3);
    std::fs::rename(&file, folder.path().join("events.ndjson.1")).unwrap();
    let server = server.restart(&settings());
    std::fs::write(&file, EVENT.replace("ssh.exe", "scp.exe")).unwrap();
    server.wait_for("logs-endpoint.events.process-default", 4);
}
