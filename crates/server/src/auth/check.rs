//! The gate that every request passes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;

use super::accounts::{Accounts, MOST_PASSWORD_BYTES};
use super::identity::{Credentials, Identity, Realm};
use super::role::{Permission, Role};
use super::secret;
use crate::error::ApiError;

/// How long a password that was right is not hashed again. Who changes a password waits no longer than this until the
/// old one is refused.
const REMEMBERED: Duration = Duration::from_secs(60);
/// The most passwords that are remembered.
const MOST_REMEMBERED: usize = 1024;
/// Passwords hashed at the same time: hashing is slow on purpose, and others are to be served meanwhile.
const HASHED_AT_ONCE: usize = 2;
/// Passwords waiting to be hashed; who comes when there are so many is sent away.
const MOST_WAITING: usize = 32;

/// Finds out who asks.
#[derive(Debug)]
pub(crate) struct Gate {
    accounts: Arc<Accounts>,
    is_required: bool,
    serves_others: bool,
    /// Of passwords that were right lately: digest of name, password and stored hash, and until when.
    remembered: Mutex<HashMap<[u8; 32], Instant>>,
    hashing: Arc<Semaphore>,
    waiting: Semaphore,
    /// Keeps the digests of different servers apart.
    pepper: String,
}

impl Gate {
    /// A gate. With `is_required` false whoever comes is let in as an administrator, as long as there is no account;
    /// `serves_others` is whether that holds for other machines too.
    pub(crate) fn new(
        accounts: Arc<Accounts>,
        is_required: bool,
        serves_others: bool,
    ) -> Result<Self, super::AuthError> {
        Ok(Self {
            accounts,
            is_required,
            serves_others,
            remembered: Mutex::default(),
            hashing: Arc::new(Semaphore::new(HASHED_AT_ONCE)),
            waiting: Semaphore::new(MOST_WAITING),
            pepper: secret::new_secret()?,
        })
    }

    /// The accounts behind it.
    pub(crate) fn accounts(&self) -> &Arc<Accounts> {
        &self.accounts
    }

    /// Whether whoever comes is let in.
    pub(crate) fn is_open(&self) -> bool {
        let list = self.accounts.list();
        !self.is_required && list.users.is_empty() && list.keys.is_empty()
    }

    /// Who a request with these headers comes from.
    async fn identify(&self, headers: &HeaderMap, uri: &Uri) -> Result<Identity, ApiError> {
        if self.is_open() {
            check_not_from_a_page(headers, uri, self.serves_others)?;
            let name = "anonymous".to_owned();
            return Ok(Identity { name, key_id: None, role: Role::Admin, realm: Realm::Open });
        }
        let Some(value) = headers.get(header::AUTHORIZATION) else {
            return Err(ApiError::unauthenticated(format!(
                "missing authentication credentials for REST request [{}]",
                uri.path()
            )));
        };
        let credentials = value.to_str().ok().and_then(Credentials::parse);
        let identity = match credentials {
            Some(Credentials::ApiKey { id, secret }) => self.key(&id, &secret),
            Some(Credentials::Password { name, password }) => self.user(name, password).await?,
            None => None,
        };
        identity.ok_or_else(|| {
            ApiError::unauthenticated(format!(
                "unable to authenticate with provided credentials for REST request [{}]",
                uri.path()
            ))
        })
    }

    fn key(&self, id: &str, given: &str) -> Option<Identity> {
        let list = self.accounts.list();
        let key = list.keys.get(id)?;
        let has_ended = key.expires.is_some_and(|end| end <= jiff::Timestamp::now().as_millisecond());
        (key.secret == secret::digest(given) && !has_ended).then(|| Identity {
            name: key.name.clone(),
            key_id: Some(id.to_owned()),
            role: key.role,
            realm: Realm::ApiKey,
        })
    }

    async fn user(&self, name: String, password: String) -> Result<Option<Identity>, ApiError> {
        if password.len() > MOST_PASSWORD_BYTES {
            return Ok(None);
        }
        let user = self.accounts.list().users.get(&name).cloned();
        let hash =
            user.as_ref().map_or_else(|| secret::hash_of_nobody().to_owned(), |user| user.password.clone());
        let digest = self.password_digest(&name, &password, &hash);
        if !self.is_remembered(&digest) {
            let _waiting = self
                .waiting
                .try_acquire()
                .map_err(|_| ApiError::too_many_requests("too many passwords wait to be checked"))?;
            let _hashing = self.hashing.acquire().await.map_err(|error| ApiError::internal(&error))?;
            let is_right = tokio::task::spawn_blocking(move || secret::is_password(&password, &hash)).await;
            if !is_right.map_err(|error| ApiError::internal(&error))? {
                return Ok(None);
            }
            self.remember(digest);
        }
        Ok(user.map(|user| Identity { name, key_id: None, role: user.role, realm: Realm::Password }))
    }

