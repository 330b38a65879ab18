//! `tripline rules coverage`: an ATT&CK Navigator layer.

use clap::Args;
use detect::attack::{Coverage, Running};
use detect::detector::RuleStatus;

use crate::args::every_core;
use crate::console::Console;
use crate::destination::write_output;
use crate::exit::ExitStatus;
use crate::rules::{load_some, outcomes};

const EXAMPLES: &str = "\
The layer opens in the ATT&CK Navigator (Open Existing Layer). A technique's score is the number of rules for it that
run; rules that do not run are named in its comment only.

Examples:
  tripline rules coverage my_rules/ > layer.json";

/// Arguments of `rules coverage`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CoverageArgs {
    /// Which rules.
    #[command(flatten)]
    pub(crate) rules: super::OptionalRulePaths,
}

/// Runs the command.
pub(crate) fn run(args: CoverageArgs, console: &Console) -> anyhow::Result<ExitStatus> {
    let loaded = load_some(&args.rules.paths, every_core())?;
    super::warn_of_problems(&loaded, console);
    let outcomes = outcomes(&loaded);
    let rules = outcomes.iter().map(|outcome| match outcome.status {
        RuleStatus::Runs => (&*outcome.loaded.rule, Running::Yes),
        RuleStatus::NotSupported(_) | RuleStatus::Invalid(_) => (&*outcome.loaded.rule, Running::No),
    });
    let layer = Coverage::of(rules).navigator_layer("Tripline coverage");
    write_output(None, |out| {
        serde_json::to_writer_pretty(&mut *out, &layer)?;
        out.write_all(b"\n")
    })?;
    Ok(ExitStatus::Fine)
}
