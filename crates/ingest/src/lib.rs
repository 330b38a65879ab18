//! Telemetry files, read and turned into batches of normalised events.
//!
//! **Face.** What can be read ([`sources`], [`Source`]) and what is derived of it ([`derivations`]); what to read ([`Inputs`]); reading it ([`Reader`]), with
//! [`Progress`] on the way and a [`Report`] at the end; whole documents of events already read ([`DocumentStore`]);
//! records that are posted, as documents to store ([`Intake`]), and stored ones as batches ([`StoredEvents`]).
//!
//! ```text
//! files, folders, stdin ─container→ blocks ─decode→ EventBatch ─worker→ output ─in input order→ consumer
//! ```
//!
//! **What is absent.** No rule and no query language. No tree of values per event: a record is walked once, and only
//! the projected fields of it are kept.

mod block;
mod container;
mod crew;
mod decode;
mod delivery;
mod derive;
mod group;
mod inputs;
mod intake;
mod log_reader;
mod mapping;
mod options;
mod pool;
mod progress;
mod reader;
mod report;
mod schedule;
mod source;
mod sources;
mod store;
mod stored;
mod stream;
mod turns;
pub mod winlog;

pub use derive::{Derivation, derivations};
pub use inputs::Inputs;
pub use intake::{Intake, Taken};
pub use mapping::{Arena, JsonObject};
pub use options::ReadOptions;
pub use progress::Progress;
pub use reader::{BatchWorker, Reader};
pub use report::{Problem, ProblemKind, RecordErrorKind, Report, SkipCount};
pub use source::{FieldNote, JsonMapping, Mapped, Mapping, RecordError, Source};
pub use sources::{source, source_for, sources};
pub use store::DocumentStore;
pub use stored::StoredEvents;
