//! Reading files: containers, damage, order, memory of what was read.

#[path = "reading/containers.rs"]
mod containers;
#[path = "reading/damage.rs"]
mod damage;
#[path = "reading/event_hubs.rs"]
mod event_hubs;
#[path = "reading/event_logs.rs"]
mod event_logs;
#[path = "reading/fdr_bucket.rs"]
mod fdr_bucket;
#[path = "reading/order.rs"]
mod order;
#[path = "reading/run.rs"]
mod run;
