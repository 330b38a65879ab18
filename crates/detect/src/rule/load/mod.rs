//! Loading rules from files and folders.

mod json;
mod locate;
mod problem;
mod sniff;
mod toml;
mod transform;
mod walk;

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::parallel;

use super::{ExceptionItem, ExceptionList, Rule};

pub use problem::{Origin, ProblemKind, RuleProblem};
use walk::{Candidate, Given};

/// What was found in files and folders.
#[derive(Clone, Debug, Default)]
pub struct LoadedRules {
    /// The rules, in the order of the paths given and of the names in each folder.
    pub rules: Vec<LoadedRule>,
    /// Exception lists that came with them.
    pub exception_lists: Vec<ExceptionList>,
    /// Exceptions that came with them.
    pub exception_items: Vec<ExceptionItem>,
    /// What could not be loaded, and why. The rest was.
    pub problems: Vec<RuleProblem>,
    /// Files in folders that hold no rules, and so were passed over.
    pub passed_over: Vec<PathBuf>,
}

/// A rule and where it came from.
#[derive(Clone, Debug)]
pub struct LoadedRule {
    /// The rule.
    pub rule: Arc<Rule>,
    /// Where it came from.
    pub origin: Origin,
    /// What is odd about it but no obstacle: members this version does not know, places in the guide that refer to
    /// nothing.
    pub notes: Vec<String>,
}

impl LoadedRules {
    /// How many rules could not be loaded because something in them is wrong, or because their file is.
    pub fn invalid(&self) -> usize {
        self.problems.iter().filter(|problem| problem.kind != ProblemKind::Duplicate).count()
    }

    /// The exceptions of a list.
    pub fn exceptions_of<'s>(&'s self, list_id: &'s str) -> impl Iterator<Item = &'s ExceptionItem> {
        self.exception_items.iter().filter(move |item| item.list_id == list_id)
    }

    fn add(&mut self, rule: Rule, origin: Origin, notes: Vec<String>) {
        let mut all_notes: Vec<String> = rule
            .unknown
            .keys()
            .map(|key| format!("`{key}` is unknown to this version and has no effect"))
            .collect();
        all_notes.extend(notes);
        self.rules.push(LoadedRule { rule: Arc::new(rule), origin, notes: all_notes });
    }

    /// Adds what another file had.
    fn append(&mut self, other: Self) {
        self.rules.extend(other.rules);
        self.exception_lists.extend(other.exception_lists);
        self.exception_items.extend(other.exception_items);
        self.problems.extend(other.problems);
        self.passed_over.extend(other.passed_over);
    }

    /// Of rules with the same id, keeps the one that came last, so that a later path overrides an earlier one.
    fn settle_duplicates(&mut self) {
        let mut last: HashMap<String, usize> = HashMap::with_capacity(self.rules.len());
        for (position, loaded) in self.rules.iter().enumerate() {
            last.insert(loaded.rule.id.as_str().to_owned(), position);
        }
        if last.len() == self.rules.len() {
            return;
        }
        let origins: Vec<Origin> = self.rules.iter().map(|loaded| loaded.origin.clone()).collect();
        let mut position = 0;
        let problems = &mut self.problems;
        self.rules.retain(|loaded| {
            let winner = last.get(loaded.rule.id.as_str()).copied().unwrap_or(position);
            let keep = winner == position;
            if !keep && let Some(other) = origins.get(winner) {
                problems.push(RuleProblem::duplicate(&loaded.origin, &loaded.rule, other));
            }
            position += 1;
            keep
        });
    }
}

/// Loads rules from files and folders (recursively, by content and not by name). Never fails as a whole: what cannot be
/// read is in [`LoadedRules::problems`], and the rest is loaded. The result does not depend on the order in which a file
/// system lists a folder. Where two rules have the same id the later one stays, and the earlier is reported.
pub fn load_rules(paths: &[PathBuf]) -> LoadedRules {
    load_rules_on(NonZeroUsize::MIN, paths)
}

/// The same on so many threads.
pub fn load_rules_on(threads: NonZeroUsize, paths: &[PathBuf]) -> LoadedRules {
    let mut loaded = LoadedRules::default();
    for path in paths {
        let candidates = walk::candidates(path, &mut loaded.problems);
        parallel::map(threads, &candidates, load_file).into_iter().for_each(|file| loaded.append(file));
    }
    loaded.settle_duplicates();
    loaded
}

/// Loads rules from texts that are already in memory, as [`load_rules`] would from files of these names.
pub fn load_rule_texts<'t>(texts: impl IntoIterator<Item = (PathBuf, &'t str)>) -> LoadedRules {
    let mut loaded = LoadedRules::default();
    for (path, text) in texts {
        load_text(&path, text, Given::ByName, &mut loaded);
    }
    loaded.settle_duplicates();
    loaded
}

fn load_file(candidate: &Candidate) -> LoadedRules {
    let mut loaded = LoadedRules::default();
    let text = match walk::read(&candidate.path) {
        Ok(text) => text,
        Err(_) if candidate.given == Given::InFolder && !sniff::named_like_rules(&candidate.path) => {
            loaded.passed_over.push(candidate.path.clone());
            return loaded;
        }
        Err(problem) => {
            loaded.problems.push(problem);
            return loaded;
        }
    };
    load_text(&candidate.path, &text, candidate.given, &mut loaded);
    loaded
}

/// Loads the text of one file.
fn load_text(path: &Path, text: &str, given: Given, loaded: &mut LoadedRules) {
    let known = match sniff::format_of(text) {
        sniff::Format::Toml => toml::load(path, text, loaded),
        sniff::Format::Json => json::load(path, text, loaded),
        sniff::Format::Neither => Known::No,
    };
    if known == Known::No {
        match given {
            Given::InFolder => loaded.passed_over.push(path.to_owned()),
            Given::ByName => loaded.problems.push(RuleProblem::not_rules(path)),
        }
    }
}

/// Whether a file turned out to hold rules, be they good or broken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Known {
    Yes,
    No,
}

#[cfg(test)]
mod tests;
