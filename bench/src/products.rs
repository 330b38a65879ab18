//! What each product's own records cost: the ordinary events of our samples and, where it is there, the corpus's raw
//! records, in the mix that a fleet of hosts sends.

use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::fleet::Fleet;
use crate::inputs::corpus;

/// Records outside these lengths are not used: they would make the mean unlike a product's own.
const LENGTHS: std::ops::RangeInclusive<usize> = 300..=8_000;

/// What only the story's attack says.
const ATTACK: &[&str] = &["Command=", "ledgersync", "cargo-manifest", "svc-backup", "schtasks", "upd.exe"];

/// A product whose records are measured.
pub(crate) struct Product {
    /// The file's name in `samples/one-attack/`.
    pub(crate) sample: &'static str,
    /// The sources whose raw records the corpus may have.
    sources: &'static [&'static str],
    /// JSON pointer to what kind of event a record is of.
    kind: &'static str,
    pub(crate) mix: &'static [Share],
    /// Members that a raw record of the corpus takes from a sample's, so that it is of the same fleet: JSON pointer of
    /// the object they are in, and what their names begin with.
    pub(crate) adopted: &'static [(&'static str, &'static [&'static str])],
}

/// How many of a thousand records are of some kinds. No kinds are all that are not named.
pub(crate) struct Share(pub(crate) u32, pub(crate) &'static [&'static str]);

/// A record to repeat.
pub(crate) struct Template {
    pub(crate) record: Value,
    pub(crate) kind: String,
    /// Whether it is of the story, whose hosts and processes it shares with the others of it.
    pub(crate) is_of_story: bool,
    pub(crate) is_attack: bool,
}

const WINLOG: &str = "/winlog/event_id";
const WINLOG_ADOPTED: &[(&str, &[&str])] = &[
    ("", &["host", "agent"]),
    ("/winlog", &["computer_name"]),
    ("/winlog/event_data", &["ProcessGuid", "ProcessId", "Subject", "ProcessName"]),
];
const SYSMON: &[Share] = &[
    Share(170, &["1", "5"]),
    Share(200, &["3"]),
    Share(230, &["22"]),
    Share(130, &["11"]),
    Share(150, &["12", "13", "14"]),
    Share(40, &["10"]),
    Share(40, &["23", "26", "2"]),
    Share(30, &["4624"]),
    Share(10, &[]),
];
const SECURITY: &[Share] = &[
    Share(350, &["4688", "4689"]),
    Share(140, &["4624"]),
    Share(110, &["4634", "4672"]),
    Share(230, &["5156", "5157", "5158"]),
    Share(70, &["4663", "4673", "4674", "5140", "5145"]),
    Share(50, &["4768", "4769", "4770", "4771", "4776"]),
    Share(25, &["4798", "4799", "5379", "5380", "5381", "5382"]),
    Share(15, &["4648", "4625", "4778", "4779"]),
    Share(10, &[]),
];

/// Everything that is measured, in the order of the report.
pub(crate) const PRODUCTS: &[Product] = &[
    Product {
        sample: "crowdstrike-fdr",
        sources: &["crowdstrike.fdr"],
        kind: "/event_simpleName",
        mix: &[
            Share(220, &["ProcessRollup2", "EndOfProcess", "SyntheticProcessRollup2"]),
            Share(220, &["DnsRequest"]),
            Share(200, &["NetworkConnectIP4", "NetworkConnectIP6", "NetworkCloseIP4", "NetworkListenIP4"]),
            Share(
                150,
                &[
                    "PeFileWritten",
                    "NewExecutableRenamed",
                    "GenericFileWritten",
                    "OoxmlFileWritten",
                    "ZipFileWritten",
                ],
            ),
            Share(70, &["DirectoryCreate", "NewScriptWritten", "CriticalFileAccessed", "ExecutableDeleted"]),
            Share(
                80,
                &[
                    "SensorHeartbeat",
                    "ChannelVersionRequired",
                    "ConfigStateUpdate",
                    "LFODownloadConfirmation",
                ],
            ),
            Share(10, &["UserLogon"]),
            Share(50, &[]),
        ],
        adopted: &[("", &["aid", "cid", "aip", "ComputerName", "ContextProcessId", "UserSid"])],
    },
    Product {
        sample: "defender-xdr",
        sources: &["m365_defender.event"],
        kind: "/category",
        mix: &[
            Share(160, &["AdvancedHunting-DeviceProcessEvents"]),
            Share(220, &["AdvancedHunting-DeviceNetworkEvents"]),
            Share(240, &["AdvancedHunting-DeviceFileEvents"]),
            Share(120, &["AdvancedHunting-DeviceRegistryEvents"]),
            Share(140, &["AdvancedHunting-DeviceImageLoadEvents"]),
            Share(80, &["AdvancedHunting-DeviceEvents"]),
            Share(30, &["AdvancedHunting-DeviceLogonEvents"]),
            Share(10, &[]),
        ],
        adopted: &[
            ("", &["tenantId"]),
            ("/properties", &["Device", "InitiatingProcessId", "InitiatingProcessCreationTime"]),
        ],
    },
    Product {
        sample: "sentinelone-cloud-funnel",
        sources: &["sentinel_one_cloud_funnel.event"],
        kind: "/event.type",
        mix: &[
            Share(180, &["Process Creation", "Process Exit"]),
            Share(200, &["IP Connect"]),
            Share(150, &["DNS Resolved"]),
            Share(220, &["File Creation", "FileCreation"]),
            Share(180, &["ModuleLoad"]),
            Share(20, &["Login"]),
            Share(50, &[]),
        ],
        adopted: &[(
            "",
            &["agent.uuid", "endpoint.", "site.", "account.", "src.process.uid", "src.process.pid"],
        )],
    },
    Product {
        sample: "elastic-defend",
        sources: &[],
        kind: "/data_stream/dataset",
        mix: &[
            Share(300, &["endpoint.events.process"]),
            Share(400, &["endpoint.events.network"]),
            Share(250, &["endpoint.events.file"]),
            Share(40, &["system.security"]),
            Share(10, &[]),
        ],
        adopted: &[],
    },
    Product {
        sample: "elastic-endgame",
        sources: &[],
        kind: "/endgame/event_type_full",
        mix: &[
            Share(300, &["process_event"]),
            Share(250, &["network_event"]),
            Share(200, &["dns_event"]),
            Share(200, &["file_event"]),
            Share(50, &[]),
        ],
        adopted: &[],
    },
    Product { sample: "windows-security", sources: &["system.security"], ..EVENT_LOG },
    Product { sample: "windows-forwarded", sources: &["windows.forwarded"], ..EVENT_LOG },
    Product { sample: "sysmon", sources: &["windows.sysmon_operational"], mix: SYSMON, ..EVENT_LOG },
    Product { sample: "winlogbeat", sources: &["winlogbeat.sysmon"], mix: SYSMON, ..EVENT_LOG },
];

