//! Standard input: one JSON object a line.

use std::io::{BufRead as _, BufReader, Read as _};

use tokio::runtime::Handle;

use super::feed::{Records, feed};
use crate::app::App;

/// Lines that are stored together, at most.
const MOST_LINES: usize = 1000;
/// How much is read ahead.
const BUFFER_BYTES: usize = 256 << 10;

/// Starts to read. Its thread is not waited for at the end: reading a terminal or pipe cannot be broken off.
pub(super) fn start(app: App, runtime: Handle) {
    std::thread::spawn(move || {
        let mut input = BufReader::with_capacity(BUFFER_BYTES, std::io::stdin().lock());
        let most = app.config.intake.max_event_bytes;
        loop {
            let mut texts = Vec::new();
            let mut is_end = false;
            // More than one line only where it is there already: events do not wait for others.
            loop {
                let mut line = Vec::new();
                let read = input.by_ref().take(most as u64 + 1).read_until(b'\n', &mut line);
                match read {
                    Ok(1..) => {
                        texts.extend(String::from_utf8(line).ok().filter(|line| !line.trim().is_empty()))
                    }
                    Ok(0) => is_end = true,
                    Err(error) => {
                        tracing::warn!(%error, "standard input cannot be read any further");
                        is_end = true;
                    }
                }
                let is_more_there = input.buffer().contains(&b'\n');
                if is_end || texts.len() >= MOST_LINES || !is_more_there {
                    break;
                }
            }
            if !texts.is_empty() {
                runtime.block_on(feed(&app, "stdin", Records { texts, source: None }));
            }
            if is_end {
                tracing::info!("standard input has ended");
                return;
            }
        }
    });
}
