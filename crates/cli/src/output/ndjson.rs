//! One alert document a line, as Elasticsearch would store it.

use std::io::{self, Write};

use detect::alert::Alert;
use ecs::Document;

pub(super) fn render(alerts: &[Alert], out: &mut Vec<u8>) {
    for alert in alerts {
        alert.write_json(out);
        out.push(b'\n');
    }
}

/// A document as one line of JSON.
pub(crate) fn write_line(document: &Document, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, document)?;
    out.write_all(b"\n")
}
