//! Where rules come from, and what became of them. Folders are watched: a change takes effect by itself.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use detect::detector::{RuleOutcome, RuleSet, RuleStatus};
use detect::rule::{LoadedRule, LoadedRules, ProblemKind, RuleProblem, load_rules};
use ecs::catalogue::EcsCatalogue;

/// More files than this are not watched for changes one by one; they are read all the same.
const MOST_WATCHED: usize = 100_000;
/// Folders deeper than this are not watched.
const DEEPEST: usize = 16;

/// Where rules come from.
#[derive(Clone, Debug)]
pub enum RuleSource {
    /// These.
    Fixed(Vec<LoadedRule>),
    /// Those of these files and folders, as they change.
    Watched(Vec<PathBuf>),
}

/// What became of all rules.
#[derive(Clone, Debug, Default)]
pub struct RuleReport {
    /// Every rule that was loaded and is enabled.
    pub outcomes: Vec<RuleOutcome>,
    /// Files and rules that could not be loaded. Where a rule of theirs was loaded before, that one is kept.
    pub problems: Vec<RuleProblem>,
    /// Rules kept as they were before, as their file or query is broken now: the rule's id, and why.
    pub kept: Vec<(String, String)>,
}

/// Rules that run, and what became of the others.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) set: Arc<RuleSet>,
    pub(super) report: RuleReport,
}

/// Loads rules, and again when they have changed.
#[derive(Debug)]
pub(super) struct Rules {
    source: RuleSource,
    /// What the watched files looked like when they were last loaded.
    seen: Vec<Seen>,
    /// The rules that were last compiled.
    good: Vec<LoadedRule>,
}

/// What is looked at to see that a file has changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Seen {
    path: PathBuf,
    modified: Option<SystemTime>,
    length: u64,
}

impl Rules {
    pub(super) fn new(source: RuleSource) -> Self {
        Self { source, seen: Vec::new(), good: Vec::new() }
    }

    /// Loads and compiles all rules.
    pub(super) fn load(&mut self) -> Compiled {
        let loaded = match &self.source {
            RuleSource::Fixed(rules) => LoadedRules { rules: rules.clone(), ..LoadedRules::default() },
            RuleSource::Watched(paths) => {
                // Looked at before they are read: a change in between is seen the next time.
                self.seen = look(paths);
                load_rules(paths)
            }
        };
        self.compile(loaded)
    }

    /// The same if a file has changed.
    pub(super) fn reload(&mut self) -> Option<Compiled> {
        let RuleSource::Watched(paths) = &self.source else { return None };
        (look(paths) != self.seen).then(|| self.load())
    }

    fn compile(&mut self, loaded: LoadedRules) -> Compiled {
        let mut kept = Vec::new();
        let mut rules = loaded.rules;
        rules.retain(|loaded| loaded.rule.enabled != Some(false));
        let problems = loaded.problems.iter().filter(|problem| problem.kind != ProblemKind::Duplicate);
        for problem in problems {
            self.keep(|good| is_of(good, problem), &reason(problem), &mut rules, &mut kept);
        }
        for path in &loaded.passed_over {
            let reason = format!("{}: holds no rule any more", path.display());
            self.keep(|good| good.origin.path == *path, &reason, &mut rules, &mut kept);
        }
        let (mut set, mut outcomes) = RuleSet::compile(rules.clone(), &EcsCatalogue);
        if self.replace_broken(&mut rules, &outcomes, &mut kept) {
            (set, outcomes) = RuleSet::compile(rules, &EcsCatalogue);
        }
        let runs = outcomes.iter().filter(|outcome| outcome.status == RuleStatus::Runs);
        self.good = runs.map(|outcome| outcome.loaded.clone()).collect();
        for (rule, reason) in &kept {
            tracing::warn!(rule, reason, "a rule is kept as it was, as it is broken now");
        }
        for problem in loaded.problems.iter().filter(|problem| problem.kind != ProblemKind::Duplicate) {
            tracing::warn!(problem = reason(problem), "rules could not be loaded");
        }
        let report = RuleReport { outcomes, problems: loaded.problems, kept };
        Compiled { set: Arc::new(set), report }
    }

    /// Keeps the rules that were good in a place that is broken now, unless they are somewhere else.
    fn keep(
        &self,
        is_of_place: impl Fn(&LoadedRule) -> bool,
        reason: &str,
        rules: &mut Vec<LoadedRule>,
        kept: &mut Vec<(String, String)>,
    ) {
        for good in self.good.iter().filter(|good| is_of_place(good)) {
            if rules.iter().all(|loaded| loaded.rule.id != good.rule.id) {
                kept.push((good.rule.id.to_string(), reason.to_owned()));
                rules.push(good.clone());
            }
        }
    }

    /// Puts in the place of rules whose query does not compile what they were before; whether there were any.
    fn replace_broken(
        &self,
        rules: &mut [LoadedRule],
        outcomes: &[RuleOutcome],
        kept: &mut Vec<(String, String)>,
    ) -> bool {
        let mut any = false;
        for (loaded, outcome) in rules.iter_mut().zip(outcomes) {
            let RuleStatus::Invalid(reason) = &outcome.status else { continue };
            if let Some(good) = self.good.iter().find(|good| good.rule.id == loaded.rule.id) {
                kept.push((loaded.rule.id.to_string(), reason.clone()));
                *loaded = good.clone();
                any = true;
            }
        }
        any
    }
}

/// Whether a rule that was loaded before is in the place that has a problem now: the same file, or where that holds many
/// the same place in it.
fn is_of(good: &LoadedRule, problem: &RuleProblem) -> bool {
    let (was, now) = (&good.origin, &problem.origin);
    let is_whole_file = now.line.is_none() && now.index.is_none();
    was.path == now.path && (is_whole_file || (was.line, was.index) == (now.line, now.index))
}

fn reason(problem: &RuleProblem) -> String {
    let details: Vec<&str> = problem.details.iter().map(|detail| detail.message.as_str()).collect();
    format!("{}: {}", problem.origin, details.join("; "))
}

/// What files and folders look like now.
fn look(paths: &[PathBuf]) -> Vec<Seen> {
    let mut seen = Vec::new();
    paths.iter().for_each(|path| look_into(path, 0, &mut seen));
    seen.sort_unstable();
    seen
}

fn look_into(path: &Path, depth: usize, seen: &mut Vec<Seen>) {
    if seen.len() >= MOST_WATCHED || depth > DEEPEST {
        return;
    }
    let Ok(metadata) = std::fs::metadata(path) else { return };
    if metadata.is_dir() {
        let Ok(entries) = std::fs::read_dir(path) else { return };
        entries.flatten().for_each(|entry| look_into(&entry.path(), depth + 1, seen));
    } else {
        let (modified, length) = (metadata.modified().ok(), metadata.len());
        seen.push(Seen { path: path.to_owned(), modified, length });
    }
}
