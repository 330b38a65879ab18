//! `tripline rules show`: a rule with its query and guide.

use std::io::{self, Write};

use anyhow::ensure;
use clap::Args;
use detect::detector::{RuleOutcome, RuleStatus};
use detect::guide::Guide;
use detect::rule::{Rule, Threat};

use crate::args::every_core;
use crate::console::{Console, Screen, Style};
use crate::destination::write_output;
use crate::exit::ExitStatus;
use crate::rules::{load_some, outcomes, show_status};
use crate::severity::Severity;
use crate::text::{clean, pad, wrap};

const EXAMPLES: &str = "\
Examples:
  tripline rules show
      The shipped rules
  tripline rules show --name openssh my_rules/ | less -R";

/// Lines of prose are no wider than this, for longer ones are hard to read.
const WIDEST: usize = 100;
/// Columns of a label: `False positives`.
const LABEL: usize = 13;

/// Arguments of `rules show`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ShowArgs {
    /// Show only rules whose name has this in it, or whose id it is
    #[arg(long, value_name = "TEXT")]
    pub(crate) name: Option<String>,
    /// Which rules.
    #[command(flatten)]
    pub(crate) rules: super::OptionalRulePaths,
}

/// Runs the command.
pub(crate) fn run(args: ShowArgs, console: &Console) -> anyhow::Result<ExitStatus> {
    let loaded = load_some(&args.rules.paths, every_core())?;
    super::warn_of_problems(&loaded, console);
    let mut outcomes = outcomes(&loaded);
    if let Some(name) = &args.name {
        outcomes.retain(|outcome| is_named(&outcome.loaded.rule, name));
        ensure!(!outcomes.is_empty(), "no rule has `{name}` in its name or as its id");
    }
    let width = console.out.width.unwrap_or(WIDEST).min(WIDEST);
    write_output(None, |out| {
        for (index, outcome) in outcomes.iter().enumerate() {
            if index > 0 {
                writeln!(out, "\n{}\n", console.out.paint(Style::Dim, &"─".repeat(width)))?;
            }
            Sheet { screen: console.out, width, out }.write(outcome)?;
        }
        Ok(())
    })?;
    Ok(ExitStatus::Fine)
}

fn is_named(rule: &Rule, text: &str) -> bool {
    rule.id.as_str() == text || rule.name.to_lowercase().contains(&text.to_lowercase())
}

/// One rule on a terminal.
struct Sheet<'o> {
    screen: Screen,
    width: usize,
    out: &'o mut dyn Write,
}

impl Sheet<'_> {
    fn write(&mut self, outcome: &RuleOutcome) -> io::Result<()> {
        let rule = &outcome.loaded.rule;
        writeln!(self.out, "{}", self.screen.paint(Style::Bold, &clean(&rule.name)))?;
        self.headline(rule, &outcome.status)?;
        writeln!(self.out)?;
        self.prose(&rule.description, "")?;
        writeln!(self.out)?;
        rule.threat.iter().try_for_each(|threat| self.threat(threat))?;
        self.field("Reads", &rule.index().join(", "))?;
        let schedule = format!(
            "every {}, from {}, at most {} alerts",
            rule.interval,
            rule.from.as_str(),
            rule.max_signals.get()
        );
        self.field("Runs", &schedule)?;
        self.field("Tags", &rule.tags.join(", "))?;
        self.field("Author", &rule.author.join(", "))?;
        self.field("Licence", rule.license.as_deref().unwrap_or_default())?;
        self.field("From", &outcome.loaded.origin.to_string())?;
        self.status(&outcome.status)?;
        self.query(rule)?;
        self.markdown("Investigation guide", &Guide::of(rule))?;
        self.markdown("Setup", &Guide::parse(rule.setup.as_deref().unwrap_or_default()))?;
        self.list("False positives", &rule.false_positives)?;
        self.list("References", &rule.references)
    }

    /// `high · risk 73 · eql · runs · version 3 · 8cd4…`
    fn headline(&mut self, rule: &Rule, status: &RuleStatus) -> io::Result<()> {
        let severity = Severity::from(rule.severity);
        let facts = [
            format!("risk {}", rule.risk_score),
            rule.rule_type.name().to_owned(),
            show_status(status).to_owned(),
            format!("version {}", rule.version),
            rule.id.to_string(),
        ];
        let facts = facts.map(|fact| clean(&fact).into_owned()).join(" · ");
        writeln!(self.out, "{} · {facts}", self.screen.paint(severity.style(), severity.name()))
    }

    fn threat(&mut self, threat: &Threat) -> io::Result<()> {
        let mut text = format!("{} {}", threat.tactic.id, threat.tactic.name);
        for technique in &threat.technique {
            text.push_str(&format!(", {} {}", technique.id, technique.name));
            for subtechnique in &technique.subtechnique {
                text.push_str(&format!(", {} {}", subtechnique.id, subtechnique.name));
            }
        }
        self.field("ATT&CK", &text)
    }

    /// A label and its value, which goes on below itself. Nothing where the value is empty.
    fn field(&mut self, label: &str, value: &str) -> io::Result<()> {
        for (index, line) in wrap(value, self.width.saturating_sub(LABEL)).iter().enumerate() {
            let label = if index == 0 { label } else { "" };
            writeln!(self.out, "{}{line}", self.screen.paint(Style::Cyan, &pad(label, LABEL)))?;
        }
        Ok(())
    }

    fn status(&mut self, status: &RuleStatus) -> io::Result<()> {
        match status {
            RuleStatus::Runs => Ok(()),
            RuleStatus::NotSupported(reason) => self.field("Does not run", reason),
            RuleStatus::Invalid(reason) => {
                self.field("Does not run", &format!("{reason}; see `tripline rules check`"))
            }
        }
    }

    fn heading(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "\n{}\n", self.screen.paint(Style::Bold, text))
    }

    fn query(&mut self, rule: &Rule) -> io::Result<()> {
        let Some(query) = rule.query() else { return Ok(()) };
        self.heading("Query")?;
        query.trim().lines().try_for_each(|line| writeln!(self.out, "  {}", clean(&line.replace('\t', "  "))))
    }

    fn markdown(&mut self, heading: &str, guide: &Guide) -> io::Result<()> {
        if guide.is_empty() {
            return Ok(());
        }
        self.heading(heading)?;
        let text = guide.to_text(None, self.width.saturating_sub(2));
        text.trim_end().lines().try_for_each(|line| writeln!(self.out, "{}", format!("  {line}").trim_end()))
    }

    fn list(&mut self, heading: &str, items: &[String]) -> io::Result<()> {
        if items.is_empty() {
            return Ok(());
        }
        self.heading(heading)?;
        items.iter().try_for_each(|item| self.prose(item, "- "))
    }

    fn prose(&mut self, text: &str, bullet: &str) -> io::Result<()> {
        for (index, line) in wrap(text, self.width.saturating_sub(4)).iter().enumerate() {
            match (index, bullet) {
                (_, "") => writeln!(self.out, "{line}")?,
                (0, bullet) => writeln!(self.out, "  {bullet}{line}")?,
                _ => writeln!(self.out, "    {line}")?,
            }
        }
        Ok(())
    }
}
