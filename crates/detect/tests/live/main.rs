//! Live detection through its face.

mod cases;
mod differential;
#[path = "../mdtest/events.rs"]
mod events;
mod generate;
mod runs;
mod world;
