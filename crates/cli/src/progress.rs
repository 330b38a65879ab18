//! The progress bar: bytes, events a second, alerts so far.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use indicatif::{ProgressDrawTarget, ProgressStyle};
use ingest::Progress;

use crate::console::Console;
use crate::numbers::show_count;

/// Often enough to look alive, seldom enough to cost nothing.
const TICK: Duration = Duration::from_millis(120);

/// Whether and how progress is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ProgressBar {
    shown: bool,
}

impl ProgressBar {
    /// Shown on a terminal, unless quiet.
    pub(crate) fn new(console: &Console) -> Self {
        Self { shown: console.progress }
    }

    /// Shows these counters until the guard is dropped. `total_bytes` is `None` where nobody knows how much is to come.
    pub(crate) fn watch(self, total_bytes: Option<u64>, read: Arc<Progress>, found: Found) -> Watch {
        let stop = Arc::new(AtomicBool::new(false));
        let thread = self.shown.then(|| {
            let stop = Arc::clone(&stop);
            std::thread::spawn(move || draw(total_bytes, &read, &found, &stop))
        });
        Watch { stop, thread }
    }
}

/// What is counted besides events, if anything: alerts, matches.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found(Option<(&'static str, Arc<AtomicU64>)>);

impl Found {
    /// Shows a counter under this name.
    pub(crate) fn counter(what: &'static str, count: &Arc<AtomicU64>) -> Self {
        Self(Some((what, Arc::clone(count))))
    }
}

/// Keeps the bar on the screen; dropping it takes the bar away.
#[derive(Debug)]
pub(crate) struct Watch {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // A bar that failed to draw is no reason to fail.
            let _ = thread.join();
        }
    }
}

fn draw(total_bytes: Option<u64>, read: &Progress, found: &Found, stop: &AtomicBool) {
    let started = Instant::now();
    let bar = indicatif::ProgressBar::with_draw_target(total_bytes, ProgressDrawTarget::stderr());
    let template = match total_bytes {
        Some(_) => "{bar:30} {decimal_bytes} of {decimal_total_bytes}  {msg}  {eta} left",
        None => "{spinner} {decimal_bytes}  {msg}",
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    while !stop.load(Ordering::Relaxed) {
        let events = read.events();
        let rate = events as f64 / started.elapsed().as_secs_f64().max(0.001);
        bar.set_position(read.bytes());
        let mut message = format!("{} events, {}/s", show_count(events), show_count(rate as u64));
        if let Some((what, count)) = &found.0 {
            let count = show_count(count.load(Ordering::Relaxed));
            message.push_str(&format!(", {count} {what}"));
        }
        bar.set_message(message);
        bar.tick();
        std::thread::park_timeout(TICK);
    }
    bar.finish_and_clear();
}
