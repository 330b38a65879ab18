//! The ways in beside HTTP: syslog, watched folders, standard input.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::http::Tls;
use crate::server::{Addresses, StartError};

/// Inputs whose sockets are bound.
#[derive(Debug)]
pub(crate) struct Inputs;

impl Inputs {
    pub(crate) async fn bind(_: &App, _: Option<&Arc<Tls>>, _: &mut Addresses) -> Result<Self, StartError> {
        Ok(Self)
    }

    pub(crate) async fn run(self, ending: CancellationToken) {
        ending.cancelled().await;
    }
}
