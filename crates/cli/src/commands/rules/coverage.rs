//! `tripline rules coverage`: an ATT&CK Navigator layer.
//!
//! The layer format is MITRE's, version 4.5 (attack-navigator, `layers/LAYERFORMATv4_5.md`). A technique's score is
//! the number of rules that run.

use std::collections::BTreeMap;

use clap::Args;
use detect::detector::{RuleOutcome, RuleStatus};
use detect::rule::Rule;
use serde_json::{Value, json};

use crate::console::Console;
use crate::destination::write_output;
use crate::exit::ExitStatus;
use crate::rules::{load_some, outcomes};

const EXAMPLES: &str = "\
The layer opens in the ATT&CK Navigator (Open Existing Layer). A technique's score is the number of rules for it that
run; rules that do not run are named in its comment only.

Examples:
  tripline rules coverage my_rules/ > layer.json";

/// Rule names in a comment; the Navigator shows it in a small box.
const MOST_NAMES: usize = 20;

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
    let loaded = load_some(&args.rules.paths)?;
    super::warn_of_problems(&loaded, console);
    let layer = layer(&outcomes(&loaded));
    write_output(None, |out| {
        serde_json::to_writer_pretty(&mut *out, &layer)?;
        out.write_all(b"\n")
    })?;
    Ok(ExitStatus::Fine)
}

/// The rules for one technique under one tactic.
#[derive(Default)]
struct Covering<'r> {
    run: Vec<&'r str>,
    do_not_run: Vec<&'r str>,
}

/// By technique id and the tactic's short name.
type Coverage<'r> = BTreeMap<(String, String), Covering<'r>>;

fn layer(outcomes: &[RuleOutcome]) -> Value {
    let mut coverage = Coverage::new();
    let mut count = 0;
    for outcome in outcomes {
        let runs = outcome.status == RuleStatus::Runs;
        count += usize::from(runs);
        add(&outcome.loaded.rule, runs, &mut coverage);
    }
    let most = coverage.values().map(|covering| covering.run.len()).max().unwrap_or(0).max(1);
    let techniques: Vec<Value> = coverage.iter().map(|(key, covering)| technique(key, covering)).collect();
    json!({
        "name": "Tripline coverage",
        "versions": { "layer": "4.5" },
        "domain": "enterprise-attack",
        "description": format!("Techniques covered by {count} rules that run, of {}", outcomes.len()),
        "sorting": 3,
        "techniques": techniques,
        "gradient": { "colors": ["#e3f0fb", "#1f6fb2"], "minValue": 0, "maxValue": most },
        "showTacticRowBackground": false,
        "selectTechniquesAcrossTactics": false,
    })
}

fn add<'r>(rule: &'r Rule, runs: bool, coverage: &mut Coverage<'r>) {
    for threat in rule.threat.iter().filter(|threat| threat.framework == "MITRE ATT&CK") {
        // The Navigator's tactic names: `defense-evasion`.
        let tactic = threat.tactic.name.to_lowercase().replace(' ', "-");
        let ids = threat.technique.iter().flat_map(|technique| {
            std::iter::once(&technique.id)
                .chain(technique.subtechnique.iter().map(|subtechnique| &subtechnique.id))
        });
        for id in ids {
            let covering = coverage.entry((id.clone(), tactic.clone())).or_default();
            let names = if runs { &mut covering.run } else { &mut covering.do_not_run };
            if !names.contains(&rule.name.as_str()) {
                names.push(&rule.name);
            }
        }
    }
}

fn technique((id, tactic): &(String, String), covering: &Covering<'_>) -> Value {
    let mut comment = names(&covering.run);
    if !covering.do_not_run.is_empty() {
        let separator = if comment.is_empty() { "" } else { "\n" };
        comment.push_str(&format!("{separator}do not run yet: {}", names(&covering.do_not_run)));
    }
    json!({
        "techniqueID": id,
        "tactic": tactic,
        "score": covering.run.len(),
        "comment": comment,
        "enabled": true,
        "showSubtechniques": false,
    })
}

fn names(names: &[&str]) -> String {
    let mut sorted = names.to_vec();
    sorted.sort_unstable();
    let shown = sorted.iter().take(MOST_NAMES).copied().collect::<Vec<_>>().join("; ");
    match sorted.len().checked_sub(MOST_NAMES) {
        Some(more @ 1..) => format!("{shown}; and {more} more"),
        _ => shown,
    }
}
