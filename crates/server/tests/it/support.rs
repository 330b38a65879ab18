//! A server in this process, and a client that can also misbehave.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use server::{Accounts, Addresses, LoadedConfig, Role, Server};
use tempfile::TempDir;
use tokio::sync::oneshot;

/// A server that runs until this is dropped.
pub(crate) struct TestServer {
    pub(crate) addresses: Addresses,
    pub(crate) folder: TempDir,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl TestServer {
    /// With these settings over the defaults; rules are not run.
    pub(crate) fn start(settings: &[(&'static str, toml::Value)]) -> Self {
        Self::start_in(tempfile::tempdir().expect("a folder"), settings)
    }

    pub(crate) fn start_in(folder: TempDir, settings: &[(&'static str, toml::Value)]) -> Self {
        let mut flags: Vec<(&'static str, toml::Value)> = vec![
            ("data", folder.path().display().to_string().into()),
            ("http.listen", "127.0.0.1:0".into()),
            ("detection.enabled", false.into()),
        ];
        flags.extend(settings.iter().cloned());
        let config =
            LoadedConfig::load(None, [], flags).expect("settings").config().expect("a configuration");
        let (stop, stopped) = oneshot::channel();
        let (started, ready) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
                let server = Server::start(config, Vec::new()).await.expect("a server");
                started.send(server.addresses().clone()).expect("a test");
                server.run(async { drop(stopped.await) }).await;
            });
        });
        let addresses = ready.recv().expect("a server that starts");
        Self { addresses, folder, stop: Some(stop), thread: Some(thread) }
    }

    pub(crate) fn http(&self) -> SocketAddr {
        self.addresses.http.expect("an HTTP address")
    }

    /// Ends the server and starts another one on the same data.
    pub(crate) fn restart(mut self, settings: &[(&'static str, toml::Value)]) -> Self {
        self.end();
        let folder = std::mem::replace(&mut self.folder, tempfile::tempdir().expect("a folder"));
        Self::start_in(folder, settings)
    }

    fn end(&mut self) {
        self.stop.take().map(|stop| stop.send(()));
        if let Some(thread) = self.thread.take() {
            thread.join().expect("a server that ends");
        }
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> Request<'_> {
        Request {
            server: self,
            method: method.to_owned(),
            path: path.to_owned(),
            headers: Vec::new(),
            body: None,
        }
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.request("GET", path).send()
    }

    pub(crate) fn post(&self, path: &str, body: &str) -> Answer {
        self.request("POST", path).json(body).send()
    }

    pub(crate) fn put(&self, path: &str, body: &str) -> Answer {
        self.request("PUT", path).json(body).send()
    }

    pub(crate) fn bulk(&self, body: impl Into<Vec<u8>>) -> Answer {
        self.request("POST", "/_bulk").body("application/x-ndjson", body).send()
    }

    /// How many events an index has.
    pub(crate) fn count(&self, index: &str) -> u64 {
        let rows = self.get(&format!("/_cat/indices/{index}?format=json")).json();
        rows.as_array()
            .expect("rows")
            .iter()
            .map(|row| row["docs.count"].as_str().unwrap().parse::<u64>().unwrap())
            .sum()
    }

    /// The same, asked by a user.
    pub(crate) fn admin_count(&self, index: &str, user: &str, password: &str) -> u64 {
        let credentials = STANDARD.encode(format!("{user}:{password}"));
        let request = self.request("GET", &format!("/_cat/indices/{index}?format=json"));
        let rows = request.header("authorization", &format!("Basic {credentials}")).send().json();
        rows.as_array()
            .expect("rows")
            .iter()
            .map(|row| row["docs.count"].as_str().unwrap().parse::<u64>().unwrap())
            .sum()
    }

    /// Waits until an index has so many events.
    pub(crate) fn wait_for(&self, index: &str, count: u64) {
        let begun = Instant::now();
        while self.count(index) != count {
            assert!(begun.elapsed() < Duration::from_secs(20), "{index} has {} events", self.count(index));
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.end();
    }
}

/// Makes an account before a server starts.
pub(crate) fn accounts(folder: &Path) -> Accounts {
    let accounts = Accounts::open(folder).expect("accounts");
    accounts.add_user("ada", "correct-horse", Role::Admin).expect("a user");
    accounts
}

pub(crate) struct Request<'a> {
    server: &'a TestServer,
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

impl Request<'_> {
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn body(mut self, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self.header("content-type", kind)
    }

    pub(crate) fn json(self, body: &str) -> Self {
        self.body("application/json", body)
    }

    pub(crate) fn send(self) -> Answer {
        let mut stream = TcpStream::connect(self.server.http()).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout");
        stream.write_all(&self.bytes()).expect("a request that is taken");
        Answer::read(&mut stream)
    }

    /// The request as it goes over the wire.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\nconnection: close\r\n", self.method, self.path);
        let has_host = self.headers.iter().any(|(name, _)| name == "host");
        if !has_host {
            head.push_str(&format!("host: {}\r\n", self.server.http()));
        }
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if let Some(body) = &self.body {
            head.push_str(&format!("content-length: {}\r\n", body.len()));
        }
        head.push_str("\r\n");
        let mut bytes = head.into_bytes();
        bytes.extend(self.body.iter().flatten());
        bytes
    }
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// Reads an answer to the end of the connection.
    pub(crate) fn read(stream: &mut impl std::io::Read) -> Self {
        let mut bytes = Vec::new();
        let mut buffer = [0; 4096];
        loop {
            match stream.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => bytes.extend_from_slice(&buffer[..count]),
                // A server that refuses a body closes while the client still sends it.
                Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => break,
                Err(error) => panic!("no answer: {error}"),
            }
        }
        let head = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("an answer with a head");
        let headers = String::from_utf8_lossy(&bytes[..head]).to_lowercase();
        let status = headers.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        let mut body = bytes.split_off(head + 4);
        if headers.contains("transfer-encoding: chunked") {
            body = unchunked(&body);
        }
        Self { status, headers, body }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|window| window == b"\r\n") {
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap().trim(), 16).unwrap();
        let begin = end + 2;
        body.extend_from_slice(&rest[begin..begin + size]);
        rest = &rest[begin + size + 2..];
        if size == 0 {
            break;
        }
    }
    body
}

/// `text` in gzip.
pub(crate) fn gzip(text: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    flate2::read::GzEncoder::new(text, flate2::Compression::best()).read_to_end(&mut packed).expect("gzip");
    packed
}

/// A bulk body that creates events in an index.
pub(crate) fn events(index: &str, ids: impl IntoIterator<Item = u32>) -> String {
    let event = |id: u32| {
        format!(
            "{{\"create\":{{\"_index\":\"{index}\",\"_id\":\"{id}\"}}}}\n\
             {{\"@timestamp\":\"2026-11-24T12:00:00Z\",\"event\":{{\"category\":[\"process\"]}},\"process\":{{\"pid\":{id}}}}}\n"
        )
    };
    ids.into_iter().map(event).collect()
}
