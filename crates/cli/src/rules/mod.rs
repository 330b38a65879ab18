//! The rules a command works with.

mod remarks;

use std::fmt::Write as _;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use anyhow::bail;
use detect::detector::{RuleOutcome, RuleSet, RuleStatus};
use detect::rule::{LoadedRules, load_rule_texts, load_rules_on};
use ecs::catalogue::EcsCatalogue;

use crate::args::every_core;

pub(crate) use remarks::remarks;

/// The rules in the binary: name below `rules/` and text.
static SHIPPED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/shipped_rules.rs"));

/// Loads rules from these paths, or the shipped ones where there are none. Problems with single rules are in the
/// result; that there is no rule at all is an error, for whoever asks for rules does not mean none.
pub(crate) fn load(paths: &[PathBuf], threads: NonZeroUsize) -> anyhow::Result<LoadedRules> {
    let loaded = if paths.is_empty() { shipped() } else { load_rules_on(threads, paths) };
    if loaded.rules.is_empty() && loaded.invalid() == 0 {
        bail!(
            "no rule found in {}: looked for TOML files with a [rule] table, and for NDJSON or JSON as Kibana exports \
             rules{}",
            list_of(paths),
            passed_over(&loaded)
        );
    }
    Ok(loaded)
}

/// The same for commands that cannot go on without a rule that was loaded.
pub(crate) fn load_some(paths: &[PathBuf], threads: NonZeroUsize) -> anyhow::Result<LoadedRules> {
    let loaded = load(paths, threads)?;
    if loaded.rules.is_empty() {
        let mut message = format!("no rule of {} could be loaded:", list_of(paths));
        for problem in loaded.problems.iter().take(5) {
            let _ = write!(message, "\n  {problem}");
        }
        bail!(message);
    }
    Ok(loaded)
}

fn shipped() -> LoadedRules {
    load_rule_texts(SHIPPED.iter().map(|(name, text)| (Path::new("shipped").join(name), *text)))
}

fn list_of(paths: &[PathBuf]) -> String {
    match paths {
        [] => "the shipped rules".to_owned(),
        paths => paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", "),
    }
}

fn passed_over(loaded: &LoadedRules) -> String {
    match loaded.passed_over.as_slice() {
        [] => String::new(),
        [only] => format!("; passed over {}, which is neither", only.display()),
        [first, rest @ ..] => {
            format!("; passed over {} and {} other files, which are neither", first.display(), rest.len())
        }
    }
}

/// What becomes of each rule: compiled as a hunt would.
pub(crate) fn outcomes(loaded: &LoadedRules) -> Vec<RuleOutcome> {
    RuleSet::compile_on(every_core(), loaded.rules.clone(), &EcsCatalogue).1
}

/// A status in a word or two.
pub(crate) fn show_status(status: &RuleStatus) -> &'static str {
    match status {
        RuleStatus::Runs => "runs",
        RuleStatus::NotSupported(_) => "not yet",
        RuleStatus::Invalid(_) => "invalid",
    }
}
