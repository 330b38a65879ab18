//! `crowdstrike.*`: what no other field took, under the sensor's own names.

use ecs::{EventSink, FieldId, Timestamp};
use serde_json::Value;
use smallvec::SmallVec;

use super::keys::{self, Key, is_empty, is_empty_text};
use super::time;
use crate::FieldNote;
use crate::mapping::data::Data;
use crate::mapping::{Arena, DataItem, DataValue, dates, prune};

pub(super) const CROWDSTRIKE: FieldId = FieldId::of("crowdstrike");

/// How a value is kept.
#[derive(Clone, Copy)]
enum Kept {
    /// A point in time, from seconds since 1970.
    Seconds,
    /// A point in time, from seconds since 1970 or from Windows' ticks.
    SecondsOrTicks,
    /// A point in time, from month, day and year.
    Date,
    Long,
    /// A number of 24 bits.
    Float,
    /// A list, from what has commas and a blank between.
    Commas,
    /// A list, from what has bars between.
    Bars,
    /// A list, from what has blanks between.
    Blanks,
    /// An object with a point in time.
    Scores,
    /// Under a name that others spell in their own way, unless that is there.
    As(Key),
}

const KEPT: &[(Key, Kept)] = &[
    (Key::ContextTimeStamp, Kept::SecondsOrTicks),
    (Key::StartTime, Kept::SecondsOrTicks),
    (Key::EndTime, Kept::SecondsOrTicks),
    (Key::FirstDiscoveredDate, Kept::Seconds),
    (Key::LogonTime, Kept::Seconds),
    (Key::LogoffTime, Kept::Seconds),
    (Key::ConnectTime, Kept::Seconds),
    (Key::PreviousConnectTime, Kept::Seconds),
    (Key::AgentLocalTime, Kept::Seconds),
    (Key::FirstSeen, Kept::Seconds),
    (Key::BiosReleaseDate, Kept::Date),
    (Key::EtwRawProcessId, Kept::Long),
    (Key::EtwRawThreadId, Kept::Long),
    (Key::UserTime, Kept::Long),
    (Key::KernelTime, Kept::Long),
    (Key::CycleTime, Kept::Long),
    (Key::Timeout, Kept::Long),
    (Key::PhysicalAddressLength, Kept::Long),
    (Key::InterfaceIndex, Kept::Long),
    (Key::NetLuidIndex, Kept::Long),
    (Key::AttemptNumber, Kept::Long),
    (Key::SystemTableIndex, Kept::Long),
    (Key::AgentTimeOffset, Kept::Float),
    (Key::FalconGroupingTags, Kept::Commas),
    (Key::SensorGroupingTags, Kept::Commas),
    (Key::Tags, Kept::Commas),
    (Key::CallStackModuleNames, Kept::Bars),
    (Key::NeighborList, Kept::Bars),
    (Key::ConfigStateData, Kept::Bars),
    (Key::BootArgs, Kept::Blanks),
    (Key::LocalAddressIP4, Kept::Blanks),
    (Key::LocalAddressIP6, Kept::Blanks),
    (Key::scores, Kept::Scores),
    (Key::event_type, Kept::As(Key::EventType)),
    (Key::host_hidden_status, Kept::As(Key::HostHiddenStatus)),
];

/// Keeps what was not moved.
pub(super) fn set(data: &Data<'_>, sink: &mut dyn EventSink) {
    if !sink.wants_any_below(CROWDSTRIKE) {
        return;
    }
    for item in data.rest().filter(|item| !is_empty(item.value)) {
        let key = keys::find(item.name);
        let kept = KEPT.iter().find(|(known, _)| Some(usize::from(*known)) == key).map(|(_, kept)| *kept);
        let name = match kept {
            Some(Kept::As(other)) if !data.has(other) => Key::NAMES.get(usize::from(other)).copied(),
            _ => Some(item.name),
        };
        if let Some(name) = name.filter(|name| sink.wants_member(CROWDSTRIKE, name)) {
            match kept.and_then(|kept| converted(kept, item.value, data.arena)) {
                Some(value) => put(name, value, sink),
                None => put_as_it_is(name, item, data.arena, sink),
            }
        }
    }
}

/// The value in its own shape; nothing, if it is not what it should be.
fn converted(kept: Kept, value: DataValue<'_>, arena: &Arena) -> Option<Value> {
    let text = || value.text(arena);
    match kept {
        Kept::Seconds => dates::of_seconds(value, arena).map(shown),
        Kept::SecondsOrTicks => time::of_seconds_or_ticks(value, arena).map(shown),
        Kept::Date => text().and_then(|text| american_date(text).or_else(|| time::iso(text))).map(shown),
        Kept::Long => value.long().map(Value::from),
        Kept::Float => text().and_then(float),
        Kept::Commas => text().map(|text| list(text.split(','))),
        Kept::Bars => text().map(|text| list(text.split('|'))),
        Kept::Blanks => text().map(|text| list(text.split_whitespace())),
        Kept::Scores => scores(value),
        Kept::As(_) => None,
    }
}

