//! What can be said of a script by counting its characters.

use ecs::FieldId;
use foldhash::{HashMap, HashMapExt as _};

use super::{By, Derivation, Event};
use crate::winlog::mapping::Family;

const ENTROPY: FieldId = FieldId::of("powershell.file.script_block_entropy_bits");
const LENGTH: FieldId = FieldId::of("powershell.file.script_block_length");
const SURPRISAL: FieldId = FieldId::of("powershell.file.script_block_surprisal_stdev");
const SYMBOLS: FieldId = FieldId::of("powershell.file.script_block_unique_symbols");

/// Where a signature begins, which is at the end of the script that it signs.
const SIGNATURE: &str = "# SIG # Begin signature block";

pub(super) static DERIVATION: Derivation = Derivation {
    name: "script_block",
    fields: &[LENGTH, SYMBOLS, ENTROPY, SURPRISAL],
    inputs: &["PowerShell 4104: ScriptBlockText, without a signature at its end"],
    soundness: "Counted in UTF-16 units, as the integration does since 2025: length, number of different ones, Shannon \
                entropy in bits, and how far the surprise of a unit deviates from that. Of the part of the script that \
                the event holds: a long one is logged in several.",
    by: By::Winlog(derive),
};

fn derive(event: &mut Event<'_, '_>) {
    let Some(record) =
        event.winlog_of(Family::PowerShellOperational).filter(|record| record.event_code == 4104)
    else {
        return;
    };
    if ![ENTROPY, LENGTH, SURPRISAL, SYMBOLS].iter().any(|field| event.lacks(*field)) {
        return;
    }
    let text = record.data("ScriptBlockText").unwrap_or_default();
    let script = text.split_once(SIGNATURE).map_or(text, |(script, _)| script);
    if let Some(counted) = Counted::of(script) {
        event.fill_long(LENGTH, counted.length);
        event.fill_long(SYMBOLS, counted.symbols);
        event.fill_double(ENTROPY, counted.entropy);
        event.fill_double(SURPRISAL, counted.surprisal);
    }
}

/// The counts of a text.
struct Counted {
    length: i64,
    symbols: i64,
    /// In bits.
    entropy: f64,
    /// The standard deviation of the surprise of a unit, in bits.
    surprisal: f64,
}

impl Counted {
    fn of(text: &str) -> Option<Self> {
        let mut counts: HashMap<u16, u32> = HashMap::new();
        let mut length = 0_u32;
        for unit in text.encode_utf16() {
            *counts.entry(unit).or_default() += 1;
            length = length.checked_add(1)?;
        }
        if length == 0 {
            return None;
        }
        let mut shares: Vec<f64> =
            counts.values().map(|count| f64::from(*count) / f64::from(length)).collect();
        // Sums of floats depend on their order, and that of a hash map is none.
        shares.sort_by(f64::total_cmp);
        let entropy = shares.iter().fold(0.0, |sum, share| sum - share * share.log2());
        let deviation = |share: &f64| share * (-share.log2() - entropy).powi(2);
        let surprisal = shares.iter().map(deviation).sum::<f64>().sqrt();
        Some(Self { length: length.into(), symbols: counts.len() as i64, entropy, surprisal })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_counted() {
        let counted = Counted::of("aabb").expect("a text");
        assert_eq!((counted.length, counted.symbols), (4, 2));
        assert_eq!((counted.entropy, counted.surprisal), (1.0, 0.0));
        let one = Counted::of("aaaa").expect("a text");
        assert_eq!((one.entropy, one.surprisal), (0.0, 0.0));
        assert_eq!(Counted::of("a😀").map(|counted| counted.length), Some(3));
        assert!(Counted::of("").is_none());
    }
}
