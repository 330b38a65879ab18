//! The parts of a domain name, by the public suffix list.

use psl::{Psl as _, Type};

use super::Arena;

/// What Elasticsearch's `registered_domain` processor finds in a name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct DomainParts<'a> {
    pub(crate) registered_domain: &'a str,
    pub(crate) top_level_domain: &'a str,
    pub(crate) subdomain: Option<&'a str>,
}

/// The parts of a name; `None` where the list does not know its suffix.
///
/// As in that processor (Apache HttpClient's suffix matcher), a suffix that a private owner registered counts as the
/// registered domain itself.
pub(crate) fn parts<'a>(name: &'a str, arena: &'a Arena) -> Option<DomainParts<'a>> {
    let lower: &str = if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        let copy = arena.alloc_str(name);
        copy.make_ascii_lowercase();
        copy
    } else {
        name
    };
    let suffix = psl::List.suffix(lower.as_bytes()).filter(|suffix| suffix.is_known())?;
    let suffix_text = std::str::from_utf8(suffix.as_bytes()).ok()?;
    let registered_domain =
        if suffix.typ() == Some(Type::Private) { suffix_text } else { psl::domain_str(lower)? };
    let (_, top_level_domain) = registered_domain.split_once('.')?;
    let subdomain = name
        .len()
        .checked_sub(registered_domain.len() + 1)
        .and_then(|length| name.get(..length))
        .filter(|subdomain| !subdomain.is_empty());
    Some(DomainParts { registered_domain, top_level_domain, subdomain })
}

/// The parts of a name that may be a public suffix itself, and then has nothing registered.
pub(crate) struct NameParts<'a> {
    pub(crate) registered_domain: Option<&'a str>,
    pub(crate) top_level_domain: &'a str,
    pub(crate) subdomain: Option<&'a str>,
}

/// As [`parts`], with names that are a public suffix themselves.
pub(crate) fn parts_or_suffix<'a>(name: &'a str, arena: &'a Arena) -> Option<NameParts<'a>> {
    if let Some(DomainParts { registered_domain, top_level_domain, subdomain }) = parts(name, arena) {
        let registered_domain = Some(registered_domain);
        return Some(NameParts { registered_domain, top_level_domain, subdomain });
    }
    let is_suffix = !name.is_empty()
        && psl::List
            .suffix(name.to_lowercase().as_bytes())
            .is_some_and(|suffix| suffix.is_known() && suffix.as_bytes().len() == name.len());
    is_suffix.then_some(NameParts { registered_domain: None, top_level_domain: name, subdomain: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suffix_is_its_own_top_level_domain() {
        let arena = Arena::new();
        let found = |name| {
            parts_or_suffix(name, &arena).map(|parts| (parts.registered_domain, parts.top_level_domain))
        };
        assert_eq!(found("co.uk"), Some((None, "co.uk")));
        assert_eq!(found("example.co.uk"), Some((Some("example.co.uk"), "co.uk")));
        assert_eq!(found("intranet"), None);
        assert_eq!(found(""), None);
    }

    fn check(name: &str, expected: Option<(&str, &str, Option<&str>)>) {
        let arena = Arena::new();
        let found = parts(name, &arena)
            .map(|parts| (parts.registered_domain, parts.top_level_domain, parts.subdomain));
        assert_eq!(found, expected, "{name}");
    }

    #[test]
    fn splits_names() {
        check("go.microsoft.com", Some(("microsoft.com", "com", Some("go"))));
        check("example.co.uk", Some(("example.co.uk", "co.uk", None)));
        check("a.b.Example.com", Some(("example.com", "com", Some("a.b"))));
        check("host.local", None);
        check("com", None);
        check("", None);
    }
}
