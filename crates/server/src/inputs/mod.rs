//! The ways in beside HTTP: syslog, watched folders, standard input.

mod feed;
mod stdin;
mod syslog;
mod watch;

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::http::Tls;
use crate::server::{Addresses, StartError};
use syslog::Syslog;

/// Inputs whose sockets are bound.
#[derive(Debug)]
pub(crate) struct Inputs {
    syslog: Syslog,
}

impl Inputs {
    /// Binds the sockets that the configuration names, and notes their addresses.
    pub(crate) async fn bind(
        app: &App,
        tls: Option<&Arc<Tls>>,
        addresses: &mut Addresses,
    ) -> Result<Self, StartError> {
        Ok(Self { syslog: Syslog::bind(&app.config.syslog, tls, addresses).await? })
    }

    /// Reads all of them until the server ends.
    pub(crate) async fn run(self, app: App, ending: CancellationToken) {
        if app.config.intake.stdin {
            stdin::start(app.clone(), tokio::runtime::Handle::current());
        }
        let watching = tokio::spawn(watch::run(app.clone(), ending.clone()));
        self.syslog.run(app, ending).await;
        let _ = watching.await;
    }
}
