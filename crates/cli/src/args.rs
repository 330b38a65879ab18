//! The arguments that every command shares, and the list of commands.

use std::num::NonZeroUsize;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::commands::{config, explain, hunt, key, normalize, query, rules, serve, sources, user};

/// Shown after every help text.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  done, and what was to be reported is there: alerts at or above --fail-on (hunt),
     invalid rules (rules check), unformatted rules (rules fmt --check)
  2  wrong arguments, or an input, rule or output that cannot be used
  130  interrupted";

/// Runs Elastic Security detection rules on endpoint telemetry: Windows event logs and ECS NDJSON in, alerts out. No
/// Elastic stack is needed and nothing leaves the machine.
#[derive(Debug, Parser)]
#[command(name = "tripline", version, max_term_width = 100, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    /// What every command takes.
    #[command(flatten)]
    pub(crate) global: GlobalArgs,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Clone, Copy, Debug, Args)]
#[command(next_display_order = 900)]
pub(crate) struct GlobalArgs {
    /// Say nothing on standard error but errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Say more on standard error: every skipped record sample, every warning on a rule
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// When to use colours: auto, always or never; auto means on a terminal, unless NO_COLOR is set
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        default_value_t,
        hide_possible_values = false
    )]
    pub(crate) color: ColorChoice,
}

/// When colours are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// One thing to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run rules over event logs and print the alerts
    Hunt(hunt::HuntArgs),
    /// Run one EQL query over event logs and print the matching events
    Query(query::QueryArgs),
    /// Check, list, show and format rules, or map what they cover
    #[command(subcommand)]
    Rules(rules::RulesCommand),
    /// Say why an event did or did not match a rule
    Explain(explain::ExplainArgs),
    /// Convert event logs to ECS NDJSON
    Normalize(normalize::NormalizeArgs),
    /// List what can be read, and which index patterns each source serves
    Sources(sources::SourcesArgs),
    /// Take events from shippers, raise alerts as they come, answer searches
    Serve(serve::ServeArgs),
    /// Print the server's configuration, with what each setting means
    Config(config::ConfigArgs),
    /// Add, remove and list users of the server
    #[command(subcommand)]
    User(user::UserCommand),
    /// Add, remove and list API keys of the server
    #[command(subcommand)]
    Key(key::KeyCommand),
}

/// Which events are read, and how.
#[derive(Clone, Debug, Args)]
pub(crate) struct InputArgs {
    /// Event logs: files, folders (searched recursively, by content and not by extension) or `-` for standard input
    ///
    /// EVTX, NDJSON, JSON arrays, Windows Event XML or CSV, plain or in gzip, zstd or zip.
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<std::path::PathBuf>,
    /// Take every record as of this source, a name from `tripline sources`, instead of finding out
    #[arg(long, value_name = "NAME")]
    pub(crate) source: Option<String>,
    /// Leave out what is derived beyond what Elastic's integrations set: ids of processes and hosts, sessions, data streams
    #[arg(long)]
    pub(crate) strict_ecs: bool,
    /// Threads to use; what is printed does not depend on it [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
}

impl InputArgs {
    /// How many threads to use.
    pub(crate) fn thread_count(&self) -> NonZeroUsize {
        let wanted = self.threads.and_then(|threads| NonZeroUsize::new(threads.into()));
        wanted.unwrap_or_else(every_core)
    }
}

/// As many threads as there are cores.
pub(crate) fn every_core() -> NonZeroUsize {
    std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}
