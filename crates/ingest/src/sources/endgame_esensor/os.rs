//! Which system an event must be of.

use ecs::{EventSink, FieldId};

use super::event::Kind;
use super::keys::Key;
use crate::mapping::data::Data;

const FAMILY: FieldId = FieldId::of("host.os.family");
const TYPE: FieldId = FieldId::of("host.os.type");

/// Names Windows, where the event can be of no other system: it has a registry, a security log or a SID, or a program
/// with a Windows path. Linux and macOS look alike.
pub(super) fn set(kind: Kind, data: &Data<'_>, sink: &mut dyn EventSink) {
    let paths = [Key::process_path, Key::parent_process_path, Key::file_path, Key::image_path];
    let is_windows = matches!(kind, Kind::Registry | Kind::Security | Kind::Driver)
        || data.text(Key::user_sid).is_some_and(|sid| sid.starts_with("S-1-"))
        || paths.into_iter().filter_map(|key| data.text(key)).any(is_windows_path);
    if is_windows {
        sink.text(FAMILY, "windows");
        sink.text(TYPE, "windows");
    }
}

/// `C:\…` or `\Device\…`.
pub(super) fn is_windows_path(path: &str) -> bool {
    path.starts_with('\\') || path.get(1..3) == Some(":\\")
}
