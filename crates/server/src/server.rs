//! A server from start to end.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use detect::rule::LoadedRule;
use ingest::Intake;
use store::{Retention, Store, StoreError, StoreOptions};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::app::{App, Shared};
use crate::audit::Audit;
use crate::auth::{Accounts, AuthError, Gate, Role, new_secret};
use crate::config::{Config, ListenError};
use crate::detection::{ALERTS_INDEX, Detection, DetectionOptions, RuleSource};
use crate::http::{Bodies, BodyLimits, ConnectionLimits, Listener, Tls, TlsError};
use crate::indices::IndexCounts;
use crate::inputs::Inputs;
use crate::intake::{IntakeQueue, Storing};
use crate::metrics::Metrics;
use crate::persisted;
use crate::resources::Resources;
use crate::routes;
use crate::search::{Search, SearchOptions, StoreSource};

/// How often files of accounts and certificates are looked at.
const RELOAD_EVERY: Duration = Duration::from_secs(2);
/// The file that keeps the server's id.
const ID_FILE: &str = "server.json";
/// The user that is made when accounts are required and there are none.
const FIRST_USER: &str = "admin";

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A listener that would be open to strangers.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// A certificate that cannot be used.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The store cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Accounts cannot be used.
    #[error(transparent)]
    Accounts(#[from] AuthError),
    /// An address that cannot be listened on.
    #[error("{address} cannot be listened on: {source}")]
    Address {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The system gives no threads or signals.
    #[error("the system gives no threads or signals: {0}")]
    Threads(#[source] io::Error),
    /// Detection cannot begin.
    #[error(transparent)]
    Detection(#[from] crate::detection::StartError),
    /// No source of this name.
    #[error("syslog.source: there is no source '{0}'; `tripline sources` lists those there are")]
    NoSource(String),
    /// The data folder cannot be used.
    #[error("{folder}: {source}", folder = folder.display())]
    Data {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Where a server listens.
#[derive(Clone, Debug, Default)]
pub struct Addresses {
    /// HTTP.
    pub http: Option<SocketAddr>,
    /// Syslog over TCP.
    pub syslog_tcp: Option<SocketAddr>,
    /// Syslog over TLS.
    pub syslog_tls: Option<SocketAddr>,
    /// Syslog over UDP.
    pub syslog_udp: Option<SocketAddr>,
}

/// A server whose store is open and whose sockets are bound.
#[derive(Debug)]
pub struct Server {
    app: App,
    listener: Listener,
    tls: Option<Arc<Tls>>,
    inputs: Inputs,
    addresses: Addresses,
    first_password: Option<String>,
}

impl Server {
    /// Opens the store, binds the sockets and begins to detect. `shipped` are the rules to run where the configuration
    /// names none. To be called in a tokio runtime.
    ///
    /// # Errors
    /// When it would not be safe, or something cannot be opened.
    pub async fn start(config: Config, shipped: Vec<LoadedRule>) -> Result<Self, StartError> {
        config.check_listeners()?;
        let folder = config.data.clone();
        let data_error = |source| StartError::Data { folder: folder.clone(), source };
        make_data_folder(&config.data).map_err(data_error)?;
        let store = Arc::new(Store::open(&config.data, store_options(&config))?);
        let accounts = Arc::new(Accounts::open(&config.data)?);
        let first_password = first_user(&config, &accounts)?;
        let tls = match config.has_tls() {
            true => Some(Arc::new(Tls::open(&config.tls.certificate, &config.tls.key)?)),
            false => None,
        };
        let app = share(config, store, accounts).map_err(data_error)?;
        let http = &app.config.http;
        let limits = ConnectionLimits {
            most: http.max_connections.clamp(1, Semaphore::MAX_PERMITS),
            head_timeout: Duration::from_secs(http.head_timeout_seconds.max(1)),
        };
        let address_error = |source| StartError::Address { address: http.listen, source };
        let listener = Listener::bind(http.listen, tls.clone(), limits).await.map_err(address_error)?;
        let mut addresses = Addresses { http: listener.address().ok(), ..Addresses::default() };
        let inputs = Inputs::bind(&app, tls.as_ref(), &mut addresses).await?;
        start_detection(&app, shipped)?;
        Ok(Self { app, listener, tls, inputs, addresses, first_password })
    }

    /// Where it listens.
    pub fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    /// The name and password of the user that was made because there was none; shown once.
    pub fn first_user(&self) -> Option<(&str, &str)> {
        self.first_password.as_deref().map(|password| (FIRST_USER, password))
    }

    /// Whether whoever comes is let in.
    pub fn is_open(&self) -> bool {
        self.app.gate.is_open()
    }

    /// Serves until `stop` is done; requests under way are answered first.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let Self { app, listener, tls, inputs, .. } = self;
        let ending = CancellationToken::new();
        let background = [
            tokio::spawn(count_events(app.clone(), app.store.next_seq(), ending.clone())),
            tokio::spawn(reload_files(app.clone(), tls, ending.clone())),
            tokio::spawn(inputs.run(app.clone(), ending.clone())),
        ];
        let router = routes::router(&app);
        let stopping = async {
            stop.await;
            tracing::info!("stopping");
            app.is_ready.store(false, Ordering::Release);
            ending.cancel();
        };
        listener.serve(router, stopping).await;
        for task in background {
            let _ = task.await;
        }
        let _ = tokio::task::spawn_blocking(move || app.detection.get().map(Detection::stop)).await;
        tracing::info!("stopped");
    }
}

/// Makes a data folder that only its owner may look into; one that is there stays as it is.
///
/// # Errors
/// When it cannot be made.
pub fn make_data_folder(folder: &std::path::Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn start_detection(app: &App, shipped: Vec<LoadedRule>) -> Result<(), StartError> {
    let config = &app.config.detection;
    if !config.enabled {
        return Ok(());
    }
    let rules = match config.rules.as_slice() {
        [] => RuleSource::Fixed(shipped),
        paths => RuleSource::Watched(paths.to_vec()),
    };
    let detection = Detection::start(Arc::clone(&app.store), rules, DetectionOptions::default())?;
    let _ = app.detection.set(detection);
    Ok(())
}

fn store_options(config: &Config) -> StoreOptions {
    let (days, bytes) = (config.store.retention_days, config.store.retention_bytes);
    let retention = Retention {
        age: (days > 0).then(|| Duration::from_secs(u64::from(days) * 86_400)),
        bytes: (bytes > 0).then_some(bytes),
    };
    StoreOptions { retention, ..StoreOptions::default() }
}

fn first_user(config: &Config, accounts: &Accounts) -> Result<Option<String>, AuthError> {
    if !config.requires_accounts() || !accounts.list().users.is_empty() || !accounts.list().keys.is_empty() {
        return Ok(None);
    }
    let password = new_secret()?;
    accounts.add_user(FIRST_USER, &password, Role::Admin)?;
    Ok(Some(password))
}

fn share(config: Config, store: Arc<Store>, accounts: Arc<Accounts>) -> io::Result<App> {
    let resources = Arc::new(Resources::open(&config.data)?);
    let (metrics, indices) = (Metrics::new(), Arc::new(IndexCounts::default()));
    let names = Arc::clone(&indices);
    // Who looks for alerts before there is any finds none, and not that there is no such place.
    let names = move || {
        let with_events = names.all().into_iter().map(|(name, _)| name);
        with_events.chain([ALERTS_INDEX.to_owned()]).collect()
    };
    let source = StoreSource::new(Arc::clone(&store), names);
    let storing = Storing {
        intake: Arc::new(Intake::default()),
        store: Arc::clone(&store),
        resources: Arc::clone(&resources),
        metrics: Arc::clone(&metrics),
        indices: Arc::clone(&indices),
        most_bytes: config.intake.max_event_bytes,
    };
    let (http, intake) = (&config.http, &config.intake);
    let bodies = Bodies::new(BodyLimits {
        most_bytes: http.max_body_bytes,
        most_bytes_at_once: http.max_bodies_bytes,
        longest_pause: Duration::from_secs(http.body_timeout_seconds.max(1)),
    });
    let gate = Gate::new(accounts, config.requires_accounts(), config.http.allow_insecure);
    Ok(App::new(Shared {
        intake: IntakeQueue::new(storing, intake.max_requests_at_work, intake.max_requests_waiting),
        slots: Arc::new(Semaphore::new(http.max_requests.clamp(1, Semaphore::MAX_PERMITS))),
        cluster_uuid: server_id(&config.data)?,
        gate: Arc::new(gate.map_err(io::Error::other)?),
        is_ready: AtomicBool::new(true),
        backups: Arc::new(Semaphore::new(1)),
        audit: Arc::new(Audit::open(&config.data)?),
        detection: OnceLock::new(),
        search: Arc::new(Search::new(Arc::new(source), SearchOptions::default())),
        config,
        store,
        resources,
        indices,
        metrics,
        bodies,
    }))
}

/// The server's id: made once, kept beside its data.
fn server_id(data: &std::path::Path) -> io::Result<String> {
    let path = data.join(ID_FILE);
    if let Some(id) = persisted::read(&path)? {
        return Ok(id);
    }
    let id = new_secret().map_err(io::Error::other)?;
    persisted::write(&path, &id)?;
    Ok(id)
}

/// Counts the events before `end`: those that were stored before anything was served.
async fn count_events(app: App, end: u64, ending: CancellationToken) {
    let counting = tokio::task::spawn_blocking(move || {
        app.indices.count_stored(&app.store, end, || ending.is_cancelled())
    });
    if let Ok(Err(error)) = counting.await {
        tracing::warn!(%error, "stored events could not all be counted");
    }
}

async fn reload_files(app: App, tls: Option<Arc<Tls>>, ending: CancellationToken) {
    while ending.run_until_cancelled(tokio::time::sleep(RELOAD_EVERY)).await.is_some() {
        match app.gate.accounts().reload() {
            Ok(true) => tracing::info!("accounts were read again"),
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "accounts could not be read again, the old ones hold"),
        }
        if let Some(tls) = &tls {
            tls.reload();
        }
    }
}
