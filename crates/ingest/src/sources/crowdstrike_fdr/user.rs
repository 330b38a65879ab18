//! The user.

use ecs::{EventSink, FieldId};

use super::keys::{Key, is_empty_text};
use crate::mapping::data::Data;
use crate::mapping::related::Related;

const DOMAIN: FieldId = FieldId::of("user.domain");
const FULL_NAME: FieldId = FieldId::of("user.full_name");
const RELATED_USER: FieldId = FieldId::of("related.user");
const ROLES: FieldId = FieldId::of("user.roles");

/// Sets what is not moved as it is.
pub(super) fn set(data: &Data<'_>, sink: &mut dyn EventSink) {
    if data.text(Key::UserIsAdmin) == Some("1") {
        sink.texts(ROLES, &["admin"]);
    }
    let mut users = Related::default();
    users.add_some(data.text(Key::UserName));
    if let Some((name, domain)) = data.text(Key::UserPrincipal).and_then(principal) {
        if !is_empty_text(domain) {
            sink.text(DOMAIN, domain);
        }
        if !is_empty_text(name) {
            sink.text(FULL_NAME, name);
            users.add(name);
        }
    }
    users.set(sink, RELATED_USER);
}

/// The two parts of `name@domain`, if there are just these.
fn principal(text: &str) -> Option<(&str, &str)> {
    text.split_once('@').filter(|(_, domain)| !domain.is_empty() && !domain.contains('@'))
}
