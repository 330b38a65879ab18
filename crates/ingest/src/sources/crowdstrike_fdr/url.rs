//! What was downloaded from where.

use ecs::{EventSink, FieldId};

use super::keys::Key;
use crate::mapping::data::Data;
use crate::mapping::domain;
use crate::mapping::url::UrlParts;

const ORIGINAL: FieldId = FieldId::of("url.original");
const FULL: FieldId = FieldId::of("url.full");
const PATH: FieldId = FieldId::of("url.path");
const SCHEME: FieldId = FieldId::of("url.scheme");

/// `domain`, `registered_domain`, `top_level_domain`, `subdomain`.
type DomainFields = [FieldId; 4];
const SERVER: DomainFields = [
    FieldId::of("server.domain"),
    FieldId::of("server.registered_domain"),
    FieldId::of("server.top_level_domain"),
    FieldId::of("server.subdomain"),
];
const URL: DomainFields = [
    FieldId::of("url.domain"),
    FieldId::of("url.registered_domain"),
    FieldId::of("url.top_level_domain"),
    FieldId::of("url.subdomain"),
];

/// Sets `url.*` and `server.*`. The integration gives every event a scheme.
pub(super) fn set(data: &mut Data<'_>, sink: &mut dyn EventSink) {
    let is_https = data.value(Key::DownloadPort).and_then(|value| value.long()) == Some(443);
    let scheme = if is_https { "https" } else { "http" };
    sink.text(SCHEME, scheme);
    let server = data.text(Key::DownloadServer);
    if let Some(server) = server {
        set_domain(server, &SERVER, data, sink);
    }
    let Some(path) = data.text(Key::DownloadPath) else { return };
    data.remove(Key::DownloadPath);
    let slash = if path.starts_with('/') { "" } else { "/" };
    let Some(server) = server else {
        sink.text(PATH, data.arena.alloc_str(&format!("{slash}{path}")));
        return;
    };
    let full: &str = data.arena.alloc_str(&format!("{scheme}://{server}{slash}{path}"));
    match UrlParts::parse(full) {
        Some(parts) => {
            sink.text(ORIGINAL, full);
            parts.set(sink);
            if let Some(host) = parts.domain {
                set_domain(host, &URL, data, sink);
            }
        }
        None => {
            sink.text(FULL, full);
            sink.text(PATH, full.split_once(server).map_or(path, |(_, path)| path));
        }
    }
}

fn set_domain(name: &str, fields: &DomainFields, data: &Data<'_>, sink: &mut dyn EventSink) {
    let Some(parts) = domain::parts_or_suffix(name, data.arena) else { return };
    let values = [Some(name), parts.registered_domain, Some(parts.top_level_domain), parts.subdomain];
    for (field, value) in fields.iter().zip(values) {
        if let Some(value) = value {
            sink.text(*field, value);
        }
    }
}
