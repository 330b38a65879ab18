//! Where events and alerts are kept: an append-only event log, and a state database beside it.
//!
//! ```text
//! Store::append ─► group ─► log file, fsync ─► acknowledged        Store::read, ::event, ::blocks
//! Store::state  ─► SQLite: checkpoint, folding state, alerts, runs   (committed together)
//! ```
//!
//! What holds, whatever moment the power goes:
//! - an event that [`Store::append`] answered [`Appended::Created`] is read back once, byte for byte;
//! - an event that was not answered is there wholly or not at all;
//! - sequence numbers are dense from 0 in arrival order, and never given twice to events that could be read;
//! - the detection checkpoint is never ahead of the log.
//!
//! **Face.** [`Store`]: `open`, `append`, `read`, `event`, `blocks`, `wait_for`, `state`. It is synchronous and safe to share
//! between threads; one process owns a folder. [`EventLog`] is the log alone, on any [`disk::Disk`].
//!
//! **What is absent.** No HTTP, no async, no rule, no reading of documents beyond their `@timestamp`. No file of the log is
//! touched but through [`disk::Disk`], so that tests can fail it at any operation.

mod append;
mod backup;
pub mod disk;
mod error;
mod event;
mod hit;
mod ids;
mod lock;
mod log;
mod options;
#[cfg(feature = "segments")]
pub mod segment;
mod state;
mod statistics;
mod store;

pub use error::{AppendError, Damage, StoreError};
pub use event::{Appended, BlockInfo, EventBlock, NewEvent, Order, StoredHit};
pub use log::{Blocks, Clock, EventLog, Verification};
pub use options::{Retention, StoreOptions};
pub use state::{
    AlertBlock, AlertPage, Detection, NewAlert, RunKind, RunStatus, RunUpdate, State, StoredAlert,
};
pub use statistics::Statistics;
pub use store::Store;
