//! What each product's own records cost: templates from our samples and, where it is there, the corpus's raw records.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::generate;
use crate::inputs::corpus;

/// Records outside these lengths are not used: they would make the mean unlike a product's own.
const LENGTHS: std::ops::RangeInclusive<usize> = 300..=8_000;

/// A product whose records are measured.
pub(crate) struct Product {
    /// The file's name in `samples/one-attack/`.
    pub(crate) sample: &'static str,
    /// The sources whose raw records the corpus may have.
    sources: &'static [&'static str],
}

/// Everything that is measured, in the order of the report.
pub(crate) const PRODUCTS: &[Product] = &[
    Product { sample: "crowdstrike-fdr", sources: &["crowdstrike.fdr"] },
    Product { sample: "defender-xdr", sources: &["m365_defender.event"] },
    Product { sample: "sentinelone-cloud-funnel", sources: &["sentinel_one_cloud_funnel.event"] },
    Product { sample: "elastic-defend", sources: &[] },
    Product { sample: "elastic-endgame", sources: &[] },
    Product { sample: "windows-security", sources: &["system.security"] },
    Product { sample: "windows-forwarded", sources: &["windows.forwarded"] },
    Product { sample: "sysmon", sources: &["windows.sysmon_operational"] },
    Product { sample: "winlogbeat", sources: &["winlogbeat.security", "winlogbeat.sysmon"] },
];

impl Product {
    /// A file of this product's records, `bytes` long, generated if it is not there.
    pub(crate) fn input(&self, folder: &Path, bytes: u64) -> Result<PathBuf> {
        let path = folder.join(format!("{}-{}m.ndjson", self.sample, bytes >> 20));
        if !path.exists() {
            generate::write(&path, &self.templates()?, LENGTHS, bytes, &Value::to_string)?;
        }
        Ok(path)
    }

    /// Records that are no attack: one in every few dozen events would measure the writing of alerts.
    fn templates(&self) -> Result<Vec<Value>> {
        let sample = PathBuf::from(format!("samples/one-attack/{}.ndjson", self.sample));
        let mut templates = lines(&sample)?;
        for source in self.sources {
            let Some(corpus) = corpus() else { break };
            let pairs = lines(&corpus.join(format!("sources/{source}.ndjson")))?;
            templates.extend(pairs.into_iter().filter_map(raw_record));
        }
        templates.retain(|record| !record.to_string().contains("Command="));
        ensure!(!templates.is_empty(), "no records in {}", sample.display());
        Ok(templates)
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

/// The raw record of a pair of the corpus: a line of text, or the object that a shipper sends.
fn raw_record(mut pair: Value) -> Option<Value> {
    match pair.get_mut("input")?.take() {
        Value::String(line) => serde_json::from_str(&line).ok(),
        record => Some(record),
    }
}
