//! Accounts as `DOMAIN\name`.

/// Domain and name, if the text has exactly these two parts.
pub(super) fn split(account: &str) -> Option<(&str, &str)> {
    account
        .split_once('\\')
        .filter(|(domain, name)| !domain.is_empty() && !name.is_empty() && !name.contains('\\'))
}
