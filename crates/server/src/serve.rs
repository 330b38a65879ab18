//! A server as a whole process: its log, its threads, the signals that end it.

use std::io::{self, IsTerminal as _};

use detect::rule::LoadedRule;
use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogConfig, LogFormat};
use crate::server::{Server, StartError};

/// Runs a server until the process is told to end. `shipped` are the rules to run where the configuration names none;
/// `announce` is called once everything is open.
///
/// # Errors
/// When it cannot start.
pub fn serve(
    config: Config,
    shipped: Vec<LoadedRule>,
    announce: impl FnOnce(&Server),
) -> Result<(), StartError> {
    log_to_stderr(&config.log);
    let runtime = tokio::runtime::Runtime::new().map_err(StartError::Threads)?;
    runtime.block_on(async {
        let server = Server::start(config, shipped).await?;
        let told = told_to_end().map_err(StartError::Threads)?;
        announce(&server);
        server.run(told).await;
        Ok(())
    })
}

fn log_to_stderr(config: &LogConfig) {
    let filter = EnvFilter::try_new(&config.level).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    // A second server in one process logs where the first one does.
    let _ = match config.format {
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
        LogFormat::Text => builder.with_ansi(io::stderr().is_terminal()).try_init(),
    };
}

/// Done when a person or the system ends the process.
#[cfg(unix)]
fn told_to_end() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Done when a person ends the process.
#[cfg(not(unix))]
fn told_to_end() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
