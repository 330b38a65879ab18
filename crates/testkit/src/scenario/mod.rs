//! Attacks told once, and what each product would have recorded of them.
//!
//! **Face.** [`proxy_execution_via_openssh`] is a [`Scenario`]: hosts, accounts, logons, processes and what they did, each
//! event with the investigations that must return it. A [`Dialect`] is one product's way of telling: it renders the
//! scenario in the product's raw format and says, as data, what the product does not record.
//!
//! **What is absent.** Nothing of the code under test: renderers know the raw formats, not what becomes of them. Nothing
//! random, so the same scenario always gives the same bytes.

mod dialect;
mod dialects;
mod ids;
mod model;
mod openssh;
mod render;
mod story;

pub use dialect::{Dialect, Extent, Gap, Identity};
pub use dialects::DIALECTS;
pub use model::{
    Account, Deed, EarlierAlert, Event, EventKind, Host, Investigation, Logon, LogonKind, Process, Program,
    Scenario,
};
pub use openssh::proxy_execution_via_openssh;
