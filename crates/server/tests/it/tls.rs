//! TLS, and certificates that are renewed while the server runs.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::support::TestServer;

fn write_certificate(folder: &Path) -> CertificateDer<'static> {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    std::fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    std::fs::write(folder.join("cert.pem"), made.cert.pem()).unwrap();
    made.cert.der().clone()
}

/// Asks for `/` and trusts one certificate.
async fn ask(address: SocketAddr, trusted: &CertificateDer<'static>) -> std::io::Result<String> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(address).await?;
    let name = ServerName::try_from("localhost").unwrap();
    let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
    stream.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

#[test]
fn certificates_are_served_and_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let first = write_certificate(folder.path());
    let path = |name: &str| toml::Value::from(folder.path().join(name).display().to_string());
    let server = TestServer::start(&[("tls.certificate", path("cert.pem")), ("tls.key", path("key.pem"))]);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    assert!(runtime.block_on(ask(server.http(), &first)).unwrap().starts_with("HTTP/1.1 200"));

    // A broken file changes nothing.
    std::fs::write(folder.path().join("cert.pem"), "not a certificate").unwrap();
    std::thread::sleep(Duration::from_secs(3));
    assert!(runtime.block_on(ask(server.http(), &first)).is_ok());

    let second = write_certificate(folder.path());
    let begun = Instant::now();
    while runtime.block_on(ask(server.http(), &second)).is_err() {
        assert!(begun.elapsed() < Duration::from_secs(15), "the new certificate is not served");
        std::thread::sleep(Duration::from_millis(200));
    }
    assert!(runtime.block_on(ask(server.http(), &first)).is_err());

    // Who speaks no TLS gets nothing.
    let plain = runtime.block_on(async {
        let mut stream = TcpStream::connect(server.http()).await?;
        stream.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n").await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        std::io::Result::Ok(answer)
    });
    assert!(plain.is_err() || plain.is_ok_and(|answer| !answer.starts_with(b"HTTP")));
}
