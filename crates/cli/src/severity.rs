//! How bad an alert is.

use clap::ValueEnum;

use crate::console::Style;

/// Elastic's four severities, mildest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Severity {
    /// `low`
    Low,
    /// `medium`
    Medium,
    /// `high`
    High,
    /// `critical`
    Critical,
}

impl Severity {
    /// All, worst first.
    pub(crate) const WORST_FIRST: [Self; 4] = [Self::Critical, Self::High, Self::Medium, Self::Low];

    /// As an alert document writes it. What is no severity is the mildest, so that it is shown and yet trips nothing.
    pub(crate) fn read(text: &str) -> Self {
        Self::WORST_FIRST.into_iter().find(|severity| severity.name() == text).unwrap_or(Self::Low)
    }

    /// As an alert document writes it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// How it looks on a terminal.
    pub(crate) fn style(self) -> Style {
        match self {
            Self::Low => Style::Blue,
            Self::Medium => Style::Yellow,
            Self::High => Style::Red,
            Self::Critical => Style::BoldRed,
        }
    }
}

impl From<detect::rule::Severity> for Severity {
    fn from(severity: detect::rule::Severity) -> Self {
        Self::read(severity.as_str())
    }
}
