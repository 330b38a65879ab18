//! Windows event log records, from whichever container.

use std::marker::PhantomData;

use ecs::EventSink;

use crate::{RecordError, Source};

/// Memory for a record's strings.
pub type Arena = bumpalo::Bump;

pub(crate) fn map(
    _: &WinlogRecord<'_>,
    _: Option<&'static Source>,
    _: &mut dyn EventSink,
) -> Result<&'static Source, RecordError> {
    Err(RecordError::WrongShape("windows event log records are not read yet"))
}

/// One Windows event log record.
#[derive(Debug)]
pub struct WinlogRecord<'a> {
    text: PhantomData<&'a str>,
}

impl<'a> WinlogRecord<'a> {
    /// Reads a document as Winlogbeat or Elastic Agent ship it.
    ///
    /// # Errors
    /// When the text is no such document.
    pub fn parse_json(_: &'a str, _: &'a Arena) -> Result<Self, RecordError> {
        Err(RecordError::WrongShape("windows event log records are not read yet"))
    }

    /// Reads a record as the evtx library writes it.
    ///
    /// # Errors
    /// When the text is no such record.
    pub fn parse_evtx_json(text: &'a str, arena: &'a Arena) -> Result<Self, RecordError> {
        Self::parse_json(text, arena)
    }
}