    fn password_digest(&self, name: &str, password: &str, hash: &str) -> [u8; 32] {
        let mut digest = Sha256::new();
        // Names have no colon and hashes no line break, so that two inputs are never the same text.
        for part in [&self.pepper, "\n", hash, "\n", name, ":", password] {
            digest.update(part.as_bytes());
        }
        digest.finalize().into()
    }

    fn is_remembered(&self, digest: &[u8; 32]) -> bool {
        let remembered = self.remembered.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        remembered.get(digest).is_some_and(|until| *until > Instant::now())
    }

    fn remember(&self, digest: [u8; 32]) {
        let mut remembered = self.remembered.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let now = Instant::now();
        if remembered.len() >= MOST_REMEMBERED {
            remembered.retain(|_, until| *until > now);
        }
        if remembered.len() < MOST_REMEMBERED {
            remembered.insert(digest, now + REMEMBERED);
        }
    }
}

/// Without accounts a page in a browser on this machine could ask in its user's name: refuses what comes from another
/// origin, and names of hosts that are not this machine's own (a name that an attacker points at 127.0.0.1).
fn check_not_from_a_page(headers: &HeaderMap, uri: &Uri, serves_others: bool) -> Result<(), ApiError> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let host = uri.authority().map(|authority| authority.as_str()).or_else(|| text(header::HOST));
    let host = host.unwrap_or_default();
    if !serves_others && !is_local_name(host) {
        return Err(ApiError::forbidden(format!(
            "without accounts only this machine is served, and [{host}] is not its name"
        )));
    }
    let origin = text(header::ORIGIN);
    let is_own = |origin: &str| origin.split_once("://").is_some_and(|(_, rest)| rest == host);
    match origin {
        Some(origin) if !is_own(origin) => {
            Err(ApiError::forbidden(format!("without accounts no other page is served: [{origin}]")))
        }
        _ => Ok(()),
    }
}

fn is_local_name(host: &str) -> bool {
    let without_port = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let bare = without_port.trim_start_matches('[').trim_end_matches(']');
    bare.eq_ignore_ascii_case("localhost")
        || bare.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}

/// Lets in whom the gate knows, and notes who it is. Runs before a route is looked for: strangers do not learn which
/// there are.
pub(crate) async fn authenticate(
    State((gate, public)): State<(Arc<Gate>, &'static [&'static str])>,
    mut request: Request,
    next: Next,
) -> Response {
    if public.contains(&request.uri().path()) {
        return next.run(request).await;
    }
    match gate.identify(request.headers(), request.uri()).await {
        Ok(identity) => {
            let identity = Arc::new(identity);
            request.extensions_mut().insert(Arc::clone(&identity));
            let mut response = next.run(request).await;
            response.extensions_mut().insert(identity);
            response
        }
        Err(error) => error.into_response(),
    }
}

/// Lets through who may do what a route does.
pub(crate) async fn authorise(State(needed): State<Permission>, request: Request, next: Next) -> Response {
    let identity = request.extensions().get::<Arc<Identity>>();
    let may = needed == Permission::Public || identity.is_some_and(|identity| identity.role.may(needed));
    if may {
        return next.run(request).await;
    }
    let (name, role) = identity.map_or(("nobody", "no"), |identity| (&identity.name, identity.role.name()));
    let path = request.uri().path();
    ApiError::forbidden(format!(
        "action [{} {path}] is unauthorized for user [{name}] with role [{role}]",
        request.method()
    ))
    .into_response()
}

#[cfg(test)]
mod tests {
    use super::is_local_name;

    #[test]
    fn this_machine_has_few_names() {
        for host in ["localhost", "localhost:9200", "127.0.0.1:9200", "[::1]:9200", "127.1.2.3"] {
            assert!(is_local_name(host), "{host}");
        }
        for host in ["", "rebound.example:9200", "192.0.2.1", "localhost.example", "127.0.0.1.example:80"] {
            assert!(!is_local_name(host), "{host}");
        }
    }
}
