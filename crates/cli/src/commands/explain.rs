//! `tripline explain`: why an event did or did not match a rule.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::PathBuf;

use anyhow::{bail, ensure};
use clap::Args;
use detect::detector::{CompiledRule, RuleSet, RuleStatus};
use detect::eval::explain;
use detect::rule::Rule;
use ecs::catalogue::EcsCatalogue;
use ecs::{Document, EventBatch, IndexGroup, Projection};
use ingest::{ReadOptions, Reader};
use lang::ir::{Filter, Plan, Presence};

use crate::alerts::{EventSummary, text};
use crate::args::InputArgs;
use crate::console::{Console, Screen, Style};
use crate::destination::write_output;
use crate::exit::ExitStatus;
use crate::inputs;
use crate::output::explanation;
use crate::rules::{load_some, remarks};
use crate::text::clean;

const EXAMPLES: &str = "\
Examples:
  tripline explain --rule my_rule.toml one_event.ndjson
      Each part of the rule's filter with the value it found and its verdict
  tripline explain --rule my_rule.toml --id 4711 Sysmon.evtx
      One event of a log, by its record number
  tripline explain --rule my_rule.toml --id '#3' events.ndjson
      The third event of the input";

/// Events that are explained at most: more of them nobody reads.
const MOST_EVENTS: usize = 10;

/// Arguments of `explain`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ExplainArgs {
    /// The rule: a file that holds one
    #[arg(long, value_name = "PATH")]
    pub(crate) rule: PathBuf,
    /// The event: its event.id or winlog.record_id, or its place in the input as #3 [default: the first ten events]
    #[arg(long, value_name = "EVENT_ID")]
    pub(crate) id: Option<String>,
    /// Which events are read.
    #[command(flatten)]
    pub(crate) input: InputArgs,
}

/// Runs the command.
pub(crate) fn run(args: ExplainArgs, console: &Console) -> anyhow::Result<ExitStatus> {
    let set = compile(&args.rule, console)?;
    let Some(rule) = set.rules().first() else { bail!("{} holds no rule that runs", args.rule.display()) };
    let wanted = match &args.id {
        None => Wanted::First,
        Some(id) => Wanted::of(id)?,
    };
    let events = find(&args.input, &wanted)?;
    if events.is_empty() {
        bail!("no such event: {}", args.id.as_deref().unwrap_or("the input has none"));
    }
    write_output(None, |out| {
        writeln!(out, "{}", console.out.paint(Style::Bold, &clean(&rule.rule.name)))?;
        events.iter().try_for_each(|event| write_event(rule, event, console.out, out))
    })?;
    Ok(ExitStatus::Fine)
}

fn compile(path: &PathBuf, console: &Console) -> anyhow::Result<RuleSet> {
    let loaded = load_some(std::slice::from_ref(path), NonZeroUsize::MIN)?;
    ensure!(
        loaded.rules.len() == 1,
        "{} holds {} rules, and one is wanted",
        path.display(),
        loaded.rules.len()
    );
    let (set, outcomes) = RuleSet::compile(loaded.rules, &EcsCatalogue);
    for outcome in &outcomes {
        let name = &outcome.loaded.rule.name;
        remarks(outcome, console.err.colors).iter().for_each(|remark| console.note(remark));
        match &outcome.status {
            RuleStatus::Runs => {}
            RuleStatus::NotSupported(reason) => bail!("{name}: not supported yet: {reason}"),
            RuleStatus::Invalid(reason) => bail!("{name}: {reason}"),
        }
    }
    Ok(set)
}

/// Which events are explained.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Wanted {
    First,
    /// Place in the input, from 1.
    Place(u64),
    Id(String),
}

impl Wanted {
    fn of(id: &str) -> anyhow::Result<Self> {
        match id.strip_prefix('#') {
            None => Ok(Self::Id(id.to_owned())),
            Some(place) => match place.parse() {
                Ok(place @ 1..) => Ok(Self::Place(place)),
                _ => bail!("`{id}` is no place in the input: places are #1, #2, …"),
            },
        }
    }

