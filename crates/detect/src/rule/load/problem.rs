//! What can be wrong with a rule file.

use std::fmt;
use std::path::{Path, PathBuf};

use super::super::{FieldProblem, Rule};

/// Where a rule came from.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Origin {
    /// The file.
    pub path: PathBuf,
    /// The line it starts on, for files with a rule a line.
    pub line: Option<usize>,
    /// Its position, for files that are one list of rules.
    pub index: Option<usize>,
}

impl Origin {
    pub(super) fn file(path: &Path) -> Self {
        Self { path: path.to_owned(), line: None, index: None }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        match (self.line, self.index) {
            (Some(line), _) => write!(f, ":{line}"),
            (None, Some(index)) => write!(f, "[{index}]"),
            (None, None) => Ok(()),
        }
    }
}

/// What sort of problem it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ProblemKind {
    /// The file or folder cannot be read.
    Unreadable,
    /// A file given by name holds no rules.
    NotRules,
    /// The text is not TOML or not JSON.
    Syntax,
    /// A value of the rule is missing or wrong.
    Field,
    /// Another rule with the same id came later and is used instead. A warning: nothing is lost.
    Duplicate,
}

/// Why one rule, or one file, was not loaded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuleProblem {
    /// What sort of problem it is.
    pub kind: ProblemKind,
    /// Where the rule is.
    pub origin: Origin,
    /// What the rule is called, as far as could be read.
    pub rule: Option<String>,
    /// What is wrong, each with its place. Not empty.
    pub details: Vec<ProblemDetail>,
}

/// One thing that is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProblemDetail {
    /// Line and column, from 1, where known.
    pub place: Option<(usize, usize)>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl RuleProblem {
    fn of(kind: ProblemKind, origin: Origin, message: String, help: &str) -> Self {
        let detail = ProblemDetail { place: None, message, help: Some(help.to_owned()) };
        Self { kind, origin, rule: None, details: vec![detail] }
    }

    pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> Self {
        let help = match error.kind() {
            std::io::ErrorKind::NotFound => "check the path: there is no such file or folder",
            std::io::ErrorKind::PermissionDenied => "allow this user to read it",
            std::io::ErrorKind::InvalidData => "save the file as UTF-8",
            _ => "see whether the file can be opened at all",
        };
        Self::of(ProblemKind::Unreadable, Origin::file(path), error.to_string(), help)
    }

    pub(super) fn too_large(path: &Path, size: u64, limit: u64) -> Self {
        let message = format!("the file has {size} bytes, more than the {limit} allowed for rules");
        Self::of(ProblemKind::Unreadable, Origin::file(path), message, "split it into smaller files")
    }

    pub(super) fn not_rules(path: &Path) -> Self {
        Self::of(
            ProblemKind::NotRules,
            Origin::file(path),
            "the file holds no detection rules".into(),
            "give a TOML file with a [rule] table, or JSON or NDJSON as Kibana exports it",
        )
    }

    pub(super) fn syntax(origin: Origin, place: Option<(usize, usize)>, message: String, help: &str) -> Self {
        let mut problem = Self::of(ProblemKind::Syntax, origin, message, help);
        problem.details.iter_mut().for_each(|detail| detail.place = place);
        problem
    }

    pub(super) fn fields(
        origin: Origin,
        rule: Option<String>,
        problems: Vec<FieldProblem>,
        locate: impl Fn(&FieldProblem) -> Option<(usize, usize)>,
    ) -> Self {
        let details = problems
            .into_iter()
            .map(|problem| ProblemDetail {
                place: locate(&problem),
                message: problem.message,
                help: problem.help,
            })
            .collect();
        Self { kind: ProblemKind::Field, origin, rule, details }
    }

    pub(super) fn duplicate(origin: &Origin, rule: &Rule, winner: &Origin) -> Self {
        let message = format!("the rule id {} is used again in {winner}, which is used instead", rule.id);
        let mut problem = Self::of(
            ProblemKind::Duplicate,
            origin.clone(),
            message,
            "give each rule an id of its own, or drop one",
        );
        problem.rule = Some(rule.name.clone());
        problem
    }
}

/// One line for each thing that is wrong: `file:line:column: rule: message (help)`.
impl fmt::Display for RuleProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, detail) in self.details.iter().enumerate() {
            if position > 0 {
                writeln!(f)?;
            }
            match detail.place {
                Some((line, column)) => write!(f, "{}:{line}:{column}: ", self.origin.path.display())?,
                None => write!(f, "{}: ", self.origin)?,
            }
            if let Some(rule) = &self.rule {
                write!(f, "{rule}: ")?;
            }
            f.write_str(&detail.message)?;
            if let Some(help) = &detail.help {
                write!(f, " ({help})")?;
            }
        }
        Ok(())
    }
}
