//! Makes `samples/one-attack/`: one attack as each product would have recorded it, a file a product.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail, ensure};
use testkit::scenario::{DIALECTS, Scenario, proxy_execution_via_openssh};

use crate::Command;

pub(crate) const COMMAND: Command = Command {
    name: "samples",
    summary: "makes samples/one-attack/ from the scenario in testkit; --check only compares",
    run,
};

/// The dialects whose files ship, one a product. The first names the hosts of the alerts that were there before.
const SHIPPED: [&str; 9] = [
    "elastic-defend",
    "elastic-endgame",
    "crowdstrike-fdr",
    "defender-xdr",
    "sentinelone-cloud-funnel",
    "sysmon",
    "windows-security",
    "windows-forwarded",
    "winlogbeat",
];

fn run(words: &[String]) -> anyhow::Result<()> {
    let check = match words {
        [] => false,
        [word] if word == "--check" => true,
        _ => bail!("usage: cargo xtask samples [--check]"),
    };
    let folder = crate::root().join("samples/one-attack");
    let made = files(&proxy_execution_via_openssh())?;
    if held(&folder).is_ok_and(|held| held == made) {
        println!("{} files, up to date", made.len());
        return Ok(());
    }
    ensure!(!check, "{} is stale: run `cargo xtask samples`", folder.display());
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
    }
    fs::create_dir_all(&folder)?;
    for (name, text) in &made {
        fs::write(folder.join(name), text).with_context(|| name.clone())?;
    }
    println!("{} files written", made.len());
    Ok(())
}

/// The files by name.
fn files(scenario: &Scenario) -> anyhow::Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    for name in SHIPPED {
        let dialect = DIALECTS.iter().find(|dialect| dialect.name == name);
        let dialect = dialect.with_context(|| format!("no dialect is called {name}"))?;
        files.insert(dialect.file_name(), (dialect.render)(scenario));
        files.entry("earlier-alerts.ndjson".to_owned()).or_insert_with(|| dialect.earlier_alerts(scenario));
    }
    Ok(files)
}

/// The files as they lie there.
fn held(folder: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        files.insert(entry.file_name().to_string_lossy().into_owned(), fs::read_to_string(entry.path())?);
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_samples_are_up_to_date() {
        super::run(&["--check".to_owned()]).unwrap();
    }
}
