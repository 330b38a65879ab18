//! From events to a group of frames: what the caller's thread does beforehand, the queue, and what is decided in order.

mod commit;
mod prepare;
mod queue;

pub(crate) use commit::Commit;
pub(crate) use prepare::Prepared;
pub(crate) use queue::Queue;
