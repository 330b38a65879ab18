//! What is derived of events, by the cases of `data/derive/*.toml`.

#[path = "deriving/cases.rs"]
mod cases;
#[path = "deriving/derived.rs"]
mod derived;
#[path = "deriving/model.rs"]
mod model;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use cases::{Case, cases};
use derived::{Event, Reading, read};
use ecs::{EventBatch, Projection};
use ingest::{Inputs, ReadOptions, Reader};
use proptest::prelude::*;

#[test]
fn cases_hold() {
    for case in cases() {
        let events = read(&[&case.input], &Reading::default());
        case.check(&events);
    }
}

#[test]
fn strict_ecs_derives_nothing() {
    for case in cases() {
        let reading = Reading {
            options: ReadOptions { strict_ecs: true, ..ReadOptions::default() },
            ..Reading::default()
        };
        for event in read(&[&case.input], &reading) {
            assert_eq!(event.derived, [""; 0], "{}", case.name);
        }
    }
}

#[test]
fn every_derivation_has_a_case() {
    let cases = cases();
    let covered = |name: &str| cases.iter().any(|case: &Case| case.fields().any(|field| field == name));
    for derivation in ingest::derivations() {
        let field = derivation.fields.iter().find(|field| covered(field.path()));
        assert!(field.is_some(), "no case has a field of {}", derivation.name);
    }
}

/// The table of the documentation is made here: `UPDATE_GOLDEN=1` writes it anew.
#[test]
fn the_documentation_lists_every_derivation() {
    const BEGIN: &str = "<!-- derivations: begin -->\n";
    const END: &str = "<!-- derivations: end -->\n";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/sources.md");
    let text = std::fs::read_to_string(path).expect("the documentation of sources");
    let (before, rest) = text.split_once(BEGIN).expect("where the table begins");
    let (_, behind) = rest.split_once(END).expect("where the table ends");
    let mut table = "| derivation | fields | read from | when it is true |\n|---|---|---|---|\n".to_owned();
    for derivation in ingest::derivations() {
        let fields: Vec<_> = derivation.fields.iter().map(|field| format!("`{}`", field.path())).collect();
        let (fields, inputs) = (fields.join(", "), derivation.inputs.join("; "));
        table += &format!("| {} | {fields} | {inputs} | {} |\n", derivation.name, derivation.soundness);
    }
    let wanted = format!("{before}{BEGIN}{table}{END}{behind}");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path, &wanted).expect("the documentation can be written");
        return;
    }
    assert!(text == wanted, "docs/sources.md has another table; UPDATE_GOLDEN=1 writes it anew");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever starts, ends and is lost: what is linked is linked to what it is of, in any order within a block.
    #[test]
    fn no_process_is_taken_for_another(happenings in model::happenings(), is_reversed in any::<bool>()) {
        let mut records = model::records(&happenings);
        prop_assume!(!records.is_empty());
        if is_reversed {
            records.reverse();
        }
        let text: String = records.iter().map(|record| format!("{}\n", record.line)).collect();
        let events = read(&[text], &Reading::default());
        let mut ids: BTreeMap<String, usize> = BTreeMap::new();
        for (record, event) in records.iter().zip(&events).filter(|(record, _)| record.line.contains("4688")) {
            let id = event.value("process.entity_id").expect("every start has an id");
            prop_assert!(ids.insert(id, record.process.expect("its number")).is_none(), "ids are different");
        }
        for (record, event) in records.iter().zip(&events) {
            let number = |field: &str| event.value(field).map(|id| ids[&id]);
            prop_assert_eq!(number("process.entity_id"), record.process, "{}", record.line);
            prop_assert_eq!(number("process.parent.entity_id"), record.parent, "{}", record.line);
        }
    }

    /// Threads never show; neither do blocks and containers, as long as records are in order.
    #[test]
    fn threads_and_blocks_do_not_show(
        happenings in prop::collection::vec(model::happenings(), 1..4),
        block_bytes in 300_usize..9000,
        threads in 2_usize..5,
    ) {
        let text = |happenings: &Vec<model::Happening>| {
            model::records(happenings).iter().map(|record| format!("{}\n", record.line)).collect::<String>()
        };
        let texts: Vec<String> = happenings.iter().map(text).filter(|text| !text.is_empty()).collect();
        prop_assume!(!texts.is_empty());
        let options = || ReadOptions { block_bytes, ..ReadOptions::default() };
        let alone = read(&texts, &Reading { options: options(), ..Reading::default() });
        let together = read(&texts, &Reading { options: options(), threads, compressed: true });
        prop_assert_eq!(&alone, &together);
        if let [text] = texts.as_slice() {
            let whole: Vec<Event> = read(&[text], &Reading::default());
            prop_assert_eq!(whole, alone);
        }
    }
}

/// Loads that wait for their turn do not hold up a run that is ended.
#[test]
fn a_run_can_be_ended_early() {
    let folder = tempfile::tempdir().expect("a folder");
    let start = |pid: usize| {
        let data = serde_json::json!({"NewProcessId": format!("{pid:#x}"), "ProcessId": "0x4"});
        let winlog = serde_json::json!({
            "channel": "Security", "provider_name": "Microsoft-Windows-Security-Auditing", "event_id": "4688",
            "computer_name": "ws7", "time_created": "2026-02-03T04:05:06Z", "event_data": data,
        });
        format!("{}\n", serde_json::json!({"@timestamp": "2026-02-03T04:05:06Z", "winlog": winlog}))
    };
    for number in 0..40 {
        let text: String = (1..200).map(start).collect();
        std::fs::write(folder.path().join(format!("{number:02}")), text).expect("a file");
    }
    for threads in [1, 2, 5] {
        for wanted in [1, 300, 7000] {
            let options = ReadOptions { block_bytes: 2000, ..ReadOptions::default() };
            let reader = Reader::new(Inputs::open([folder.path()], options), Projection::new([]));
            let mut rows = 0;
            let worker = || |batch: EventBatch| batch.num_rows();
            reader.run(NonZeroUsize::new(threads).expect("a thread"), worker, |more| {
                rows += more;
                if rows < wanted { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            });
            assert!(rows >= wanted);
        }
    }
}
