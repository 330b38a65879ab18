//! A filter as a tree, each part with its verdict and each condition with the values it found.

use std::io::{self, Write};

use detect::eval::{Condition, ExplainNode, ExplainedField};

use crate::console::{Screen, Style};
use crate::text::{clean, cut};

/// Columns of a condition or value; what is longer is cut, for a condition can list hundreds of values.
const MOST_COLUMNS: usize = 400;

/// Writes a tree below its heading.
pub(crate) fn write(tree: &ExplainNode, screen: Screen, out: &mut dyn Write) -> io::Result<()> {
    write_node(tree, 2, screen, out)
}

fn write_node(node: &ExplainNode, depth: usize, screen: Screen, out: &mut dyn Write) -> io::Result<()> {
    let mark = if node.passes { screen.paint(Style::Green, "✓") } else { screen.paint(Style::Red, "✗") };
    let indent = "  ".repeat(depth);
    match &node.condition {
        Condition::Leaf { text, fields } => {
            writeln!(out, "{indent}{mark} {}", shortened(text))?;
            for field in fields {
                write_field(field, &indent, screen, out)?;
            }
        }
        Condition::All => writeln!(out, "{indent}{mark} every event")?,
        Condition::Nothing => writeln!(out, "{indent}{mark} no event")?,
        Condition::And => writeln!(out, "{indent}{mark} all of")?,
        Condition::Or => writeln!(out, "{indent}{mark} any of")?,
        Condition::Not => writeln!(out, "{indent}{mark} not")?,
    }
    node.parts.iter().try_for_each(|part| write_node(part, depth + 1, screen, out))
}

fn write_field(field: &ExplainedField, indent: &str, screen: Screen, out: &mut dyn Write) -> io::Result<()> {
    let values = match field.values.as_slice() {
        [] => "(missing)".to_owned(),
        values => values.join(", "),
    };
    let shown = format!("{} = {}", clean(&field.name), shortened(&values));
    writeln!(out, "{indent}    {}", screen.paint(Style::Dim, &shown))
}

fn shortened(text: &str) -> String {
    cut(&clean(text), MOST_COLUMNS)
}