fn shown(time: Timestamp) -> Value {
    Value::from(time.to_string())
}

fn list<'t>(parts: impl Iterator<Item = &'t str>) -> Value {
    parts.map(|part| part.strip_prefix(' ').unwrap_or(part)).collect()
}

/// `01/06/2021`: the sixth of January.
fn american_date(text: &str) -> Option<Timestamp> {
    let parts: SmallVec<[&str; 4]> = text.split('/').collect();
    let [month @ (_, _), day @ (_, _), year @ (_, _)] =
        [(parts.first()?, 2), (parts.get(1)?, 2), (parts.get(2)?, 4)];
    let number = |(digits, length): (&&str, usize)| {
        digits.parse::<i64>().ok().filter(|_| digits.len() == length && parts.len() == 3)
    };
    Timestamp::from_civil([number(year)?, number(month)?, number(day)?, 0, 0, 0], 0)
}

/// The number as it is written after it went through 24 bits.
fn float(text: &str) -> Option<Value> {
    let number: f32 = text.parse().ok().filter(|number: &f32| number.is_finite())?;
    number.to_string().parse::<f64>().ok().map(Value::from)
}

/// The scores of an assessment: when they were given is shown as other times are.
fn scores(value: DataValue<'_>) -> Option<Value> {
    let DataValue::Json(json) = value else { return None };
    let mut scores: Value = serde_json::from_str(json).ok()?;
    let modified = scores.get("modified_time").and_then(Value::as_str).map(time::iso);
    if let (Some(modified), Some(scores)) = (modified, scores.as_object_mut()) {
        match modified {
            Some(modified) => scores.insert("modified_time".to_owned(), shown(modified)),
            None => scores.remove("modified_time"),
        };
    }
    Some(scores)
}

fn put_as_it_is(name: &str, item: &DataItem<'_>, arena: &Arena, sink: &mut dyn EventSink) {
    let is_number = item.name.contains("Count") || item.name.contains("Port");
    match item.value {
        DataValue::Text(text) => match text.parse::<i64>().ok().filter(|_| is_number) {
            Some(number) => sink.member_json(CROWDSTRIKE, name, &Value::from(number)),
            None => sink.member_text(CROWDSTRIKE, name, text),
        },
        DataValue::Long(number) => sink.member_json(CROWDSTRIKE, name, &Value::from(number)),
        DataValue::Boolean(value) => sink.member_json(CROWDSTRIKE, name, &Value::from(value)),
        DataValue::Json(json) => match serde_json::from_str(json) {
            Ok(value) => put(name, value, sink),
            // What nests too deep, or is out of a number's range, is kept as its text.
            Err(_) => sink.member_text(CROWDSTRIKE, name, arena.alloc_str(json)),
        },
        DataValue::Null => {}
    }
}

fn put(name: &str, value: Value, sink: &mut dyn EventSink) {
    if let Some(value) = prune::without(value, is_empty_text) {
        sink.member_json(CROWDSTRIKE, name, &value);
    }
}

/// For the list of fields.
pub(super) fn notes(into: &mut Vec<FieldNote>) {
    for (key, kept) in KEPT {
        let raw = Key::NAMES.get(usize::from(*key)).copied().unwrap_or_default();
        let field = match kept {
            Kept::As(other) => Key::NAMES.get(usize::from(*other)).copied().unwrap_or_default(),
            _ => raw,
        };
        let how = match kept {
            Kept::Seconds => "kept, as a point in time, from seconds since 1970",
            Kept::SecondsOrTicks => "kept, as a point in time, from seconds since 1970 or ticks since 1601",
            Kept::Date => "kept, as a point in time",
            Kept::Long => "kept, as a whole number",
            Kept::Float => "kept, as a number",
            Kept::Commas | Kept::Bars | Kept::Blanks => "kept, as a list",
            Kept::Scores => "kept",
            Kept::As(_) => "kept, unless the field is there",
        };
        into.push(FieldNote::new(raw, format!("crowdstrike.{field}"), how));
    }
    into.push(FieldNote::new("*Count*, *Port*", "crowdstrike.*", "kept, as a whole number where it is one"));
    into.push(FieldNote::new("(any other name)", "crowdstrike.*", "kept, unless it is empty, - or none"));
}
