//! The interface between source mappings and what is built from them.

use serde_json::Value;

use crate::{Document, FieldId, Timestamp};

/// Receives the fields of one event from a source mapping.
///
/// A mapping is written once and run into two sinks: the projected columns of a batch
/// ([`crate::EventBatchBuilder`]) and, for the few rows that matched, the whole document ([`crate::DocumentBuilder`]).
/// Setting a field again replaces what it held. Strings that lie in the builder's input block are not copied.
pub trait EventSink {
    /// Whether a value for this field is of any use: mappings ask before costly work (splitting arguments, hashes).
    fn wants(&self, field: FieldId) -> bool;

    /// Whether a value for the member `name` of an object field is of any use.
    fn wants_member(&self, object: FieldId, name: &str) -> bool;

    /// Whether any field below `object` is of use.
    fn wants_any_below(&self, object: FieldId) -> bool;

    /// Whether the open event has a value for this field, as far as values for it are of use: a field that is not wanted
    /// is never there. Where a document shows an object, there is no value.
    fn has(&self, field: FieldId) -> bool;

    /// Sets a text value (keyword, text, ip). A field of another type takes what the text says, if it can.
    fn text(&mut self, field: FieldId, value: &str);

    /// Sets a list of text values; a document shows an array even for one value.
    fn texts(&mut self, field: FieldId, values: &[&str]);

    /// Sets a whole number.
    fn long(&mut self, field: FieldId, value: i64);

    /// Sets a number with a fraction.
    fn double(&mut self, field: FieldId, value: f64);

    /// Sets a boolean.
    fn boolean(&mut self, field: FieldId, value: bool);

    /// Sets a point in time; `shown` is how a document writes it.
    fn date(&mut self, field: FieldId, value: Timestamp, shown: &str);

    /// Sets a value of any shape: arrays of objects, nested objects, null (which removes the field).
    fn json(&mut self, field: FieldId, value: &Value);

    /// Sets the text member `name` of an object field, as in `winlog.event_data.LogonId`.
    fn member_text(&mut self, object: FieldId, name: &str, value: &str);

    /// Sets a member of an object field to a value of any shape.
    fn member_json(&mut self, object: FieldId, name: &str, value: &Value);

    /// Whether the field of this dotted name, or any below it, is of use. For names that only the event knows.
    fn wants_path(&self, path: &str) -> bool;

    /// Sets the field of this dotted name, and those below it, to a value of any shape: what a shipper added to a
    /// record beside what the mapping knows.
    fn path_json(&mut self, path: &str, value: &Value);

    /// The same for a text.
    fn path_text(&mut self, path: &str, value: &str);
}

/// Where an event can be found again after its batch is gone. Ordered by arrival: inputs in the order in which they were
/// given, events in the order in which they lie in their input, whatever the number of threads.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct EventHandle {
    /// Number of the input the event came from.
    pub input: u32,
    /// The event's position in that input: a byte offset, or another number that rises from event to event.
    pub offset: u64,
    /// Length of the raw record in bytes.
    pub length: u32,
    /// How the record is decoded, in the terms of the store that gave the handle.
    pub decoder: u32,
    /// Where the raw record lies, in the terms of the store that gave the handle.
    pub place: u64,
}

/// Makes documents of the rows of one batch, from the raw records that the batch still holds.
pub trait RowDocuments: Send + Sync {
    /// The whole normalised document of a row.
    fn document(&self, row: usize) -> Document;

    /// A handle by which the row's document can be had after this batch is dropped.
    fn keep(&self, row: usize) -> EventHandle;
}

/// An event read again, and where it is.
#[derive(Clone, PartialEq, Debug)]
pub struct StoredEvent {
    /// The whole normalised document.
    pub document: Document,
    /// The index or data stream that the event is in or, being read from a file, would most likely be in (`_index`);
    /// empty where nothing tells.
    pub index: String,
}

/// Makes documents from handles that [`RowDocuments::keep`] gave.
pub trait EventStore: Send + Sync {
    /// The whole normalised document, or why the raw record can no longer be read.
    ///
    /// # Errors
    /// When the input or spool file has gone or changed.
    fn document(&self, handle: EventHandle) -> std::io::Result<Document>;

    /// The same with the event's index. By itself a document tells only its data stream (`data_stream.*`).
    ///
    /// # Errors
    /// As [`Self::document`].
    fn event(&self, handle: EventHandle) -> std::io::Result<StoredEvent> {
        let document = self.document(handle)?;
        let index = data_stream(&document).unwrap_or_default();
        Ok(StoredEvent { document, index })
    }
}

/// The data stream that a document says it belongs to.
pub fn data_stream(document: &Document) -> Option<String> {
    let part = |name: &str| {
        let nested = document.get("data_stream").and_then(|stream| stream.get(name));
        nested.or_else(|| document.get(&format!("data_stream.{name}"))).and_then(Value::as_str)
    };
    let (kind, dataset) = (part("type")?, part("dataset")?);
    Some(format!("{kind}-{dataset}-{}", part("namespace").unwrap_or("default")))
}
