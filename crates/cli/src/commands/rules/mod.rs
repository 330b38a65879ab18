//! `tripline rules …`: what one does with rules besides running them.

pub(crate) mod check;
pub(crate) mod coverage;
pub(crate) mod fmt;
pub(crate) mod list;
mod query_text;
pub(crate) mod show;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use detect::rule::{LoadedRules, Rule};

use crate::console::Console;
use crate::exit::ExitStatus;

/// Which rules.
#[derive(Clone, Debug, Args)]
pub(crate) struct RulePaths {
    /// Rule files (detection-rules TOML), exports (Kibana NDJSON or JSON), or folders of them
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
}

/// Which rules, or the shipped ones.
#[derive(Clone, Debug, Args)]
pub(crate) struct OptionalRulePaths {
    /// Rule files (detection-rules TOML), exports (Kibana NDJSON or JSON), or folders of them [default: the shipped
    /// rules]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
}

/// One thing to do with rules.
#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    /// Say what is wrong with rules, with the place in the query; exit code 1 if a rule is invalid
    Check(check::CheckArgs),
    /// List rules: severity, risk, type, whether it runs, techniques, name
    List(list::ListArgs),
    /// Show a rule with its query and investigation guide
    Show(show::ShowArgs),
    /// Format the EQL queries of rule files in place
    Fmt(fmt::FmtArgs),
    /// Write an ATT&CK Navigator layer of the techniques that rules cover
    Coverage(coverage::CoverageArgs),
}

/// Runs a command.
pub(crate) fn run(command: RulesCommand, console: &Console) -> anyhow::Result<ExitStatus> {
    match command {
        RulesCommand::Check(args) => check::run(args, console),
        RulesCommand::List(args) => list::run(args, console),
        RulesCommand::Show(args) => show::run(args, console),
        RulesCommand::Fmt(args) => fmt::run(args, console),
        RulesCommand::Coverage(args) => coverage::run(args, console),
    }
}

/// Says which rules were left out because they could not be loaded.
fn warn_of_problems(loaded: &LoadedRules, console: &Console) {
    for problem in &loaded.problems {
        problem.to_string().lines().for_each(|line| console.warn(&crate::text::clean(line)));
    }
}

/// ATT&CK techniques of a rule, each once; of a technique with subtechniques only these.
fn technique_ids(rule: &Rule) -> Vec<&str> {
    let mut ids: Vec<&str> = Vec::new();
    for technique in rule.threat.iter().flat_map(|threat| &threat.technique) {
        let subtechniques: Vec<&str> =
            technique.subtechnique.iter().map(|subtechnique| subtechnique.id.as_str()).collect();
        let own = if subtechniques.is_empty() { vec![technique.id.as_str()] } else { subtechniques };
        for id in own {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    ids
}
