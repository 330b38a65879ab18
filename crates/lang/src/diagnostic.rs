//! What can be said about a query: errors and warnings, each with a stable code, a place and advice.

use std::fmt;

use ariadne::{CharSet, Config, IndexType, Label as AriadneLabel, Report, ReportKind, Source};
use serde::Serialize;

use crate::Span;

/// The longest text that is shown around a diagnostic: beyond it only the place is told. Rules are far shorter.
const MAX_SHOWN_BYTES: usize = 64 * 1024;

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The query runs, but perhaps not as meant.
    Warning,
    /// The query does not run.
    Error,
}

/// A further place that explains a diagnostic.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there.
    pub message: String,
}

/// One remark about a query. [`crate::codes`] lists every code with an example.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Diagnostic {
    /// Stable, such as `EQL0103`; never reused for another meaning.
    pub code: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// Where in the text.
    pub span: Span,
    /// What is wrong, lower case and without a full stop.
    pub message: String,
    /// Further places.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error.
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { code, severity: Severity::Error, span, message, labels: Vec::new(), help: None }
    }

    /// A warning.
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message) }
    }

    /// The same with advice.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with a further place.
    #[must_use]
    pub fn with_label(mut self, span: Span, message: impl Into<String>) -> Self {
        self.labels.push(Label { span, message: message.into() });
        self
    }

    /// Whether the query cannot run because of it.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// The diagnostic with the lines it is about, for people. `source_name` is what the text is called: a file, a rule.
    pub fn render(&self, source_name: &str, text: &str, color: bool) -> String {
        if text.len() > MAX_SHOWN_BYTES {
            return format!("{self}, in {source_name} at byte {}\n", self.span.start);
        }
        let kind = match self.severity {
            Severity::Error => ReportKind::Error,
            Severity::Warning => ReportKind::Warning,
        };
        let config = Config::default()
            .with_index_type(IndexType::Byte)
            .with_color(color)
            .with_char_set(CharSet::Unicode);
        let place = |span: Span| (source_name, clamp(span, text));
        let mut report = Report::build(kind, place(self.span))
            .with_config(config)
            .with_code(self.code)
            .with_message(&self.message)
            .with_label(AriadneLabel::new(place(self.span)).with_message("here"));
        for label in &self.labels {
            report = report.with_label(AriadneLabel::new(place(label.span)).with_message(&label.message));
        }
        if let Some(help) = &self.help {
            report = report.with_help(help);
        }
        let mut out = Vec::new();
        match report.finish().write((source_name, Source::from(text)), &mut out) {
            Ok(()) => String::from_utf8_lossy(&out).into_owned(),
            Err(_) => self.to_string(),
        }
    }
}

/// One line, without the text it is about.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(f, "{severity}[{}]: {}", self.code, self.message)?;
        match &self.help {
            Some(help) => write!(f, " ({help})"),
            None => Ok(()),
        }
    }
}

/// A span that ariadne can show: within the text and on character borders.
fn clamp(span: Span, text: &str) -> std::ops::Range<usize> {
    let floor = |mut offset: usize| {
        offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    };
    floor(span.start as usize)..floor(span.end as usize)
}
