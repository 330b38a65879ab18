//! Speed and memory of `tripline`, as ratios to floors measured in the same run.
//!
//! `cargo xtask bench` builds and runs this, with `tripline` beside it. Inputs are generated with a seed from the recordings in the corpus, or from
//! our own samples where there is no corpus; floors and `tripline` are whole processes, run in turn, so that a machine
//! that slows down slows both. Nothing here judges: results are written to `bench/record/`.

mod event_xml;
mod fleet;
mod floor;
mod generate;
mod inputs;
mod jitter;
mod measure;
mod moment;
mod products;
mod report;
mod scenarios;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let paths =
        |from: usize| arguments[from.min(arguments.len())..].iter().map(PathBuf::from).collect::<Vec<_>>();
    match arguments.first().map(String::as_str) {
        Some("floor-json") => floor::json(arguments.get(1).context("floor-json FILE")?.as_ref()),
        Some("floor-xml") => floor::xml(arguments.get(1).context("floor-xml FILE")?.as_ref()),
        Some("floor-evtx") => {
            let threads = arguments.get(1).context("floor-evtx THREADS PATH...")?.parse()?;
            floor::evtx(threads, &paths(2))
        }
        None | Some("--quick") => scenarios::run(!arguments.is_empty()),
        Some("--evtx") => scenarios::event_logs(),
        Some("--inputs") => scenarios::generate_inputs(),
        Some(other) => {
            bail!(
                "unknown argument '{other}': expected nothing, --quick, --evtx, --inputs, floor-json, floor-xml or floor-evtx"
            )
        }
    }
}
