//! One alert document a line, as Elasticsearch would store it.

use std::io::{self, Write};

use ecs::Document;

pub(super) fn write(alerts: &[Document], out: &mut dyn Write) -> io::Result<()> {
    for alert in alerts {
        serde_json::to_writer(&mut *out, alert)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
