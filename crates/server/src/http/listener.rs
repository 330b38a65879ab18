//! Connections: taken, limited, served, and let go in peace at the end.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::ServiceExt as _;

use super::stalled::StallTimeout;
use super::tls::Tls;

/// The most bytes of the line and headers of a request.
const MOST_HEAD_BYTES: usize = 64 << 10;
/// Streams of one HTTP/2 connection.
const MOST_STREAMS: u32 = 64;
/// How long taking connections pauses when the system gives none (out of file descriptors).
const PAUSE: Duration = Duration::from_millis(50);
/// How long requests under way may take at the end.
const LAST_REQUESTS: Duration = Duration::from_secs(20);

/// How connections are limited.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ConnectionLimits {
    /// Connections at the same time; the next ones wait.
    pub(crate) most: usize,
    /// How long a client may take for its TLS handshake, for the head of a request, or to read a piece of an answer; also
    /// how long a connection stays open without a request.
    pub(crate) head_timeout: Duration,
}

/// A bound socket, and what is served on it.
#[derive(Debug)]
pub(crate) struct Listener {
    socket: TcpListener,
    tls: Option<Arc<Tls>>,
    limits: ConnectionLimits,
}

impl Listener {
    /// Binds an address.
    pub(crate) async fn bind(
        address: SocketAddr,
        tls: Option<Arc<Tls>>,
        limits: ConnectionLimits,
    ) -> io::Result<Self> {
        Ok(Self { socket: TcpListener::bind(address).await?, tls, limits })
    }

    /// The address it got.
    pub(crate) fn address(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    /// Serves until `stop` is done, then lets requests under way finish.
    pub(crate) async fn serve(self, app: Router, stop: impl Future<Output = ()>) {
        let graceful = GracefulShutdown::new();
        let slots = Arc::new(Semaphore::new(self.limits.most));
        tokio::pin!(stop);
        loop {
            let slot = tokio::select! {
                slot = Arc::clone(&slots).acquire_owned() => slot,
                () = &mut stop => break,
            };
            let Ok(slot) = slot else { break };
            let accepted = tokio::select! {
                accepted = self.socket.accept() => accepted,
                () = &mut stop => break,
            };
            match accepted {
                Ok((stream, peer)) => self.spawn(stream, peer, app.clone(), slot, graceful.watcher()),
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
        drop(self.socket);
        if tokio::time::timeout(LAST_REQUESTS, graceful.shutdown()).await.is_err() {
            tracing::warn!("requests that took too long to finish were cut off");
        }
    }

    fn spawn(
        &self,
        stream: TcpStream,
        peer: SocketAddr,
        app: Router,
        slot: OwnedSemaphorePermit,
        watcher: Watcher,
    ) {
        // Answers are small and written at once; waiting to fill packets only delays them.
        let _ = stream.set_nodelay(true);
        let limits = self.limits;
        let stream = StallTimeout::new(stream, limits.head_timeout);
        let acceptor = self.tls.as_ref().map(|tls| tls.acceptor());
        tokio::spawn(async move {
            let _slot = slot;
            let Some(acceptor) = acceptor else {
                return serve_http1(stream, peer, app, limits, watcher).await;
            };
            match tokio::time::timeout(limits.head_timeout, acceptor.accept(stream)).await {
                Ok(Ok(stream)) if stream.get_ref().1.alpn_protocol() == Some(b"h2") => {
                    serve_http2(stream, peer, app, limits, watcher).await;
                }
                Ok(Ok(stream)) => serve_http1(stream, peer, app, limits, watcher).await,
                Ok(Err(error)) => tracing::debug!(%peer, %error, "a TLS handshake failed"),
                Err(_) => tracing::debug!(%peer, "a TLS handshake took too long"),
            }
        });
    }
}

async fn serve_http1<S>(stream: S, peer: SocketAddr, app: Router, limits: ConnectionLimits, watcher: Watcher)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request| respond(app.clone(), peer, request));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_timeout)
        .max_buf_size(MOST_HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%peer, %error, "a connection ended early");
    }
}

async fn serve_http2<S>(stream: S, peer: SocketAddr, app: Router, limits: ConnectionLimits, watcher: Watcher)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request| respond(app.clone(), peer, request));
    let connection = http2::Builder::new(TokioExecutor::new())
        .timer(TokioTimer::new())
        .keep_alive_interval(limits.head_timeout)
        .keep_alive_timeout(limits.head_timeout)
        .max_concurrent_streams(MOST_STREAMS)
        .max_header_list_size(u32::try_from(MOST_HEAD_BYTES).unwrap_or(u32::MAX))
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%peer, %error, "a connection ended early");
    }
}

async fn respond(
    app: Router,
    peer: SocketAddr,
    request: hyper::Request<Incoming>,
) -> Result<axum::response::Response, Infallible> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    app.oneshot(request).await
}
