//! One alert document a line, as Elasticsearch would store it.

use std::io::{self, Write};

use ecs::Document;

use super::AlertWriter;

pub(super) struct Writer<'o> {
    out: &'o mut dyn Write,
}

impl<'o> Writer<'o> {
    pub(super) fn new(out: &'o mut dyn Write) -> Self {
        Self { out }
    }
}

impl AlertWriter for Writer<'_> {
    fn alert(&mut self, documents: Vec<Document>) -> io::Result<()> {
        documents.iter().try_for_each(|document| write_line(document, self.out))
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        Ok(())
    }
}

/// A document as one line of JSON.
pub(crate) fn write_line(document: &Document, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, document)?;
    out.write_all(b"\n")
}
