//! The events that clients send: the same whenever they are made.

use std::fmt::Write as _;
use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

use ecs::Timestamp;

/// Events of a batch.
const BATCH: u64 = 50;

/// When the first event of every host happened: rules look at the last minutes only.
fn start() -> i64 {
    static START: OnceLock<i64> = OnceLock::new();
    *START.get_or_init(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_nanos()).unwrap_or_default()
    })
}

/// The events of one host, in order.
pub(crate) struct Host {
    number: usize,
    next: u64,
}

impl Host {
    pub(crate) fn new(number: usize) -> Self {
        Self { number, next: 0 }
    }

    /// The next events as the body of a bulk request.
    pub(crate) fn next_batch(&mut self) -> String {
        let mut body = String::new();
        for number in self.next..self.next + BATCH {
            let host = self.number;
            let program = match number % 97 {
                3 => "evil.exe",
                40 => "first.exe",
                60 => "second.exe",
                _ => "svchost.exe",
            };
            let time = Timestamp::from_nanos(start() + number as i64 * 1_000_000);
            let _ = writeln!(body, r#"{{"create":{{"_id":"{}"}}}}"#, id(host, number));
            let _ = writeln!(
                body,
                r#"{{"@timestamp":"{time}","event":{{"category":["process"],"type":["start"],"kind":"event"}},"host":{{"id":"{host}","os":{{"type":"windows"}}}},"process":{{"name":"{program}","pid":{number}}}}}"#
            );
        }
        self.next += BATCH;
        body
    }

    /// The ids of the events of the first so many batches.
    pub(crate) fn ids(&self, batches: u64) -> impl Iterator<Item = String> + use<> {
        let host = self.number;
        (0..batches * BATCH).map(move |number| id(host, number))
    }
}

fn id(host: usize, number: u64) -> String {
    format!("host-{host}-{number}")
}
