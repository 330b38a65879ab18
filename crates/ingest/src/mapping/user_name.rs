//! Accounts as `DOMAIN\name`.

/// Domain and name, if the text has exactly these two parts.
pub(crate) fn split(account: &str) -> Option<(&str, &str)> {
    let bytes = account.as_bytes();
    let at = memchr::memchr(b'\\', bytes).filter(|at| memchr::memrchr(b'\\', bytes) == Some(*at))?;
    let (domain, name) = (account.get(..at)?, account.get(at + 1..)?);
    (!domain.is_empty() && !name.is_empty()).then_some((domain, name))
}
