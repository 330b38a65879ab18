//! The process: its image, its arguments, how long it ran.

use ecs::{EventSink, FieldId};
use serde_json::Value;

use super::host;
use super::keys::{Key, is_empty_text};
use crate::mapping::command_line;
use crate::mapping::data::Data;

const ARGS: FieldId = FieldId::of("process.args");
const ARGS_COUNT: FieldId = FieldId::of("process.args_count");
const NAME: FieldId = FieldId::of("process.name");
const UPTIME: FieldId = FieldId::of("process.uptime");

/// The group's number, which ECS has no field for.
pub(super) const GROUP: &str = "process.pgid";

/// Sets what is not moved as it is. Comes before the rows are carried out.
pub(super) fn set(data: &mut Data<'_>, sink: &mut dyn EventSink) {
    if let Some(name) = data.text(Key::ImageFileName).and_then(image_name) {
        sink.text(NAME, name);
    }
    if sink.wants(UPTIME)
        && let Some(uptime) = uptime(data)
    {
        sink.long(UPTIME, uptime);
    }
    if let Some(group) = data.value(Key::ProcessGroupId).and_then(|value| value.long()) {
        data.remove(Key::ProcessGroupId);
        if sink.wants_path(GROUP) {
            sink.path_json(GROUP, &Value::from(group));
        }
    }
    arguments(data, sink);
}

/// The last part of a path; all of what is none.
pub(super) fn image_name(image: &str) -> Option<&str> {
    let name = match image.as_bytes().first()? {
        b'\\' => image.rsplit('\\').next()?,
        b'/' => image.rsplit('/').next()?,
        _ => image,
    };
    Some(name).filter(|name| !is_empty_text(name))
}

/// Splits the command line, if the platform is known. Arguments that the pipeline takes for empty are counted, but not
/// in the list.
fn arguments(data: &Data<'_>, sink: &mut dyn EventSink) {
    let Some(line) = data.text(Key::CommandLine).filter(|_| sink.wants(ARGS) || sink.wants(ARGS_COUNT))
    else {
        return;
    };
    if host::os_type(data).is_none() {
        return;
    }
    let mut arguments = command_line::windows_arguments(line, data.arena);
    sink.long(ARGS_COUNT, arguments.len() as i64);
    arguments.retain(|argument| !is_empty_text(argument));
    if !arguments.is_empty() {
        sink.texts(ARGS, &arguments);
    }
}

/// A thousandth of the seconds between start and end, in numbers of 24 bits: as the pipeline calculates it.
fn uptime(data: &Data<'_>) -> Option<i64> {
    let number = |key| data.text(key)?.parse::<f32>().ok().filter(|number| number.is_finite());
    let (start, end) = (number(Key::ProcessStartTime)?, number(Key::ProcessEndTime)?);
    (end >= start).then(|| ((end - start) / 1000.0) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_last_part_of_paths() {
        assert_eq!(image_name(r"\Device\HarddiskVolume3\Windows\explorer.exe"), Some("explorer.exe"));
        assert_eq!(image_name("/usr/bin/ssh"), Some("ssh"));
        assert_eq!(image_name(r"C:\Windows\explorer.exe"), Some(r"C:\Windows\explorer.exe"));
        assert_eq!([image_name(""), image_name("/tmp/")], [None, None]);
    }
}
