//! Windows event log records, from whichever container.

use std::marker::PhantomData;

use crate::RecordError;

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
    pub fn parse_json(_: &'a str) -> Result<Self, RecordError> {
        Err(RecordError::WrongShape("windows event log records are not read yet"))
    }

    /// Reads a record as the evtx library writes it.
    ///
    /// # Errors
    /// When the text is no such record.
    pub fn parse_evtx_json(text: &'a str) -> Result<Self, RecordError> {
        Self::parse_json(text)
    }
}
