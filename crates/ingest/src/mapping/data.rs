//! The values of one record while it is mapped: what has which number, and what was moved out.

use ecs::{EventSink, FieldId};
use serde_json::Value;

use super::names::{MAX_NAMES, NameTable};
use super::{Arena, DataItem, DataValue};

pub(crate) const EVENT_DATA: FieldId = FieldId::of("winlog.event_data");
pub(crate) const USER_DATA: FieldId = FieldId::of("winlog.user_data");

/// Values beyond this many are passed on, but not mapped.
const MAX_ITEMS: usize = 1023;
const ABSENT: u16 = u16::MAX;

/// A record's values, addressed by the numbers of a [`NameTable`].
pub(crate) struct Data<'a> {
    pub(crate) arena: &'a Arena,
    items: &'a [DataItem<'a>],
    item_of: [u16; MAX_NAMES],
    moved: [u64; MAX_ITEMS / 64 + 1],
}

impl<'a> Data<'a> {
    /// Numbers the items; those for which `is_empty` holds are taken for absent, and so are all but the last of a name.
    pub(crate) fn new(
        items: &'a [DataItem<'a>],
        table: &NameTable,
        arena: &'a Arena,
        is_empty: fn(DataValue<'_>) -> bool,
    ) -> Self {
        let mut data = Self { arena, items, item_of: [ABSENT; MAX_NAMES], moved: [0; MAX_ITEMS / 64 + 1] };
        for (index, item) in items.iter().enumerate().take(MAX_ITEMS) {
            if is_empty(item.value) {
                data.mark(index);
                continue;
            }
            if let Some(place) = table.find(item.name).and_then(|number| data.item_of.get_mut(number)) {
                let earlier = std::mem::replace(place, index as u16);
                if earlier != ABSENT {
                    data.mark(usize::from(earlier));
                }
            }
        }
        data
    }

    fn mark(&mut self, index: usize) {
        if let Some(word) = self.moved.get_mut(index / 64) {
            *word |= 1 << (index % 64);
        }
    }

    fn is_moved(&self, index: usize) -> bool {
        self.moved.get(index / 64).is_some_and(|word| word & (1 << (index % 64)) != 0)
    }

    fn index(&self, key: usize) -> Option<usize> {
        self.item_of.get(key).copied().filter(|&index| index != ABSENT).map(usize::from)
    }

    /// The value of a name.
    pub(crate) fn value(&self, key: impl Into<usize>) -> Option<DataValue<'a>> {
        self.items.get(self.index(key.into())?).map(|item| item.value)
    }

    /// The text of a name.
    #[inline]
    pub(crate) fn text(&self, key: impl Into<usize>) -> Option<&'a str> {
        self.value(key)?.text(self.arena)
    }

    /// The text of a name, unless it is empty or `-`.
    pub(crate) fn said(&self, key: impl Into<usize>) -> Option<&'a str> {
        self.text(key).filter(|text| !matches!(*text, "" | "-"))
    }

    /// Whether there is a value of this name.
    pub(crate) fn has(&self, key: impl Into<usize>) -> bool {
        self.index(key.into()).is_some()
    }

    /// Takes a value out of what is left: it is not passed on. It can still be read.
    pub(crate) fn remove(&mut self, key: impl Into<usize>) {
        if let Some(index) = self.index(key.into()) {
            self.mark(index);
        }
    }

    /// Passes on what was not taken out and for which `is_empty` does not hold.
    pub(crate) fn pass_on(&self, sink: &mut dyn EventSink, is_empty: fn(DataValue<'_>) -> bool) {
        if !sink.wants_any_below(EVENT_DATA) {
            return;
        }
        for item in self.rest() {
            if !is_empty(item.value) {
                put(sink, EVENT_DATA, item);
            }
        }
    }

    /// What was not taken out, in the order of the record.
    pub(crate) fn rest(&self) -> impl Iterator<Item = &'a DataItem<'a>> {
        self.items.iter().enumerate().filter(|(index, _)| !self.is_moved(*index)).map(|(_, item)| item)
    }
}

/// Sets a member of an object to a value as it is.
pub(crate) fn put(sink: &mut dyn EventSink, object: FieldId, item: &DataItem<'_>) {
    match item.value {
        DataValue::Text(text) => sink.member_text(object, item.name, text),
        DataValue::Long(value) => sink.member_json(object, item.name, &Value::from(value)),
        DataValue::Boolean(value) => sink.member_json(object, item.name, &Value::from(value)),
        DataValue::Json(json) => {
            if let Ok(value) = serde_json::from_str(json) {
                sink.member_json(object, item.name, &value);
            }
        }
        DataValue::Null => {}
    }
}

/// No value is empty.
pub(crate) fn never(_: DataValue<'_>) -> bool {
    false
}

/// Null and the empty text.
pub(crate) fn blank(value: DataValue<'_>) -> bool {
    matches!(value, DataValue::Null | DataValue::Text(""))
}

/// What Sysmon writes where it has nothing to say.
pub(crate) fn nothing(value: DataValue<'_>) -> bool {
    matches!(value, DataValue::Null | DataValue::Text("" | "-" | "{00000000-0000-0000-0000-000000000000}"))
}
