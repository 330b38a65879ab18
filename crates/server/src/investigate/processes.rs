//! How processes are told apart, and found.

use ecs::{Document, FieldType, Timestamp};
use lang::ir::{Case, Comparison, FieldRef, FieldTest, Filter, Literal, Test};

use crate::search::{first_text, parse_time};

/// How far before an alert's event its ancestors may have started, and how long after it children are looked for.
const WINDOW_NANOS: i64 = 7 * 86_400 * 1_000_000_000;

/// By what processes of one host are told apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Identity {
    /// `process.entity_id`, which no other process ever has.
    EntityId,
    /// `process.pid`, which is used again: near in time it is the same process.
    Pid,
}

impl Identity {
    /// What tells an alert's process from others: its entity id, or its process id where it has none.
    pub(super) fn of(alert: &Document) -> Option<Self> {
        let has = |field| first_text(alert, field).is_some();
        match (has("process.entity_id"), has("process.pid")) {
            (true, _) => Some(Self::EntityId),
            (false, true) => Some(Self::Pid),
            (false, false) => None,
        }
    }

    /// The field's name.
    pub(super) fn field(self) -> &'static str {
        match self {
            Self::EntityId => "process.entity_id",
            Self::Pid => "process.pid",
        }
    }

    fn parent_field(self) -> &'static str {
        match self {
            Self::EntityId => "process.parent.entity_id",
            Self::Pid => "process.parent.pid",
        }
    }

    /// The process of an event.
    pub(super) fn process(self, event: &Document) -> Option<String> {
        first_text(event, self.field())
    }

    /// The parent of an event's process.
    pub(super) fn parent(self, event: &Document) -> Option<String> {
        first_text(event, self.parent_field())
    }

    /// Events of a process.
    pub(super) fn is(self, id: &str) -> Filter {
        self.equals(self.field(), id)
    }

    /// Events of processes that another started.
    pub(super) fn is_child_of(self, id: &str) -> Filter {
        self.equals(self.parent_field(), id)
    }

    fn equals(self, field: &str, id: &str) -> Filter {
        match self {
            Self::EntityId => keyword(field, id),
            Self::Pid => match id.parse() {
                Ok(pid) => any_of(field, FieldType::Long, Literal::Long(pid)),
                Err(_) => Filter::Nothing,
            },
        }
    }
}

fn any_of(path: &str, field_type: FieldType, value: Literal) -> Filter {
    let test = Test::AnyOf { values: vec![value], case: Case::Sensitive };
    Filter::Test(FieldTest { field: FieldRef { path: path.into(), field_type }, test })
}

fn keyword(path: &str, value: &str) -> Filter {
    any_of(path, FieldType::Keyword, Literal::Text(value.to_owned()))
}

/// Events of the alert's host about the time of its event, and no alerts.
pub(super) fn on_host_of(alert: &Document, now: Timestamp) -> Filter {
    let mut all = vec![Filter::Not(Box::new(keyword("event.kind", "signal")))];
    let host =
        ["host.id", "host.name"].into_iter().find_map(|field| Some((field, first_text(alert, field)?)));
    all.extend(host.map(|(field, value)| keyword(field, &value)));
    let time = ["kibana.alert.original_time", "@timestamp"];
    let time = time.into_iter().find_map(|field| parse_time(alert, field)).unwrap_or(now).nanos();
    let ends = [
        (Comparison::GreaterOrEqual, time.saturating_sub(WINDOW_NANOS)),
        (Comparison::LessOrEqual, time.saturating_add(WINDOW_NANOS)),
    ];
    all.extend(ends.map(|(comparison, nanos)| {
        let field = FieldRef { path: "@timestamp".into(), field_type: FieldType::Date };
        let test = Test::Compare { comparison, value: Literal::Date(nanos) };
        Filter::Test(FieldTest { field, test })
    }));
    Filter::And(all)
}

/// Events that tell of a process as such: that it started, runs, ended.
pub(super) fn is_process_event() -> Filter {
    keyword("event.category", "process")
}
