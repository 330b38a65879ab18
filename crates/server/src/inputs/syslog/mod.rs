//! Syslog over TCP, TLS and UDP (RFC 5424, 3164, 6587, 5425, 5426), carrying records in JSON.

mod framing;
mod message;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use ingest::Source;
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::{Semaphore, mpsc};
use tokio_util::sync::CancellationToken;

use super::feed::{Records, feed};
use crate::app::App;
use crate::config::{SyslogConfig, listener};
use crate::http::Tls;
use crate::server::{Addresses, StartError};
use framing::Framing;

/// How much is read at once.
const READ_BYTES: usize = 64 << 10;
/// The largest datagram there can be.
const DATAGRAM_BYTES: usize = 64 << 10;
/// Datagrams that wait; what comes beyond is lost, as UDP has it, and counted.
const MOST_DATAGRAMS: usize = 10_000;
/// Datagrams stored together.
const MOST_TOGETHER: usize = 1000;
/// How long a TLS handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(30);
/// How long taking connections pauses when the system gives none.
const PAUSE: Duration = Duration::from_millis(50);

/// The sockets that syslog comes in by.
#[derive(Debug)]
pub(crate) struct Syslog {
    tcp: Option<TcpListener>,
    tls: Option<(TcpListener, Arc<Tls>)>,
    udp: Option<UdpSocket>,
    source: Option<&'static Source>,
}

impl Syslog {
    /// Binds them.
    pub(crate) async fn bind(
        config: &SyslogConfig,
        tls: Option<&Arc<Tls>>,
        addresses: &mut Addresses,
    ) -> Result<Self, StartError> {
        let wrong = |address: SocketAddr| move |source| StartError::Address { address, source };
        let mut syslog = Self { tcp: None, tls: None, udp: None, source: None };
        if let Some(address) = listener("syslog.tcp", &config.tcp)? {
            let socket = TcpListener::bind(address).await.map_err(wrong(address))?;
            addresses.syslog_tcp = socket.local_addr().ok();
            syslog.tcp = Some(socket);
        }
        if let (Some(address), Some(tls)) = (listener("syslog.tls", &config.tls)?, tls) {
            let socket = TcpListener::bind(address).await.map_err(wrong(address))?;
            addresses.syslog_tls = socket.local_addr().ok();
            syslog.tls = Some((socket, Arc::clone(tls)));
        }
        if let Some(address) = listener("syslog.udp", &config.udp)? {
            let socket = UdpSocket::bind(address).await.map_err(wrong(address))?;
            addresses.syslog_udp = socket.local_addr().ok();
            syslog.udp = Some(socket);
        }
        if !config.source.is_empty() {
            let source = ingest::source(&config.source);
            syslog.source = Some(source.ok_or_else(|| StartError::NoSource(config.source.clone()))?);
        }
        Ok(syslog)
    }

    /// Reads them until the server ends.
    pub(crate) async fn run(self, app: App, ending: CancellationToken) {
        let slots = app.config.syslog.max_connections.clamp(1, Semaphore::MAX_PERMITS);
        let slots = Arc::new(Semaphore::new(slots));
        let source = self.source;
        let mut tasks = tokio::task::JoinSet::new();
        let plain = self.tcp.map(|socket| (socket, None));
        let encrypted = self.tls.map(|(socket, tls)| (socket, Some(tls)));
        for (socket, tls) in plain.into_iter().chain(encrypted) {
            tasks.spawn(accept(app.clone(), socket, tls, source, Arc::clone(&slots), ending.clone()));
        }
        if let Some(socket) = self.udp {
            tasks.spawn(datagrams(app, socket, source, ending.clone()));
        }
        ending.cancelled().await;
        tasks.join_all().await;
    }
}

async fn accept(
    app: App,
    socket: TcpListener,
    tls: Option<Arc<Tls>>,
    source: Option<&'static Source>,
    slots: Arc<Semaphore>,
    ending: CancellationToken,
) {
    let mut connections = tokio::task::JoinSet::new();
    loop {
        let Some(Ok(slot)) = ending.run_until_cancelled(Arc::clone(&slots).acquire_owned()).await else {
            break;
        };
        let Some(accepted) = ending.run_until_cancelled(socket.accept()).await else { break };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a syslog connection could not be taken");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        let (app, tls, ending) = (app.clone(), tls.clone(), ending.clone());
        connections.spawn(async move {
            let _slot = slot;
            let Some(tls) = tls else { return messages(&app, stream, peer, source, &ending).await };
            match tokio::time::timeout(HANDSHAKE, tls.acceptor().accept(stream)).await {
                Ok(Ok(stream)) => messages(&app, stream, peer, source, &ending).await,
                Ok(Err(error)) => tracing::debug!(%peer, %error, "a TLS handshake for syslog failed"),
                Err(_) => tracing::debug!(%peer, "a TLS handshake for syslog took too long"),
            }
        });
        while connections.try_join_next().is_some() {}
    }
    connections.join_all().await;
}

/// Reads a connection. While events cannot be stored it is not read any further: the sender waits.
async fn messages(
    app: &App,
    mut stream: impl AsyncRead + Unpin,
    peer: SocketAddr,
    source: Option<&'static Source>,
    ending: &CancellationToken,
) {
    let mut framing = Framing::new(app.config.intake.max_event_bytes);
    let mut buffer = vec![0; READ_BYTES];
    loop {
        let Some(read) = ending.run_until_cancelled(stream.read(&mut buffer)).await else { return };
        let count = match read {
            Ok(count) => count,
            Err(error) => {
                tracing::debug!(%peer, %error, "a syslog connection broke");
                0
            }
        };
        let found = match count {
            0 => Ok(framing.finish().into_iter().collect()),
            count => framing.push(buffer.get(..count).unwrap_or_default()),
        };
        let (frames, is_end) = match found {
            Ok(frames) => (frames, count == 0),
            Err(reason) => {
                tracing::warn!(%peer, reason, "a syslog connection is closed");
                (Vec::new(), true)
            }
        };
        let texts: Vec<String> = frames.iter().filter_map(|frame| message::record(frame)).collect();
        if !texts.is_empty() {
            feed(app, "syslog", Records { texts, source }).await;
        }
        if is_end {
            return;
        }
    }
}

/// Reads datagrams into a bounded queue, so that a slow disk does not keep the socket from being read.
async fn datagrams(app: App, socket: UdpSocket, source: Option<&'static Source>, ending: CancellationToken) {
    let (sender, mut receiver) = mpsc::channel::<String>(MOST_DATAGRAMS);
    let metrics = Arc::clone(&app.metrics);
    let storing = tokio::spawn(async move {
        let mut texts = Vec::new();
        while receiver.recv_many(&mut texts, MOST_TOGETHER).await > 0 {
            feed(&app, "syslog", Records { texts: std::mem::take(&mut texts), source }).await;
        }
    });
    let mut buffer = vec![0; DATAGRAM_BYTES];
    while let Some(received) = ending.run_until_cancelled(socket.recv_from(&mut buffer)).await {
        let Ok((count, _)) = received else { continue };
        let text = message::record(buffer.get(..count).unwrap_or_default());
        if let Some(text) = text
            && sender.try_send(text).is_err()
        {
            metrics.events("lost", 1);
        }
    }
    drop(sender);
    let _ = storing.await;
}