    fn is(&self, document: &Document, place: u64) -> bool {
        match self {
            Self::First => true,
            Self::Place(wanted) => place == *wanted,
            Self::Id(id) => {
                ["event.id", "winlog.record_id", "_id"].into_iter().any(|field| text(document, field) == *id)
            }
        }
    }
}

struct Event {
    place: u64,
    document: Document,
    group: IndexGroup,
}

/// The wanted events, up to the limit.
fn find(args: &InputArgs, wanted: &Wanted) -> anyhow::Result<Vec<Event>> {
    let reader = Reader::new(inputs::open(args, ReadOptions::default())?, Projection::new([]));
    let mut found = Vec::new();
    let mut place = 0;
    let all_of = || {
        |batch: EventBatch| -> Vec<(Document, IndexGroup)> {
            let group = |row| batch.groups().get(batch.group_of(row)).cloned().unwrap_or(IndexGroup::Any);
            (0..batch.num_rows()).map(|row| (batch.document(row), group(row))).collect()
        }
    };
    let report = reader.run(args.thread_count(), all_of, |events: Vec<(Document, IndexGroup)>| {
        for (document, group) in events {
            place += 1;
            if found.len() == MOST_EVENTS {
                return ControlFlow::Break(());
            }
            if wanted.is(&document, place) {
                found.push(Event { place, document, group });
            }
        }
        ControlFlow::Continue(())
    });
    inputs::ensure_read(args, &report)?;
    Ok(found)
}

fn write_event(rule: &CompiledRule, event: &Event, screen: Screen, out: &mut dyn Write) -> io::Result<()> {
    let summary = EventSummary::of(&event.document);
    let facts = [&summary.time, &summary.host, &summary.process, &summary.subject];
    let facts: Vec<&str> = facts.into_iter().map(String::as_str).filter(|fact| !fact.is_empty()).collect();
    writeln!(
        out,
        "\n{} {}",
        screen.paint(Style::Bold, &format!("Event #{}", event.place)),
        clean(&facts.join("  "))
    )?;
    write_index(&rule.rule, &event.group, screen, out)?;
    let stages: Vec<(String, &Filter)> = match &rule.plan {
        Plan::Events { filter, .. } => vec![("the query".to_owned(), filter)],
        Plan::Sequence(plan) => {
            let stages = plan.stages.iter().enumerate().map(|(index, stage)| match stage.presence {
                Presence::Required => (format!("stage {}", index + 1), &stage.filter),
                Presence::Missing => (format!("stage {}, which must not occur,", index + 1), &stage.filter),
            });
            stages.chain(plan.until.iter().map(|stage| ("until".to_owned(), &stage.filter))).collect()
        }
        Plan::Sample(plan) => plan
            .filters
            .iter()
            .enumerate()
            .map(|(index, stage)| (format!("filter {}", index + 1), &stage.filter))
            .collect(),
    };
    for (name, filter) in stages {
        let tree = explain(filter, &event.document);
        let verdict = if tree.passes { "matches" } else { "does not match" };
        let style = if tree.passes { Style::Green } else { Style::Red };
        writeln!(out, "  {} {name}", screen.paint(style, verdict))?;
        explanation::write(&tree, screen, out)?;
    }
    Ok(())
}

/// A rule sees only the events of its index patterns.
fn write_index(rule: &Rule, group: &IndexGroup, screen: Screen, out: &mut dyn Write) -> io::Result<()> {
    if group.is_read_by(&rule.index_patterns()) {
        return Ok(());
    }
    let names = match group {
        IndexGroup::Any => String::new(),
        IndexGroup::Names(names) => names.join(", "),
    };
    let verdict = screen.paint(Style::Red, "is not read");
    writeln!(out, "  {verdict} by the rule: none of its index patterns covers {}", clean(&names))
}
