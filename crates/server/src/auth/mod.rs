//! Who is asking: users with passwords, programs with keys, and what each may do.

mod accounts;
mod check;
mod identity;
mod role;
mod secret;

pub use accounts::{AccountList, Accounts, ApiKey, NewApiKey, User};
pub(crate) use check::{Gate, authenticate, authorise};
pub(crate) use identity::{Identity, Realm};
pub(crate) use role::Permission;
pub use role::Role;
pub(crate) use secret::new_secret;

/// Why accounts could not be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// The file of accounts.
    #[error("the file of accounts cannot be used: {0}")]
    File(#[source] std::io::Error),
    /// A name that is empty, too long, or has a colon or control characters.
    #[error("'{0}' cannot be the name of an account")]
    Name(String),
    /// A password that is too short or too long.
    #[error("a password has {least} characters at least and {most} bytes at most")]
    Password {
        /// The least number of characters.
        least: usize,
        /// The most bytes.
        most: usize,
    },
    /// No account of this name.
    #[error("there is no '{0}'")]
    Unknown(String),
    /// The system has no random numbers.
    #[error("the system gives no random numbers")]
    NoRandomness,
    /// A password that could not be hashed.
    #[error("the password could not be hashed")]
    Hashing,
}
