//! `tripline rules list`: rules in a table.

use std::io::{self, Write};

use clap::Args;
use detect::detector::RuleOutcome;
use detect::rule::LoadedRules;

use crate::args::every_core;
use crate::console::{Console, Screen, Style};
use crate::destination::write_output;
use crate::exit::ExitStatus;
use crate::rules::{load_some, outcomes, show_status};
use crate::severity::Severity;
use crate::text::{clean, pad, width};

const EXAMPLES: &str = "\
Examples:
  tripline rules list
      The shipped rules
  tripline rules list my_rules/ | grep T1003";

/// Arguments of `rules list`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ListArgs {
    /// Which rules.
    #[command(flatten)]
    pub(crate) rules: super::OptionalRulePaths,
}

/// Runs the command.
pub(crate) fn run(args: ListArgs, console: &Console) -> anyhow::Result<ExitStatus> {
    let loaded = load_some(&args.rules.paths, every_core())?;
    super::warn_of_problems(&loaded, console);
    let rows = rows(&loaded);
    write_output(None, |out| write(&rows, console.out, out))?;
    let count = |status: &str| rows.iter().filter(|row| row.status == status).count();
    console.note(&format!(
        "{} rules: {} run, {} not supported yet, {} invalid",
        rows.len() + loaded.invalid(),
        count("runs"),
        count("not yet"),
        count("invalid") + loaded.invalid()
    ));
    Ok(ExitStatus::Fine)
}

struct Row {
    severity: Severity,
    risk_score: f64,
    rule_type: String,
    status: &'static str,
    techniques: String,
    name: String,
    id: String,
}

/// The worst first, then by name.
fn rows(loaded: &LoadedRules) -> Vec<Row> {
    let mut rows: Vec<Row> = outcomes(loaded).iter().map(row).collect();
    rows.sort_by(|a, b| {
        let worse = b.severity.cmp(&a.severity).then(b.risk_score.total_cmp(&a.risk_score));
        worse.then_with(|| a.name.cmp(&b.name)).then_with(|| a.id.cmp(&b.id))
    });
    rows
}

fn row(outcome: &RuleOutcome) -> Row {
    let rule = &outcome.loaded.rule;
    Row {
        severity: rule.severity.into(),
        risk_score: rule.risk_score.get(),
        rule_type: clean(rule.rule_type.name()).into_owned(),
        status: show_status(&outcome.status),
        techniques: clean(&super::technique_ids(rule).join(",")).into_owned(),
        name: clean(&rule.name).into_owned(),
        id: clean(rule.id.as_str()).into_owned(),
    }
}

fn write(rows: &[Row], screen: Screen, out: &mut dyn Write) -> io::Result<()> {
    let widest =
        |cell: fn(&Row) -> &str, least| rows.iter().map(|row| width(cell(row))).fold(least, usize::max);
    let rule_type = widest(|row| &row.rule_type, "TYPE".len());
    let techniques = widest(|row| &row.techniques, "TECHNIQUES".len()).min(29);
    let name = widest(|row| &row.name, "NAME".len()).min(80);
    let heading = format!(
        "SEVERITY  RISK  {}  STATUS   {}  {}  ID",
        pad("TYPE", rule_type),
        pad("TECHNIQUES", techniques),
        pad("NAME", name)
    );
    writeln!(out, "{}", screen.paint(Style::Dim, &heading))?;
    for row in rows {
        let status = match row.status {
            "runs" => screen.paint(Style::Green, &pad(row.status, 7)),
            "invalid" => screen.paint(Style::Red, &pad(row.status, 7)),
            other => screen.paint(Style::Dim, &pad(other, 7)),
        };
        writeln!(
            out,
            "{}  {:>4}  {}  {status}  {}  {}  {}",
            screen.paint(row.severity.style(), &pad(row.severity.name(), 8)),
            row.risk_score,
            pad(&row.rule_type, rule_type),
            pad(&row.techniques, techniques),
            pad(&row.name, name),
            screen.paint(Style::Dim, &row.id),
        )?;
    }
    Ok(())
}
