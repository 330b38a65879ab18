//! Reading bodies: plain or gzip, never larger, slower or more at once than allowed.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use flate2::write::MultiGzDecoder;
use http_body_util::BodyExt as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::ApiError;

/// Memory is counted in pieces of this size.
const PIECE: usize = 64 << 10;
/// How long a body may begin slowly before its speed is looked at.
const GRACE: Duration = Duration::from_secs(20);
/// Who sends slower than this on the whole, in bytes a second, holds a connection for its own sake.
const LEAST_SPEED: u64 = 512;

/// How much of bodies is read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BodyLimits {
    /// The most bytes of one body, after it was unpacked.
    pub(crate) most_bytes: usize,
    /// The most bytes of all bodies being read or worked on.
    pub(crate) most_bytes_at_once: usize,
    /// The longest pause in a body.
    pub(crate) longest_pause: Duration,
}

/// Reads bodies.
#[derive(Debug)]
pub(crate) struct Bodies {
    limits: BodyLimits,
    memory: Arc<Semaphore>,
}

/// A body that was read; its memory is given back when it is dropped.
#[derive(Debug)]
pub(crate) struct BodyBytes {
    /// The bytes, unpacked.
    pub(crate) bytes: Vec<u8>,
    _memory: Option<OwnedSemaphorePermit>,
}

impl Bodies {
    /// A reader of bodies with these limits.
    pub(crate) fn new(limits: BodyLimits) -> Self {
        let pieces = (limits.most_bytes_at_once / PIECE).clamp(1, u32::MAX as usize >> 3);
        Self { limits, memory: Arc::new(Semaphore::new(pieces)) }
    }

    /// Reads a body whole.
    pub(crate) async fn read(&self, headers: &HeaderMap, body: Body) -> Result<BodyBytes, ApiError> {
        let declared = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
        let declared: usize = declared.and_then(|length| length.parse().ok()).unwrap_or(0);
        if declared > self.limits.most_bytes {
            return Err(self.too_large());
        }
        let bounded = Bounded {
            bytes: Vec::with_capacity(declared.min(PIECE)),
            most: self.limits.most_bytes,
            memory: Arc::clone(&self.memory),
            held: None,
        };
        let mut sink = Sink::of(headers, bounded)?;
        let begun = Instant::now();
        let mut body = body;
        let mut received = 0_u64;
        loop {
            let frame = tokio::time::timeout(self.limits.longest_pause, body.frame());
            let Some(frame) = frame.await.map_err(|_| too_slow())? else { break };
            let frame = frame.map_err(|error| ApiError::parsing(format!("the body ended early: {error}")))?;
            let Ok(data) = frame.into_data() else { continue };
            received += data.len() as u64;
            let elapsed = begun.elapsed();
            if elapsed > GRACE && received / elapsed.as_secs().max(1) < LEAST_SPEED {
                return Err(too_slow());
            }
            sink.write(&data).map_err(|error| self.refusal(&error))?;
        }
        let bounded = sink.finish().map_err(|error| self.refusal(&error))?;
        Ok(BodyBytes { bytes: bounded.bytes, _memory: bounded.held })
    }

    fn refusal(&self, error: &io::Error) -> ApiError {
        match error.kind() {
            io::ErrorKind::FileTooLarge => self.too_large(),
            io::ErrorKind::OutOfMemory => ApiError::new(
                StatusCode::TOO_MANY_REQUESTS,
                "circuit_breaking_exception",
                "the bodies of requests under way take all the memory there is for them",
            ),
            _ => ApiError::parsing(format!("the body is no gzip: {error}")),
        }
    }

    fn too_large(&self) -> ApiError {
        let most = self.limits.most_bytes;
        ApiError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "content_too_long_exception",
            format!("a body is {most} bytes at most, unpacked"),
        )
    }
}

fn too_slow() -> ApiError {
    ApiError::new(StatusCode::REQUEST_TIMEOUT, "timeout_exception", "the body came too slowly")
}

/// Where a body goes.
enum Sink {
    Plain(Bounded),
    Gzip(Box<MultiGzDecoder<Bounded>>),
}

impl Sink {
    fn of(headers: &HeaderMap, bounded: Bounded) -> Result<Self, ApiError> {
        let encoding = headers.get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap_or("?"));
        match encoding {
            None | Some("" | "identity") => Ok(Self::Plain(bounded)),
            Some(name) if name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip") => {
                Ok(Self::Gzip(Box::new(MultiGzDecoder::new(bounded))))
            }
            Some(other) => Err(ApiError::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "illegal_argument_exception",
                format!("content encoding [{other}] is not supported, gzip is"),
            )),
        }
    }

    fn write(&mut self, data: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(bounded) => bounded.write_all(data),
            Self::Gzip(decoder) => decoder.write_all(data),
        }
    }

    fn finish(self) -> io::Result<Bounded> {
        match self {
            Self::Plain(bounded) => Ok(bounded),
            Self::Gzip(decoder) => decoder.finish(),
        }
    }
}

/// Bytes in memory that count, and end at a limit: a few kilobytes of gzip can be gigabytes.
struct Bounded {
    bytes: Vec<u8>,
    most: usize,
    memory: Arc<Semaphore>,
    held: Option<OwnedSemaphorePermit>,
}

impl Bounded {
    fn hold(&mut self, bytes: usize) -> io::Result<()> {
        let held = self.held.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
        let more = u32::try_from(bytes.div_ceil(PIECE).saturating_sub(held)).unwrap_or(u32::MAX);
        if more == 0 {
            return Ok(());
        }
        let permit = Arc::clone(&self.memory).try_acquire_many_owned(more);
        let permit = permit.map_err(|_| io::Error::from(io::ErrorKind::OutOfMemory))?;
        match &mut self.held {
            Some(held) => held.merge(permit),
            None => self.held = Some(permit),
        }
        Ok(())
    }
}

impl Write for Bounded {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let wanted = self.bytes.len().saturating_add(data.len());
        if wanted > self.most {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.hold(wanted)?;
        self.bytes.extend_from_slice(data);
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
