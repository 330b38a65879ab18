//! `tripline serve`: events from shippers in, alerts out as they come.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use server::{LoadedConfig, Server};
use toml::Value;

use crate::args::every_core;
use crate::console::Console;
use crate::exit::ExitStatus;
use crate::rules::load_some;

const EXAMPLES: &str = "\
Examples:
  tripline serve --data /var/lib/tripline
      Listen on 127.0.0.1:9200, as Elasticsearch would; shippers on this machine need no change but the address
  tripline serve --config /etc/tripline.toml
      With a file; `tripline config` prints one to begin with
  tripline serve --data case-17 --watch C:\\exports
      Take every file that appears in a folder, event logs included";

/// Arguments of `serve`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, long_about = "Take events from shippers, raise alerts as they come, answer searches.

Winlogbeat, Elastic Agent, rsyslog, Vector and other clients of Elasticsearch send to it as they are. An event is \
acknowledged when it is on disk. Settings come from defaults, --config, variables of the environment and flags, the last \
over the first.")]
pub(crate) struct ServeArgs {
    /// What is set.
    #[command(flatten)]
    pub(crate) settings: SettingArgs,
}

/// Where settings come from; also what `config` takes.
#[derive(Debug, Args)]
pub(crate) struct SettingArgs {
    /// A TOML file of settings; `tripline config` prints all there are
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The folder of events, alerts and accounts; made when there is none [default: tripline-data]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Address and port to listen on; port 0 takes a free one [default: 127.0.0.1:9200]
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// Read the files of a folder, new ones as they come; may be given more than once
    #[arg(long, value_name = "DIR")]
    watch: Vec<PathBuf>,
    /// Read events from standard input too, one JSON object a line
    #[arg(long)]
    stdin: bool,
    /// A rule file or a folder of them; may be given more than once [default: the shipped rules]
    #[arg(long, value_name = "PATH")]
    rules: Vec<PathBuf>,
}

impl SettingArgs {
    /// Puts the settings together.
    pub(crate) fn load(&self) -> anyhow::Result<LoadedConfig> {
        let text = |path: &PathBuf| Value::String(path.to_string_lossy().into_owned());
        let list = |paths: &[PathBuf]| Value::Array(paths.iter().map(text).collect());
        let mut flags = Vec::new();
        flags.extend(self.data.as_ref().map(|data| ("data", text(data))));
        flags.extend(self.listen.map(|listen| ("http.listen", Value::String(listen.to_string()))));
        if !self.watch.is_empty() {
            flags.push(("intake.watch", list(&self.watch)));
        }
        if self.stdin {
            flags.push(("intake.stdin", Value::Boolean(true)));
        }
        if !self.rules.is_empty() {
            flags.push(("detection.rules", list(&self.rules)));
        }
        // A variable whose name or value is no text is none of ours.
        let environment = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        Ok(LoadedConfig::load(self.config.as_deref(), environment, flags)?)
    }
}

/// Runs the command.
pub(crate) fn run(args: ServeArgs, console: &Console) -> anyhow::Result<ExitStatus> {
    let config = args.settings.load()?.config()?;
    let scheme = if config.has_tls() { "https" } else { "http" };
    let shipped = match config.detection.enabled && config.detection.rules.is_empty() {
        true => load_some(&[], every_core())?.rules,
        false => Vec::new(),
    };
    server::serve(config, shipped, |server| announce(server, scheme, console))?;
    Ok(ExitStatus::Fine)
}

/// Says where the server listens, and what has to be known to use it.
fn announce(server: &Server, scheme: &str, console: &Console) {
    let addresses = server.addresses();
    if let Some(address) = addresses.http {
        console.note(&format!("listening on {scheme}://{address}"));
    }
    let syslog =
        [("tcp", addresses.syslog_tcp), ("tls", addresses.syslog_tls), ("udp", addresses.syslog_udp)];
    for (kind, address) in syslog {
        if let Some(address) = address {
            console.note(&format!("listening for syslog on {kind}://{address}"));
        }
    }
    if let Some((name, password)) = server.first_user() {
        console.note(&format!(
            "there was no account: the user '{name}' was made with password {password}, which is not shown again"
        ));
    }
    if server.is_open() {
        console.note(
            "there is no account: programs on this machine are let in as they come (`tripline user add` ends this)",
        );
    }
}
