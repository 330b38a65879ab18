//! `sentinel_one_cloud_funnel.event.*`: what the integration keeps under the vendor's own names, all of it (as with its
//! option to keep fields that ECS has, too).

mod actor;
mod origin;
mod record;
mod target;

use std::net::IpAddr;

use ecs::{EventSink, FieldId, Timestamp};
use serde_json::Value;

use super::category::{ANY, Kinds};
use super::process::unquoted;
use crate::mapping::names::NameTable;
use crate::mapping::{Arena, DataItem, DataValue, dates, fields, prune};
use crate::{FieldNote, JsonObject};

const EVENT: FieldId = FieldId::of("sentinel_one_cloud_funnel.event");

/// The day that a time of day is shown with. It has none of its own: the integration takes the first day of the year in
/// which it happens to run; this is that of the version followed here, so that a record always gives the same document.
const SOME_DAY: &str = "2024-01-01T";

/// One member and the field it is kept in.
pub(super) struct Row {
    raw: &'static str,
    field: &'static str,
    how: Kept,
    /// The kinds of events of which it is kept.
    of: Kinds,
}

/// How a value is kept.
#[derive(Clone, Copy)]
enum Kept {
    Same,
    /// As text.
    Text,
    /// As text without quotes around all of it.
    Unquoted,
    Long,
    Boolean,
    Date,
    /// A point in time, or a time of day.
    TimeOfDay,
    Ip,
}

impl Kept {
    fn words(self) -> &'static str {
        match self {
            Self::Same => "kept",
            Self::Text => "kept, as text",
            Self::Unquoted => "kept, without quotes around all of it",
            Self::Long => "kept, as a whole number",
            Self::Boolean => "kept, as true or false",
            Self::Date => "kept, as a point in time",
            Self::TimeOfDay => "kept, as a point in time; a time of day is put on 1 January 2024",
            Self::Ip => "kept, if it is an IP address",
        }
    }
}

/// Rows with common beginnings: `"raw." => "field.", KINDS: ["name" => "name" How, …]`.
macro_rules! rows {
    ($($raw:literal => $field:literal, $of:expr => [$($raw_end:literal => $field_end:literal $how:ident,)*])*) => {
        &[$($(Row {
            raw: concat!($raw, $raw_end),
            field: concat!("sentinel_one_cloud_funnel.event.", $field, $field_end),
            how: Kept::$how,
            of: $of,
        },)*)*]
    };
}
use rows;

/// A table with the numbers of its names.
struct Table {
    rows: &'static [Row],
    numbers: NameTable,
}

const fn names<const N: usize>(rows: &[Row]) -> [&'static str; N] {
    let mut names = [""; N];
    let mut index = 0;
    while index < N {
        names[index] = rows[index].raw;
        index += 1;
    }
    names
}

macro_rules! table {
    ($rows:expr) => {
        Table {
            rows: $rows,
            numbers: {
                const NAMES: [&str; $rows.len()] = names($rows);
                NameTable::new(&NAMES)
            },
        }
    };
}

static TABLES: [Table; 4] =
    [table!(record::ROWS), table!(actor::ROWS), table!(target::ROWS), table!(origin::ROWS)];

fn row(name: &str) -> Option<&'static Row> {
    TABLES.iter().find_map(|table| table.rows.get(table.numbers.find(name)?))
}

/// Keeps the members of a record.
pub(super) fn set(kinds: Kinds, record: &JsonObject<'_>, sink: &mut dyn EventSink) {
    if !sink.wants_any_below(EVENT) {
        return;
    }
    for item in record.members {
        if let Some(row) = row(item.name).filter(|row| row.of == ANY || kinds & row.of != 0) {
            keep(row, item, record.arena, sink);
        }
    }
}

fn keep(row: &Row, item: &DataItem<'_>, arena: &Arena, sink: &mut dyn EventSink) {
    if let DataValue::Null | DataValue::Text("") = item.value {
        return;
    }
    let text = || item.value.text(arena);
    match row.how {
        Kept::Same => match item.value {
            DataValue::Text(text) => sink.path_text(row.field, text),
            DataValue::Long(value) => sink.path_json(row.field, &Value::from(value)),
            DataValue::Boolean(value) => sink.path_json(row.field, &Value::from(value)),
            DataValue::Json(json) => {
                if let Some(value) = prune::parse_without_empty(json) {
                    sink.path_json(row.field, &value);
                }
            }
            DataValue::Null => {}
        },
        Kept::Text => put(row, text(), sink),
        Kept::Unquoted => put(row, text().map(unquoted), sink),
        Kept::Ip => put(row, text().filter(|text| text.parse::<IpAddr>().is_ok()), sink),
        Kept::Long => {
            if let Some(value) = item.value.long() {
                sink.path_json(row.field, &Value::from(value));
            }
        }
        Kept::Boolean => {
            if let Some(value) = text().and_then(fields::boolean) {
                sink.path_json(row.field, &Value::from(value));
            }
        }
        Kept::Date => put_date(row, text().and_then(dates::parse), sink),
        Kept::TimeOfDay => {
            let time = text().and_then(|text| dates::parse(text).or_else(|| time_of_day(text)));
            put_date(row, time, sink);
        }
    }
}

fn put(row: &Row, text: Option<&str>, sink: &mut dyn EventSink) {
    if let Some(text) = text {
        sink.path_text(row.field, text);
    }
}

fn put_date(row: &Row, time: Option<Timestamp>, sink: &mut dyn EventSink) {
    if let Some(time) = time {
        sink.path_text(row.field, &time.to_string());
    }
}

/// `18:32:29.488`, on [`SOME_DAY`].
fn time_of_day(text: &str) -> Option<Timestamp> {
    (text.len() == "00:00:00.000".len())
        .then(|| Timestamp::parse_iso(&format!("{SOME_DAY}{text}Z")))
        .flatten()
}

/// Which member is kept in which field.
pub(super) fn notes(into: &mut Vec<FieldNote>) {
    for row in TABLES.iter().flat_map(|table| table.rows) {
        into.push(FieldNote::new(row.raw, row.field, row.how.words()));
    }
}
