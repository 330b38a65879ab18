//! `tripline sources`: what can be read.

use std::io::{self, Write};

use anyhow::Context as _;
use clap::Args;
use ingest::Source;
use ingest::winlog::Shape;

use crate::console::{Console, Screen, Style};
use crate::destination::write_output;
use crate::exit::ExitStatus;
use crate::text::{pad, width};

/// Arguments of `sources`.
#[derive(Debug, Args)]
#[command(after_help = "\
A file's source is found by its content; --source NAME forces one. The names below a source are the data streams and
indices that its records could have been shipped to: a rule sees them where its index patterns cover any of these.")]
pub(crate) struct SourcesArgs {
    /// Show what becomes of each raw value of this source
    #[arg(long, value_name = "NAME")]
    fields: Option<String>,
}

/// Runs the command.
pub(crate) fn run(args: SourcesArgs, console: &Console) -> anyhow::Result<ExitStatus> {
    match args.fields {
        None => write_output(None, |out| write(ingest::sources(), console.out, out))?,
        Some(name) => {
            let source = ingest::source(&name).with_context(|| {
                format!("no source is called `{name}`; `tripline sources` lists those there are")
            })?;
            write_output(None, |out| write_fields(source, console.out, out))?;
        }
    }
    Ok(ExitStatus::Fine)
}

/// One line a value: the raw name, the field, how.
fn write_fields(source: &Source, screen: Screen, out: &mut dyn Write) -> io::Result<()> {
    let mut notes = Vec::new();
    (source.fields)(&mut notes);
    if notes.is_empty() {
        return writeln!(out, "Fields are kept as the documents have them.");
    }
    let widest = |column: fn(&ingest::FieldNote) -> &str| notes.iter().map(|note| width(column(note))).max();
    let raw = widest(|note| &note.raw).unwrap_or_default();
    let field = widest(|note| &note.field).unwrap_or_default();
    for note in &notes {
        let name = screen.paint(Style::Bold, &pad(&note.field, field));
        writeln!(out, "{}  {name}  {}", pad(&note.raw, raw), screen.paint(Style::Dim, note.how))?;
    }
    Ok(())
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
    writeln!(
        out,
        "\nWindows events, of any of the sources above that have them, are read from EVTX files and as"
    )?;
    for shape in Shape::ALL {
        writeln!(out, "  {}", shape.title())?;
    }
    Ok(())
}
