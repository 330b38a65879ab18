//! The server as its clients see it: over sockets, on a port of its own.

mod accounts;
mod bulk;
mod clients;
mod hostile;
mod inputs;
mod shippers;
mod support;
mod tls;
