//! Bringing a database up to date: one file a step, applied once, in order, each in a transaction of its own.

use std::path::Path;

use rusqlite::Connection;

use crate::StoreError;

/// All steps; the version of a database is how many it has had. Never change one that was released: add another.
const STEPS: &[&str] =
    &[include_str!("migrations/0001_detection.sql"), include_str!("migrations/0002_run_kind.sql")];

pub(super) fn migrate(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    apply(connection, path, STEPS)
}

fn apply(connection: &mut Connection, path: &Path, steps: &[&str]) -> Result<(), StoreError> {
    let failed = |source| StoreError::State { path: path.to_owned(), source };
    let known = u32::try_from(steps.len()).unwrap_or(u32::MAX);
    let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(failed)?;
    if found > known {
        return Err(StoreError::Version { path: path.to_owned(), found, known });
    }
    for (version, step) in (1..).zip(steps).skip(found as usize) {
        let version: u32 = version;
        let applied = (|| {
            let transaction = connection.transaction()?;
            transaction.execute_batch(step)?;
            transaction.pragma_update(None, "user_version", version)?;
            transaction.commit()
        })();
        applied.map_err(failed)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(connection: &Connection) -> u32 {
        connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
    }

    #[test]
    fn steps_are_applied_once_and_one_that_fails_leaves_nothing() {
        let path = Path::new("state.db");
        let mut connection = Connection::open_in_memory().unwrap();
        let (first, second) = ("CREATE TABLE a (x INTEGER)", "CREATE TABLE b (x INTEGER)");
        apply(&mut connection, path, &[first]).unwrap();
        apply(&mut connection, path, &[first]).unwrap();
        assert_eq!(version(&connection), 1);
        assert!(apply(&mut connection, path, &[first, "CREATE TABLE c (x INTEGER); nonsense"]).is_err());
        assert_eq!(version(&connection), 1);
        assert!(connection.prepare("SELECT x FROM c").is_err());
        apply(&mut connection, path, &[first, second]).unwrap();
        assert_eq!(version(&connection), 2);
        assert!(connection.prepare("SELECT x FROM b").is_ok());
    }

    #[test]
    fn a_newer_database_is_refused_untouched() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        let error = migrate(&mut connection, Path::new("state.db")).unwrap_err();
        assert!(matches!(error, StoreError::Version { found: 99, .. }), "{error}");
        assert_eq!(version(&connection), 99);
    }
}
