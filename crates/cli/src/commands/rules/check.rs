//! `tripline rules check`: what is wrong with rules.

use std::io::{self, Write};

use clap::Args;
use detect::detector::{RuleOutcome, RuleStatus};
use detect::rule::{LoadedRule, LoadedRules, ProblemKind, RuleProblem};

use crate::args::every_core;
use crate::console::{Console, Screen, Style, Verbosity};
use crate::destination::write_output;
use crate::exit::ExitStatus;
use crate::rules::{load, outcomes, remarks};
use crate::text::clean;

const EXAMPLES: &str = "\
Each problem is printed with its place in the file or query. The last line always is
  N rules: A run, B not supported yet, C invalid
Rules of a type that is not supported yet are named with -v.

Examples:
  tripline rules check my_rules/
  tripline rules check -v export.ndjson";

/// Arguments of `rules check`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CheckArgs {
    /// Which rules.
    #[command(flatten)]
    pub(crate) rules: super::RulePaths,
}

/// Runs the command.
pub(crate) fn run(args: CheckArgs, console: &Console) -> anyhow::Result<ExitStatus> {
    let loaded = load(&args.rules.paths, every_core())?;
    let mut invalid = 0;
    write_output(None, |out| {
        let mut report =
            Report { screen: console.out, verbosity: console.verbosity, counts: Counts::default(), out };
        report.problems(&loaded)?;
        for outcome in outcomes(&loaded) {
            report.rule(&outcome)?;
        }
        invalid = report.counts.invalid;
        report.last_line()
    })?;
    Ok(if invalid > 0 { ExitStatus::Found } else { ExitStatus::Fine })
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    run: usize,
    not_yet: usize,
    invalid: usize,
}

struct Report<'o> {
    screen: Screen,
    verbosity: Verbosity,
    counts: Counts,
    out: &'o mut dyn Write,
}

impl Report<'_> {
    fn problems(&mut self, loaded: &LoadedRules) -> io::Result<()> {
        self.counts.invalid += loaded.invalid();
        for problem in &loaded.problems {
            self.problem(problem)?;
        }
        Ok(())
    }

    /// What the loader says: it has the file, and the line and column where there are any.
    fn problem(&mut self, problem: &RuleProblem) -> io::Result<()> {
        let is_warning = problem.kind == ProblemKind::Duplicate;
        if is_warning && self.verbosity == Verbosity::Quiet {
            return Ok(());
        }
        let kind = if is_warning { self.warning() } else { self.screen.paint(Style::BoldRed, "error:") };
        problem.to_string().lines().try_for_each(|line| writeln!(self.out, "{kind} {}", clean(line)))
    }

    fn rule(&mut self, outcome: &RuleOutcome) -> io::Result<()> {
        let loaded = &outcome.loaded;
        match &outcome.status {
            RuleStatus::Runs => {
                self.counts.run += 1;
                if self.verbosity > Verbosity::Quiet {
                    self.diagnostics(outcome)?;
                }
            }
            RuleStatus::NotSupported(reason) => {
                self.counts.not_yet += 1;
                if self.verbosity == Verbosity::Verbose {
                    self.about(loaded, "not supported yet:", reason)?;
                }
            }
            RuleStatus::Invalid(reason) => {
                self.counts.invalid += 1;
                self.diagnostics(outcome)?;
                if !outcome.diagnostics.iter().any(lang::Diagnostic::is_error) {
                    self.about(loaded, "error:", reason)?;
                }
            }
        }
        if self.verbosity == Verbosity::Verbose {
            for note in &loaded.notes {
                self.about(loaded, "note:", note)?;
            }
        }
        Ok(())
    }

    fn diagnostics(&mut self, outcome: &RuleOutcome) -> io::Result<()> {
        let remarks = remarks(outcome, self.screen.colors);
        remarks.iter().try_for_each(|remark| writeln!(self.out, "{remark}\n"))
    }

    fn about(&mut self, loaded: &LoadedRule, what: &str, text: &str) -> io::Result<()> {
        let style = if what == "error:" { Style::BoldRed } else { Style::Blue };
        let what = self.screen.paint(style, what);
        let (origin, name) = (loaded.origin.to_string(), &loaded.rule.name);
        writeln!(self.out, "{what} {}: {}: {}", clean(&origin), clean(name), clean(text))
    }

    fn warning(&self) -> String {
        self.screen.paint(Style::Yellow, "warning:")
    }

    fn last_line(&mut self) -> io::Result<()> {
        let Counts { run, not_yet, invalid } = self.counts;
        let all = run + not_yet + invalid;
        writeln!(self.out, "{all} rules: {run} run, {not_yet} not supported yet, {invalid} invalid")
    }
}
