//! Random names and secrets, and what is kept of them.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::AuthError;

/// Bytes of a secret: more than anybody can try.
const SECRET_BYTES: usize = 24;
/// Bytes of a key's id: no two are the same.
const ID_BYTES: usize = 12;

/// A new secret, as text without characters that would have to be escaped.
pub(crate) fn new_secret() -> Result<String, AuthError> {
    random_text::<SECRET_BYTES>()
}

/// A new id of a key.
pub(crate) fn new_id() -> Result<String, AuthError> {
    random_text::<ID_BYTES>()
}

fn random_text<const BYTES: usize>() -> Result<String, AuthError> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|_| AuthError::NoRandomness)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// What is kept of a password: Argon2id, in the PHC string format.
pub(crate) fn hash_password(password: &str) -> Result<String, AuthError> {
    let hash = Argon2::default().hash_password(password.as_bytes()).map_err(|_| AuthError::Hashing)?;
    Ok(hash.to_string())
}

/// Whether a password is the one that `hash` was made of. Takes tens of milliseconds, on purpose.
pub(crate) fn is_password(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// What is kept of a key's secret. It is long and random, so that one round of SHA-256 is enough: there is no list of
/// likely secrets to try. Comparing digests does not tell by its time how much of a secret was right.
pub(crate) fn digest(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret.as_bytes()))
}

/// A hash that no password has, to be compared with when there is no such user: answers take as long as for those who
/// exist.
pub(crate) fn hash_of_nobody() -> &'static str {
    static HASH: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    HASH.get_or_init(|| new_secret().and_then(|secret| hash_password(&secret)).unwrap_or_default())
}
