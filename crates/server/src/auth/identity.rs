//! Who a request comes from.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::role::Role;

/// How somebody was recognised.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Realm {
    /// By a password.
    Password,
    /// By a key.
    ApiKey,
    /// Not at all: the server listens on this machine only and has no accounts.
    Open,
}

/// Who a request comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Identity {
    /// The user's name, or the key's.
    pub(crate) name: String,
    /// The key's id.
    pub(crate) key_id: Option<String>,
    /// What they may do.
    pub(crate) role: Role,
    /// How they were recognised.
    pub(crate) realm: Realm,
}

/// What an `Authorization` header says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Credentials {
    /// `Basic base64(name:password)`.
    Password { name: String, password: String },
    /// `ApiKey base64(id:secret)`.
    ApiKey { id: String, secret: String },
}

impl Credentials {
    /// Reads the header's value; `None` when it says nothing we know. Elasticsearch takes schemes in any case.
    pub(crate) fn parse(header: &str) -> Option<Self> {
        let (scheme, encoded) = header.trim().split_once(' ')?;
        let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
        let (first, second) = decoded.split_once(':')?;
        let (first, second) = (first.to_owned(), second.to_owned());
        if scheme.eq_ignore_ascii_case("basic") {
            Some(Self::Password { name: first, password: second })
        } else if scheme.eq_ignore_ascii_case("apikey") {
            Some(Self::ApiKey { id: first, secret: second })
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read() {
        let key = Credentials::ApiKey { id: "id".to_owned(), secret: "key:with colon".to_owned() };
        assert_eq!(Credentials::parse("ApiKey aWQ6a2V5OndpdGggY29sb24="), Some(key));
        let basic = Credentials::Password { name: "ana".to_owned(), password: String::new() };
        assert_eq!(Credentials::parse("basic YW5hOg=="), Some(basic));
        for header in ["", "Basic", "Basic !", "Basic YW5h", "Bearer YW5hOg==", "ApiKey /w=="] {
            assert_eq!(Credentials::parse(header), None, "{header}");
        }
    }
}