const EVENT_LOG: Product =
    Product { sample: "", sources: &[], kind: WINLOG, mix: SECURITY, adopted: WINLOG_ADOPTED };

impl Product {
    /// A file of this product's records, `bytes` long, generated if it is not there.
    pub(crate) fn input(&'static self, folder: &Path, bytes: u64) -> Result<PathBuf> {
        let path = folder.join(format!("{}-{}m.ndjson", self.sample, bytes >> 20));
        if path.exists() {
            return Ok(path);
        }
        let mut fleet = Fleet::of(self, self.templates()?)?;
        let partial = path.with_extension("partial");
        let mut writer = BufWriter::with_capacity(1 << 20, std::fs::File::create(&partial)?);
        let (mut written, mut records) = (0u64, 0u64);
        while written < bytes {
            let line = fleet.next().to_string();
            writer.write_all(line.as_bytes())?;
            writer.write_all(b"\n")?;
            written += line.len() as u64 + 1;
            records += 1;
        }
        writer.flush()?;
        std::fs::rename(&partial, &path)?;
        eprintln!("{}: {records} records of {} bytes", path.display(), written / records.max(1));
        Ok(path)
    }

    fn templates(&self) -> Result<Vec<Template>> {
        let sample = PathBuf::from(format!("samples/one-attack/{}.ndjson", self.sample));
        let mut templates = Vec::new();
        for line in lines(&sample)? {
            templates.extend(unwrapped(line).into_iter().map(|record| self.template(record, true)));
        }
        for source in self.sources {
            let Some(corpus) = corpus() else { break };
            let pairs = lines(&corpus.join(format!("sources/{source}.ndjson")))?;
            let records = pairs.into_iter().filter_map(raw_record);
            templates.extend(records.map(|record| self.template(record, false)));
        }
        templates.retain(|template| LENGTHS.contains(&template.record.to_string().len()));
        ensure!(!templates.is_empty(), "no records in {}", sample.display());
        Ok(templates)
    }

    fn template(&self, record: Value, is_of_story: bool) -> Template {
        let kind = match record.pointer(self.kind) {
            Some(Value::String(kind)) => kind.clone(),
            Some(kind) => kind.to_string(),
            None => String::new(),
        };
        let text = record.to_string();
        let is_attack = is_of_story && ATTACK.iter().any(|mark| text.contains(mark));
        Template { record, kind, is_of_story, is_attack }
    }
}

fn lines(path: &Path) -> Result<Vec<Value>> {
    let file = std::fs::File::open(path).with_context(|| format!("opening {}", path.display()))?;
    let mut values = Vec::new();
    for line in BufReader::new(file).lines() {
        if let Ok(value) = serde_json::from_str(&line?) {
            values.push(value);
        }
    }
    Ok(values)
}

/// The records of an Event Hub message, or the record itself.
fn unwrapped(mut line: Value) -> Vec<Value> {
    match line.get_mut("records").map(Value::take) {
        Some(Value::Array(records)) => records,
        _ => vec![line],
    }
}

/// The raw record of a pair of the corpus: a line of text, or the object that a shipper sends.
fn raw_record(mut pair: Value) -> Option<Value> {
    match pair.get_mut("input")?.take() {
        Value::String(line) => serde_json::from_str(&line).ok(),
        record => Some(record),
    }
}
