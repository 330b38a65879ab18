//! One mapped event, as a derivation sees it.

use std::cell::OnceCell;

use ecs::{EventSink, FieldId};
use serde_json::Value;
use smallvec::SmallVec;

use super::DERIVED;
use super::crowdstrike::SensorEvent;
use super::filling::Filling;
use crate::winlog::WinlogRecord;
use crate::winlog::mapping::Family;
use crate::{JsonObject, Source};

/// The record that the event was mapped from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Raw<'e, 'a> {
    /// A Windows event log record.
    Winlog(&'e WinlogRecord<'a>),
    /// A vendor's JSON.
    Json(&'e JsonObject<'a>),
}

/// A mapped event whose row is still open.
pub(crate) struct Event<'e, 'a> {
    pub(crate) source: &'static Source,
    pub(crate) raw: Raw<'e, 'a>,
    /// The Windows event log that the record is of.
    family: Option<Family>,
    sink: &'e mut dyn EventSink,
    /// What CrowdStrike's record is of, once it was asked for.
    sensor_event: OnceCell<Option<SensorEvent<'a>>>,
    /// What was derived so far.
    derived: SmallVec<[&'static str; 16]>,
}

impl<'e, 'a> Event<'e, 'a> {
    pub(super) fn new(source: &'static Source, raw: Raw<'e, 'a>, sink: &'e mut dyn EventSink) -> Self {
        let family = match raw {
            Raw::Winlog(record) => Some(Family::of(record)),
            Raw::Json(_) => None,
        };
        Self { family, source, raw, sink, sensor_event: OnceCell::new(), derived: SmallVec::new() }
    }

    /// The record, if it is of a Windows event log.
    pub(super) fn winlog(&self) -> Option<&'e WinlogRecord<'a>> {
        match self.raw {
            Raw::Winlog(record) => Some(record),
            Raw::Json(_) => None,
        }
    }

    /// The Windows event log that the record is of.
    pub(super) fn family(&self) -> Option<Family> {
        self.family
    }

    /// The record, if it is of this Windows event log.
    pub(super) fn winlog_of(&self, family: Family) -> Option<&'e WinlogRecord<'a>> {
        self.winlog().filter(|_| self.family == Some(family))
    }

    /// The record, if it is a vendor's JSON.
    pub(super) fn json(&self) -> Option<&'e JsonObject<'a>> {
        match self.raw {
            Raw::Winlog(_) => None,
            Raw::Json(object) => Some(object),
        }
    }

    /// What the event is of, if its record is of CrowdStrike's sensor.
    pub(super) fn sensor_event(&self) -> Option<SensorEvent<'a>> {
        *self.sensor_event.get_or_init(|| match self.raw {
            Raw::Json(object) if self.source.name == "crowdstrike.fdr" => {
                object.text("event_simpleName").map(SensorEvent::named)
            }
            _ => None,
        })
    }

    /// Whether a value for the field is of use.
    pub(crate) fn wants(&self, field: FieldId) -> bool {
        self.sink.wants(field)
    }

    /// Whether a value for the field is of use and the mapping gave none.
    pub(crate) fn lacks(&self, field: FieldId) -> bool {
        self.sink.wants(field) && !self.sink.has(field)
    }

    /// Sets a field that the mapping left empty.
    pub(crate) fn fill(&mut self, field: FieldId, value: &str) {
        if !value.is_empty() && self.lacks(field) {
            self.sink.text(field, value);
            self.derived.push(field.path());
        }
    }

    /// Sets a list of objects that the mapping left empty; `members` are the fields in them.
    pub(super) fn fill_objects(&mut self, field: FieldId, members: &[FieldId], value: &Value) {
        if self.sink.wants_any_below(field) && !members.iter().any(|member| self.sink.has(*member)) {
            self.sink.json(field, value);
            self.derived.extend(members.iter().map(|member| member.path()));
        }
    }

    /// Whether a value for anything below the field is of use.
    pub(super) fn wants_any_below(&self, field: FieldId) -> bool {
        self.sink.wants_any_below(field)
    }

    /// Sets a whole number, whatever the mapping gave; without a value, takes that away.
    pub(super) fn replace_long(&mut self, field: FieldId, value: Option<i64>) {
        match value {
            Some(value) if self.wants(field) => {
                self.sink.long(field, value);
                self.derived.push(field.path());
            }
            Some(_) => {}
            None => self.replace(field, None),
        }
    }

    /// Sets a field, whatever the mapping gave; without a value, takes that away.
    pub(crate) fn replace(&mut self, field: FieldId, value: Option<&str>) {
        match value {
            Some(value) if self.sink.wants(field) => self.sink.text(field, value),
            None if self.sink.has(field) => self.sink.json(field, &Value::Null),
            _ => return,
        }
        self.derived.push(field.path());
    }

    /// Sets a field that the mapping left empty.
    pub(crate) fn fill_long(&mut self, field: FieldId, value: i64) {
        if self.lacks(field) {
            self.sink.long(field, value);
            self.derived.push(field.path());
        }
    }

    /// Sets a field that the mapping left empty.
    pub(crate) fn fill_double(&mut self, field: FieldId, value: f64) {
        if self.lacks(field) {
            self.sink.double(field, value);
            self.derived.push(field.path());
        }
    }

    /// Sets a field that the mapping left empty to a list.
    pub(crate) fn fill_texts(&mut self, field: FieldId, values: &[&str]) {
        if self.lacks(field) {
            self.sink.texts(field, values);
            self.derived.push(field.path());
        }
    }

    /// Sets a field to a list, whatever the mapping gave.
    pub(crate) fn replace_texts(&mut self, field: FieldId, values: &[&str]) {
        if self.wants(field) {
            self.sink.texts(field, values);
            self.derived.push(field.path());
        }
    }

    /// Sets a field, whatever the mapping gave; without a value, takes that away.
    pub(crate) fn replace_boolean(&mut self, field: FieldId, value: Option<bool>) {
        match value {
            Some(value) if self.wants(field) => {
                self.sink.boolean(field, value);
                self.derived.push(field.path());
            }
            Some(_) => {}
            None => self.replace(field, None),
        }
    }

    /// Sets a field that the mapping left empty.
    pub(super) fn fill_boolean(&mut self, field: FieldId, value: bool) {
        if self.lacks(field) {
            self.sink.boolean(field, value);
            self.derived.push(field.path());
        }
    }

    /// A sink for another mapping, which fills what the first left empty.
    pub(super) fn filling(&mut self) -> Filling<'_> {
        Filling { sink: self.sink, derived: &mut self.derived }
    }

    /// Lists what was derived.
    pub(super) fn finish(self) {
        if !self.derived.is_empty() {
            self.sink.texts(DERIVED, &self.derived);
        }
    }
}
