//! What is measured: see `bench/README.md` for the targets.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::generate::{self, Inputs};
use crate::inputs::{corpus, root};
use crate::measure::{Measured, in_turn};
use crate::products::PRODUCTS;
use crate::report::Report;

/// How long the generated inputs are.
const MEGABYTES: u64 = 512;
/// How many of the EQL rules are loaded, to show how cost grows with them.
const RULE_COUNTS: &[usize] = &[1, 85, 170, 340, 680];

/// How often the EVTX recordings are read: so often that loading the rules, which has a target of its own, is a small part.
const EVTX_TIMES: usize = 60;

/// One bench run: where things are and how much is measured.
struct Bench {
    tripline: PathBuf,
    own: PathBuf,
    folder: PathBuf,
    seed_rule: PathBuf,
    rounds: usize,
}

/// Measures everything and writes the record; `quick` uses small inputs and one round, to see that all still runs.
pub(crate) fn run(quick: bool) -> Result<()> {
    let root = root()?;
    let bench = Bench::new(&root, if quick { 1 } else { 5 })?;
    let megabytes = if quick { 20 } else { MEGABYTES };
    let inputs = generate::inputs(&bench.folder, &bench.tripline, megabytes << 20)?;
    let mut report = Report::new(quick)?;
    let rules = bench.rule_sets()?;
    bench.json(&inputs, &rules, &mut report)?;
    bench.xml(&inputs, &rules, &mut report)?;
    bench.products(&rules, if quick { 5 } else { MEGABYTES }, &mut report)?;
    if let Some(corpus) = corpus() {
        bench.evtx(&corpus, &rules, if quick { 1 } else { EVTX_TIMES }, &mut report)?;
    }
    report.write(&root)
}

/// Generates every input and measures nothing.
pub(crate) fn generate_inputs() -> Result<()> {
    let root = root()?;
    let bench = Bench::new(&root, 0)?;
    generate::inputs(&bench.folder, &bench.tripline, MEGABYTES << 20)?;
    PRODUCTS.iter().try_for_each(|product| product.input(&bench.folder, MEGABYTES << 20).map(drop))
}

/// Measures event log files alone, and prints it.
pub(crate) fn event_logs() -> Result<()> {
    let root = root()?;
    let bench = Bench::new(&root, 5)?;
    std::fs::create_dir_all(&bench.folder)?;
    let corpus = corpus().context("no TRIPLINE_CORPUS")?;
    bench.evtx(&corpus, &bench.rule_sets()?, EVTX_TIMES, &mut Report::new(true)?)
}

fn shipped_rule(root: &Path) -> Result<PathBuf> {
    walkdir::WalkDir::new(root.join("rules"))
        .into_iter()
        .filter_map(|entry| entry.ok().map(walkdir::DirEntry::into_path))
        .find(|path| path.to_string_lossy().contains("windows_openssh"))
        .context("the shipped rule is not in rules/")
}

/// A folder of rules, and how many it holds.
struct RuleSet {
    count: usize,
    folder: PathBuf,
}

impl Bench {
    fn new(root: &Path, rounds: usize) -> Result<Self> {
        std::env::set_current_dir(root)?;
        let own = std::env::current_exe()?;
        Ok(Self {
            tripline: own.with_file_name("tripline"),
            own,
            folder: root.join("bench/data"),
            seed_rule: shipped_rule(root)?,
            rounds,
        })
    }

    /// Folders with growing parts of the corpus's EQL rules, in a fixed shuffled order; none without the corpus.
    fn rule_sets(&self) -> Result<Vec<RuleSet>> {
        let Some(corpus) = corpus() else { return Ok(Vec::new()) };
        let mut files: Vec<PathBuf> = walkdir::WalkDir::new(corpus.join("rules"))
            .into_iter()
            .filter_map(|entry| entry.ok().map(walkdir::DirEntry::into_path))
            .filter(|path| {
                std::fs::read_to_string(path)
                    .is_ok_and(|text| text.lines().any(|line| line == "language = \"eql\""))
            })
            .collect();
        files.sort();
        fastrand::Rng::with_seed(1).shuffle(&mut files);
        let mut sets = Vec::new();
        for &count in RULE_COUNTS {
            let count = count.min(files.len());
            let folder = self.folder.join(format!("rules-{count}"));
            let _ = std::fs::remove_dir_all(&folder);
            std::fs::create_dir_all(&folder)?;
            for file in &files[..count] {
                std::fs::copy(file, folder.join(file.file_name().context("a rule file without name")?))?;
            }
            sets.push(RuleSet { count, folder });
        }
        Ok(sets)
    }

    fn floor(&self, kind: &str, arguments: Vec<OsString>) -> Measured {
        let arguments = std::iter::once(OsString::from(kind)).chain(arguments).collect();
        Measured { name: kind.to_owned(), program: self.own.clone(), arguments }
    }

