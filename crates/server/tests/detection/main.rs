//! Detection over a real store.

mod crash;
mod live;
mod rules;
mod world;
