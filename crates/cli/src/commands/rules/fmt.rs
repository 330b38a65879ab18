//! `tripline rules fmt`: the EQL queries of rule files, formatted.

use std::path::Path;

use anyhow::Context;
use clap::Args;
use detect::rule::LoadedRule;
use lang::format_eql;

use super::query_text;
use crate::args::every_core;
use crate::console::Console;
use crate::destination::write_output;
use crate::exit::ExitStatus;
use crate::rules::load_some;

const EXAMPLES: &str = "\
Only the text of the query changes; everything else in a file stays as it is. Files of other forms than \
detection-rules TOML are left alone, and so are queries that cannot be read.

Examples:
  tripline rules fmt my_rules/
  tripline rules fmt --check my_rules/
      For a build: exit code 1 if a query is not formatted";

/// Arguments of `rules fmt`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct FmtArgs {
    /// Only say which files would change; exit code 1 if any would
    #[arg(long)]
    pub(crate) check: bool,
    /// Which rules.
    #[command(flatten)]
    pub(crate) rules: super::RulePaths,
}

/// Runs the command.
pub(crate) fn run(args: FmtArgs, console: &Console) -> anyhow::Result<ExitStatus> {
    let loaded = load_some(&args.rules.paths, every_core())?;
    super::warn_of_problems(&loaded, console);
    let mut changed = Vec::new();
    let mut looked_at = 0;
    for rule in loaded.rules.iter().filter(|rule| rule.rule.eql().is_some()) {
        looked_at += 1;
        if format_file(rule, args.check, console)? {
            changed.push(rule.origin.path.display().to_string());
        }
    }
    write_output(None, |out| changed.iter().try_for_each(|path| writeln!(out, "{path}")))?;
    let what = if args.check { "would be" } else { "were" };
    console.note(&format!("{} of {looked_at} EQL rules {what} formatted", changed.len()));
    Ok(if args.check && !changed.is_empty() { ExitStatus::Found } else { ExitStatus::Fine })
}

/// Whether the file changes.
fn format_file(rule: &LoadedRule, only_check: bool, console: &Console) -> anyhow::Result<bool> {
    let path = &rule.origin.path;
    let query = rule.rule.query().unwrap_or_default();
    let formatted = match format_eql(query.trim()) {
        Ok(formatted) => formatted,
        Err(_) => {
            console.warn(&format!("{}: the query has errors, see `tripline rules check`", rule.origin));
            return Ok(false);
        }
    };
    if formatted.trim() == query.trim() {
        return Ok(false);
    }
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let Some(new_text) = query_text::replace(&text, query, formatted.trim()) else {
        console.warn(&format!("{}: no TOML file with a query of its own, left as it is", rule.origin));
        return Ok(false);
    };
    if !only_check {
        write(path, &new_text)?;
    }
    Ok(true)
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    write_output(Some(path), |out| out.write_all(text.as_bytes()))
}
