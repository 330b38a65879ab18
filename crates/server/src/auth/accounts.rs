//! The accounts: users with passwords and keys of programs, in one file.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::role::Role;
use super::{AuthError, secret};
use crate::persisted;

/// The file's name in the data folder.
const FILE: &str = "accounts.json";
/// The shortest password: shorter ones are guessed, whatever hashes them.
const LEAST_PASSWORD_CHARS: usize = 8;
/// The longest password, so that nobody makes the server hash megabytes.
pub(crate) const MOST_PASSWORD_BYTES: usize = 1024;
/// The longest name of a user or key.
const MOST_NAME_BYTES: usize = 256;

/// A user.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct User {
    /// What the account may do.
    pub role: Role,
    /// The password's Argon2id hash.
    pub(crate) password: String,
}

/// A program's key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ApiKey {
    /// What it was called; names need not be different.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// The secret's digest.
    pub(crate) secret: String,
    /// When it was made, in milliseconds since 1970.
    pub created: i64,
    /// When it ends, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<i64>,
}

/// A key as it is handed out; the secret is shown once and never again.
#[derive(Clone, Debug)]
pub struct NewApiKey {
    /// Its id.
    pub id: String,
    /// Its secret.
    pub secret: String,
}

/// All accounts.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct AccountList {
    /// Users by name.
    #[serde(default)]
    pub users: BTreeMap<String, User>,
    /// Keys by id.
    #[serde(default)]
    pub keys: BTreeMap<String, ApiKey>,
}

/// The accounts of a data folder. Commands and a running server may change them at the same time: every change reads
/// the file first, under a lock.
#[derive(Debug)]
pub struct Accounts {
    path: PathBuf,
    current: RwLock<Loaded>,
}

#[derive(Clone, Default, Debug)]
struct Loaded {
    list: Arc<AccountList>,
    changed: Option<SystemTime>,
}

impl Accounts {
    /// Opens the accounts of a data folder; a folder without any has none.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn open(data: &Path) -> Result<Self, AuthError> {
        let accounts = Self { path: data.join(FILE), current: RwLock::default() };
        accounts.reload()?;
        Ok(accounts)
    }

    /// The accounts as they were read last.
    pub fn list(&self) -> Arc<AccountList> {
        Arc::clone(&self.read().list)
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Loaded> {
        self.current.read().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Reads the file again if it changed, and says whether it did.
    pub(crate) fn reload(&self) -> Result<bool, AuthError> {
        let changed = match std::fs::metadata(&self.path) {
            Ok(metadata) => metadata.modified().ok(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(AuthError::File(error)),
        };
        if changed == self.read().changed {
            return Ok(false);
        }
        let list = persisted::read(&self.path).map_err(AuthError::File)?.unwrap_or_default();
        self.replace(Loaded { list: Arc::new(list), changed });
        Ok(true)
    }

    fn replace(&self, loaded: Loaded) {
        *self.current.write().unwrap_or_else(std::sync::PoisonError::into_inner) = loaded;
    }

    fn change<T>(
        &self,
        change: impl FnOnce(&mut AccountList) -> Result<T, AuthError>,
    ) -> Result<T, AuthError> {
        let _lock = persisted::lock(&self.path).map_err(AuthError::File)?;
        let mut list: AccountList = persisted::read(&self.path).map_err(AuthError::File)?.unwrap_or_default();
        let result = change(&mut list)?;
        persisted::write(&self.path, &list).map_err(AuthError::File)?;
        let changed = std::fs::metadata(&self.path).and_then(|metadata| metadata.modified()).ok();
        self.replace(Loaded { list: Arc::new(list), changed });
        Ok(result)
    }

    /// Adds a user, or gives one that exists another role and password.
    ///
    /// # Errors
    /// When the name or password cannot be used or the file cannot be written.
    pub fn add_user(&self, name: &str, password: &str, role: Role) -> Result<(), AuthError> {
        check_name(name)?;
        if password.chars().count() < LEAST_PASSWORD_CHARS || password.len() > MOST_PASSWORD_BYTES {
            return Err(AuthError::Password { least: LEAST_PASSWORD_CHARS, most: MOST_PASSWORD_BYTES });
        }
        let user = User { role, password: secret::hash_password(password)? };
        self.change(|list| {
            list.users.insert(name.to_owned(), user);
            Ok(())
        })
    }

    /// Takes a user away.
    ///
    /// # Errors
    /// When there is none of this name or the file cannot be written.
    pub fn remove_user(&self, name: &str) -> Result<(), AuthError> {
        self.change(|list| list.users.remove(name).map(|_| ()).ok_or(AuthError::Unknown(name.to_owned())))
    }

    /// Makes a key.
    ///
    /// # Errors
    /// When the name cannot be used or the file cannot be written.
    pub fn add_key(&self, name: &str, role: Role, expires: Option<i64>) -> Result<NewApiKey, AuthError> {
        check_name(name)?;
        let new = NewApiKey { id: secret::new_id()?, secret: secret::new_secret()? };
        let key = ApiKey {
            name: name.to_owned(),
            role,
            secret: secret::digest(&new.secret),
            created: jiff::Timestamp::now().as_millisecond(),
            expires,
        };
        self.change(|list| {
            list.keys.insert(new.id.clone(), key);
            Ok(())
        })?;
        Ok(new)
    }

    /// Takes away the keys of this id or name, and says which those were.
    ///
    /// # Errors
    /// When there is none or the file cannot be written.
    pub fn remove_key(&self, id_or_name: &str) -> Result<Vec<String>, AuthError> {
        self.change(|list| {
            let is_meant = |id: &str, key: &ApiKey| id == id_or_name || key.name == id_or_name;
            let ids: Vec<String> =
                list.keys.iter().filter(|(id, key)| is_meant(id, key)).map(|(id, _)| id.clone()).collect();
            if ids.is_empty() {
                return Err(AuthError::Unknown(id_or_name.to_owned()));
            }
            list.keys.retain(|id, _| !ids.contains(id));
            Ok(ids)
        })
    }
}

fn check_name(name: &str) -> Result<(), AuthError> {
    // A colon ends the name in `Authorization: Basic`.
    let is_fine = !name.trim().is_empty()
        && name.len() <= MOST_NAME_BYTES
        && !name.contains(|c: char| c.is_control() || c == ':');
    if is_fine { Ok(()) } else { Err(AuthError::Name(name.to_owned())) }
}
