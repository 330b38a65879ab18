//! The parts of a URL, as Elasticsearch's `uri_parts` processor finds them with Java's `URI`.

use std::borrow::Cow;

use ecs::{EventSink, FieldId};

const DOMAIN: FieldId = FieldId::of("url.domain");
const EXTENSION: FieldId = FieldId::of("url.extension");
const FRAGMENT: FieldId = FieldId::of("url.fragment");
const PASSWORD: FieldId = FieldId::of("url.password");
const PATH: FieldId = FieldId::of("url.path");
const PORT: FieldId = FieldId::of("url.port");
const QUERY: FieldId = FieldId::of("url.query");
const SCHEME: FieldId = FieldId::of("url.scheme");
const USERNAME: FieldId = FieldId::of("url.username");

/// What no URI has as it is (RFC 2396, section 2.4.3).
const EXCLUDED: &[char] = &[' ', '"', '<', '>', '\\', '^', '`', '{', '|', '}'];
/// The schemes of which that processor takes apart what is no URI, too (`java.net.URL`).
const LENIENT_SCHEMES: &[&str] = &["http", "https", "ftp", "file"];

/// The parts of a URL (RFC 2396). Where a part may have escapes, they are decoded, unless there is anything in the URL
/// that should have been escaped.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct UrlParts<'u> {
    pub(crate) scheme: Option<&'u str>,
    /// What stands before the `@`.
    pub(crate) user_info: Option<Cow<'u, str>>,
    /// The host; an IPv6 address in its brackets.
    pub(crate) domain: Option<&'u str>,
    pub(crate) port: Option<u16>,
    pub(crate) path: Cow<'u, str>,
    pub(crate) query: Option<Cow<'u, str>>,
    pub(crate) fragment: Option<Cow<'u, str>>,
}

impl<'u> UrlParts<'u> {
    /// Takes a URL apart. Text without a scheme is a path, as a relative reference is; nothing, where it is no URL.
    pub(crate) fn parse(url: &'u str) -> Option<Self> {
        if url.bytes().any(|byte| byte.is_ascii_control()) {
            return None;
        }
        let decode = match url.contains(EXCLUDED) {
            true => Cow::Borrowed,
            false => decode,
        };
        let (rest, fragment) = cut(url, '#');
        let (scheme, rest) = match rest.split_once(':') {
            Some((scheme, rest)) if is_scheme(scheme) => (Some(scheme), rest),
            _ => (None, rest),
        };
        if url.contains(EXCLUDED) && !scheme.is_some_and(|scheme| LENIENT_SCHEMES.contains(&scheme)) {
            return None;
        }
        if scheme.is_some() && !rest.starts_with('/') {
            // `mailto:` and its like have no parts.
            return Some(Self { scheme, fragment: fragment.map(decode), ..Self::default() });
        }
        let (rest, query) = cut(rest, '?');
        let (authority, path) = match rest.strip_prefix("//") {
            Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
            None => ("", rest),
        };
        let (user_info, host) = match authority.rsplit_once('@') {
            Some((user_info, host)) => (Some(decode(user_info)), host),
            None => (None, authority),
        };
        let (domain, port) = host_and_port(host);
        Some(Self {
            scheme,
            user_info,
            domain: Some(domain).filter(|domain| !domain.is_empty()),
            port,
            path: decode(path),
            query: query.map(decode),
            fragment: fragment.map(decode),
        })
    }

    /// What follows the last dot of the path's last part.
    pub(crate) fn extension(&self) -> Option<&str> {
        let last = self.path.rsplit('/').next()?;
        last.rsplit_once('.').map(|(_, extension)| extension).filter(|extension| !extension.is_empty())
    }

    /// Sets the `url.*` fields that there is something for.
    pub(crate) fn set(&self, sink: &mut dyn EventSink) {
        let (username, password) = match self.user_info.as_deref().and_then(|info| info.split_once(':')) {
            Some((username, password)) => (Some(username), Some(password)),
            None => (None, None),
        };
        let parts = [
            (SCHEME, self.scheme),
            (USERNAME, username),
            (PASSWORD, password),
            (DOMAIN, self.domain),
            (PATH, Some(self.path.as_ref())),
            (EXTENSION, self.extension()),
            (QUERY, self.query.as_deref()),
            (FRAGMENT, self.fragment.as_deref()),
        ];
        for (field, part) in parts {
            if let Some(part) = part.filter(|part| !part.is_empty()) {
                sink.text(field, part);
            }
        }
        if let Some(user_info) = self.user_info.as_deref().filter(|info| !info.is_empty()) {
            sink.path_text("url.user_info", user_info);
        }
        if let Some(port) = self.port {
            sink.long(PORT, port.into());
        }
    }
}

fn cut(text: &str, mark: char) -> (&str, Option<&str>) {
    match text.split_once(mark) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

fn host_and_port(host: &str) -> (&str, Option<u16>) {
    match host.rsplit_once(':') {
        Some((domain, port)) if !port.contains(']') => (domain, port.parse().ok()),
        _ => (host, None),
    }
}

/// Puts bytes in place of their `%XX`. What would not be UTF-8 stays as it is.
fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let escaped = (first == b'%').then(|| after.get(..2).and_then(hexadecimal)).flatten();
        match escaped {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

fn hexadecimal(digits: &[u8]) -> Option<u8> {
    digits.iter().try_fold(0u8, |value, digit| {
        let digit = (*digit as char).to_digit(16)?;
        value.checked_mul(16)?.checked_add(digit as u8)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(url: &str) -> UrlParts<'_> {
        UrlParts::parse(url).expect("a URL")
    }

    #[test]
    fn takes_urls_apart() {
        let url = parts("https://ann:secret@example.com:8443/a%20b/c.tar.gz?q=1%262#top");
        assert_eq!((url.scheme, url.domain, url.port), (Some("https"), Some("example.com"), Some(8443)));
        assert_eq!((url.user_info.as_deref(), url.path.as_ref()), (Some("ann:secret"), "/a b/c.tar.gz"));
        assert_eq!(url.extension(), Some("gz"));
        assert_eq!((url.query.as_deref(), url.fragment.as_deref()), (Some("q=1&2"), Some("top")));
    }

    #[test]
    fn takes_what_is_there() {
        assert_eq!(parts("http://example.com").path, "");
        assert_eq!(parts("http://[2001:db8::1]/x").domain, Some("[2001:db8::1]"));
        assert_eq!(parts("http://[2001:db8::1]:80").port, Some(80));
        assert_eq!(parts("mailto:ann@example.com").domain, None);
        assert_eq!(parts("example.com/x").path, "example.com/x");
        // As the processor has it: without a scheme the name of a host is a path.
        assert_eq!(
            (parts("example.com").path.as_ref(), parts("example.com").extension()),
            ("example.com", Some("com"))
        );
        assert_eq!(parts("http://example.com:port/").port, None);
        assert_eq!(parts("http://example.com/%zz%f").path, "/%zz%f");
        assert_eq!(parts("").path, "");
        assert_eq!(UrlParts::parse("http://example.com/\n"), None);
        assert_eq!(parts("http://example.com/a%20b|c").path, "/a%20b|c");
        assert_eq!(UrlParts::parse("c:\\x y"), None);
    }
}