    fn hunt(&self, name: &str, threads: usize, rules: &Path, input: &Path) -> Measured {
        let mut arguments: Vec<OsString> =
            ["hunt", "-q", "--format", "ndjson", "--threads"].map(OsString::from).into();
        arguments.extend([threads.to_string().into(), "--rules".into(), rules.into(), input.into()]);
        Measured { name: name.to_owned(), program: self.tripline.clone(), arguments }
    }

    fn query(&self, query: &str, input: &Path) -> Measured {
        let arguments =
            ["query", "-q", "--threads", "1", query].map(OsString::from).into_iter().chain([input.into()]);
        Measured { name: "query".to_owned(), program: self.tripline.clone(), arguments: arguments.collect() }
    }

    fn json(&self, inputs: &Inputs, rules: &[RuleSet], report: &mut Report) -> Result<()> {
        for (shape, input) in
            [("ECS NDJSON", &inputs.ecs), ("winlog JSON", &inputs.winlog), ("NXLog", &inputs.nxlog)]
        {
            let mut commands = vec![self.floor("floor-json", vec![input.into()])];
            if shape == "NXLog" {
                let all = rules.last().map_or(&self.seed_rule, |all| &all.folder);
                commands.push(self.hunt("all rules, 1 thread", 1, all, input));
            } else {
                commands.push(self.hunt("seed rule, 1 thread", 1, &self.seed_rule, input));
                for set in rules {
                    commands.push(self.hunt(
                        &format!("{} rules, 1 thread", set.count),
                        1,
                        &set.folder,
                        input,
                    ));
                }
                if let Some(all) = rules.last() {
                    commands.push(self.hunt(
                        &format!("{} rules, 2 threads", all.count),
                        2,
                        &all.folder,
                        input,
                    ));
                }
                commands.push(self.query(r#"process where process.name : ("ssh.exe", "sftp.exe")"#, input));
            }
            let samples = in_turn(&commands, self.rounds)?;
            report.table(
                &format!("{shape}, {} MB", std::fs::metadata(input)?.len() >> 20),
                &commands,
                &samples,
            );
        }
        Ok(())
    }

    fn xml(&self, inputs: &Inputs, rules: &[RuleSet], report: &mut Report) -> Result<()> {
        let Some(all) = rules.last() else { return Ok(()) };
        let commands = [
            self.floor("floor-xml", vec![(&inputs.xml).into()]),
            self.hunt(&format!("{} rules, 1 thread", all.count), 1, &all.folder, &inputs.xml),
        ];
        let samples = in_turn(&commands, self.rounds)?;
        report.table(
            &format!("Event XML, {} MB", std::fs::metadata(&inputs.xml)?.len() >> 20),
            &commands,
            &samples,
        );
        Ok(())
    }

    fn products(&self, rules: &[RuleSet], megabytes: u64, report: &mut Report) -> Result<()> {
        let all = rules.last().map_or(&self.seed_rule, |all| &all.folder);
        for product in PRODUCTS {
            let input = product.input(&self.folder, megabytes << 20)?;
            let commands = [
                self.floor("floor-json", vec![(&input).into()]),
                self.hunt("all rules, 1 thread", 1, all, &input),
            ];
            let samples = in_turn(&commands, self.rounds)?;
            report.table(&format!("{}, {megabytes} MB", product.sample), &commands, &samples);
        }
        Ok(())
    }

    fn evtx(&self, corpus: &Path, rules: &[RuleSet], times: usize, report: &mut Report) -> Result<()> {
        let input = generate::evtx_copies(&self.folder, &corpus.join("evtx"), times)?;
        let Some(all) = rules.last() else { return Ok(()) };
        let one_event = self.folder.join("one-event.ndjson");
        std::fs::write(
            &one_event,
            "{\"@timestamp\":\"2026-01-01T00:00:00Z\",\"event\":{\"category\":\"process\"}}\n",
        )?;
        let loading = [1, 2].map(|threads| {
            self.hunt(&format!("{} rules, {threads} threads", all.count), threads, &all.folder, &one_event)
        });
        report.table("Loading and compiling rules: one event", &loading, &in_turn(&loading, self.rounds)?);
        for threads in [1, 2] {
            let commands = [
                self.floor("floor-evtx", vec![threads.to_string().into(), (&input).into()]),
                self.hunt(&format!("{} rules, {threads} threads", all.count), threads, &all.folder, &input),
            ];
            let samples = in_turn(&commands, self.rounds)?;
            report.table(
                &format!("EVTX, the recordings {times} times, {threads} threads"),
                &commands,
                &samples,
            );
        }
        Ok(())
    }
}
