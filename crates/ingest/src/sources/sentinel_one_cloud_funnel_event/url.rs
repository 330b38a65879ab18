//! Requests for a URL.

use ecs::{EventSink, FieldId};

use super::keys::Key;
use crate::mapping::data::Data;
use crate::mapping::domain;
use crate::mapping::url::UrlParts;

const ADDRESS: FieldId = FieldId::of("destination.address");
const DOMAIN: FieldId = FieldId::of("destination.domain");
const REGISTERED_DOMAIN: FieldId = FieldId::of("destination.registered_domain");
const SUBDOMAIN: FieldId = FieldId::of("destination.subdomain");
const TOP_LEVEL_DOMAIN: FieldId = FieldId::of("destination.top_level_domain");

/// Sets the parts of the URL, and its host as the destination.
pub(super) fn set(data: &Data<'_>, sink: &mut dyn EventSink) {
    let Some(url) = data.text(Key::UrlAddress).and_then(UrlParts::parse) else { return };
    url.set(sink);
    let Some(host) = url.domain else { return };
    sink.text(ADDRESS, host);
    let Some(parts) = domain::parts(host, data.arena) else { return };
    sink.text(DOMAIN, host);
    sink.text(REGISTERED_DOMAIN, parts.registered_domain);
    sink.text(TOP_LEVEL_DOMAIN, parts.top_level_domain);
    if let Some(subdomain) = parts.subdomain {
        sink.text(SUBDOMAIN, subdomain);
    }
}
