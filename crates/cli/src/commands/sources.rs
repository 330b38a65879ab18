//! `tripline sources`: what can be read.

use std::io::{self, Write};

use clap::Args;
use ingest::Source;

use crate::console::{Console, Screen, Style};
use crate::destination::write_output;
use crate::exit::ExitStatus;
use crate::text::{pad, width};

/// Arguments of `sources`.
#[derive(Debug, Args)]
#[command(after_help = "\
A file's source is found by its content; --source NAME forces one. The names below a source are the data streams and
indices that its records could have been shipped to: a rule sees them where its index patterns cover any of these.")]
pub(crate) struct SourcesArgs {}

/// Runs the command.
pub(crate) fn run(_: SourcesArgs, console: &Console) -> anyhow::Result<ExitStatus> {
    write_output(None, |out| write(ingest::sources(), console.out, out))?;
    Ok(ExitStatus::Fine)
}

fn write(sources: &[&Source], screen: Screen, out: &mut dyn Write) -> io::Result<()> {
    let widest = sources.iter().map(|source| width(source.name)).max().unwrap_or_default();
    for source in sources {
        let name = screen.paint(Style::Bold, &pad(source.name, widest));
        writeln!(out, "{name}  {}", source.title)?;
        let indices = match source.indices {
            [] => "as each document says itself (data_stream.*, _index); without that, every rule sees it"
                .to_owned(),
            indices => indices.join(", "),
        };
        writeln!(out, "{:widest$}  {}", "", screen.paint(Style::Dim, &indices))?;
    }
    Ok(())
}
