//! Registry keys and values.

use ecs::{EventSink, FieldId};

use super::keys::Key;
use crate::mapping::data::Data;

const KEY: FieldId = FieldId::of("registry.key");
const VALUE: FieldId = FieldId::of("registry.value");

/// Splits the path into key and value.
pub(super) fn set(data: &Data<'_>, sink: &mut dyn EventSink) {
    let Some((key, value)) = data.text(Key::RegistryKeyPath).and_then(|path| path.rsplit_once('\\')) else {
        return;
    };
    for (field, part) in [(KEY, key), (VALUE, value)] {
        if !part.is_empty() {
            sink.text(field, part);
        }
    }
}
