//! What is said beside the output: on stderr, in colour only for a person.

use std::io::{IsTerminal, Write};

use crate::args::{ColorChoice, GlobalArgs};

/// An ANSI style, written only where colours are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Emphasis without colour.
    Bold,
    /// Of less weight.
    Dim,
    /// Errors, severity critical.
    BoldRed,
    /// Severity high.
    Red,
    /// Warnings, severity medium.
    Yellow,
    /// Notes, severity low.
    Blue,
    /// Fine.
    Green,
    /// Names and headings.
    Cyan,
}

impl Style {
    fn code(self) -> &'static str {
        match self {
            Self::Bold => "1",
            Self::Dim => "2",
            Self::BoldRed => "1;31",
            Self::Red => "31",
            Self::Yellow => "33",
            Self::Blue => "34",
            Self::Green => "32",
            Self::Cyan => "36",
        }
    }
}

/// Whether a stream shows colours, and how wide it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Screen {
    /// Whether ANSI styles are written.
    pub(crate) colors: bool,
    /// Columns; `None` where the stream is no terminal: then nothing is cut.
    pub(crate) width: Option<usize>,
}

impl Screen {
    /// A file or pipe: no colours, nothing cut.
    #[cfg(test)]
    pub(crate) const PLAIN: Self = Self { colors: false, width: None };

    /// The text in a style, or as it is where colours are not wanted.
    pub(crate) fn paint(&self, style: Style, text: &str) -> String {
        if self.colors && !text.is_empty() {
            format!("\x1b[{}m{text}\x1b[0m", style.code())
        } else {
            text.to_owned()
        }
    }
}

/// How much is said on stderr.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verbosity {
    /// Errors only.
    Quiet,
    /// Summary and warnings.
    Normal,
    /// Everything of note.
    Verbose,
}

/// The two streams of the command.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Console {
    /// Where output goes.
    pub(crate) out: Screen,
    /// Where remarks go.
    pub(crate) err: Screen,
    /// How much is said.
    pub(crate) verbosity: Verbosity,
    /// Whether a progress bar may be drawn.
    pub(crate) progress: bool,
}

impl Console {
    /// After the global arguments, `NO_COLOR` and what the streams are.
    pub(crate) fn new(global: &GlobalArgs) -> Self {
        let (out, err) = (std::io::stdout().is_terminal(), std::io::stderr().is_terminal());
        let verbosity = match (global.quiet, global.verbose) {
            (true, _) => Verbosity::Quiet,
            (false, true) => Verbosity::Verbose,
            (false, false) => Verbosity::Normal,
        };
        let width = terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0));
        Self {
            out: Screen { colors: wants_colors(global.color, out), width: width.filter(|_| out) },
            err: Screen { colors: wants_colors(global.color, err), width: None },
            verbosity,
            progress: err && verbosity > Verbosity::Quiet,
        }
    }

    /// Whether details are wanted.
    pub(crate) fn is_verbose(&self) -> bool {
        self.verbosity == Verbosity::Verbose
    }

    /// An error: always said.
    pub(crate) fn error(&self, message: &str) {
        self.say(&format!("{} {message}", self.err.paint(Style::BoldRed, "error:")));
    }

    /// A warning: said unless quiet.
    pub(crate) fn warn(&self, message: &str) {
        if self.verbosity > Verbosity::Quiet {
            self.say(&format!("{} {message}", self.err.paint(Style::Yellow, "warning:")));
        }
    }

    /// A line of the summary: said unless quiet.
    pub(crate) fn note(&self, message: &str) {
        if self.verbosity > Verbosity::Quiet {
            self.say(message);
        }
    }

    /// A closed stderr is nobody to tell about it.
    fn say(&self, message: &str) {
        let _ = writeln!(std::io::stderr().lock(), "{message}");
    }
}

/// `--color` decides; else colours are for terminals where `NO_COLOR` is unset or empty (no-color.org) and which are
/// not dumb.
fn wants_colors(choice: ColorChoice, is_terminal: bool) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => {
            let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
            let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
            is_terminal && !refused && !dumb
        }
    }
}
