//! Records of EVTX chunks, read from their binary XML.
//!
//! A record is an instance of a template: the chunk holds the template's XML once, with numbered gaps, and each record
//! holds the values for the gaps (MS-EVEN6, 2.2.12 to 2.2.17). So a template is read once a chunk and a record is a walk over
//! its values, which costs a fraction of writing it as text and reading the text.
//!
//! What is read is what the `evtx` crate writes as JSON and [`super::evtx_json`] reads. Only what records usually are is
//! read here; whatever is unusual or damaged gives [`Unusual`], and the record is left to the crate.

mod cursor;
mod definition;
mod framing;
mod instance;
mod reader;
mod template;
mod template_parser;
#[cfg(test)]
mod tests;
mod utf16;
mod value;

pub(crate) use framing::{RecordSpan, records};
pub(crate) use reader::RecordReader;
pub(crate) use template::Templates;

/// A record, or a part of one, that is not read here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Unusual;
