//! The same result whatever the number of threads and wherever blocks end.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use ecs::{EventBatch, Projection};
use ingest::{Inputs, ReadOptions, Reader};
use proptest::prelude::*;

use super::run::{events, lines, put, read, read_file};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn threads_and_blocks_do_not_show(
        counts in prop::collection::vec(0_usize..60, 1..6), block_bytes in 1_usize..5000, threads in 1_usize..5,
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        for (number, count) in counts.iter().enumerate() {
            let text = lines(&events(*count)) + if number % 2 == 0 { "damage\n" } else { "" };
            match number % 3 {
                0 => put(folder.path(), &format!("{number}"), text),
                1 => put(folder.path(), &format!("{number}"), zstd::encode_all(text.as_bytes(), 1).expect("memory")),
                _ => put(folder.path(), &format!("sub/{number}"), text),
            };
        }
        let plain = read(&[folder.path()], 1, ReadOptions::default());
        let other = read(&[folder.path()], threads, ReadOptions { block_bytes, ..ReadOptions::default() });
        prop_assert_eq!(&plain.documents, &other.documents);
        let arrivals = |run: &super::run::Run| {
            run.handles.iter().map(|handle| (handle.input, handle.offset)).collect::<Vec<_>>()
        };
        prop_assert_eq!(arrivals(&plain), arrivals(&other));
        let show = |run: &super::run::Run| format!("{:?}", run.report.problems);
        prop_assert_eq!(show(&plain), show(&other));
        prop_assert_eq!(plain.report.files, other.report.files);
    }
}

#[test]
fn a_kept_event_keeps_its_handle() {
    let folder = tempfile::tempdir().expect("a folder");
    let path =
        put(folder.path(), "input", zstd::encode_all(lines(&events(3)).as_bytes(), 1).expect("memory"));
    let reader = Reader::new(Inputs::open([path], ReadOptions::default()), Projection::new([]));
    let worker = || |batch: EventBatch| assert_eq!(batch.keep(1), batch.keep(1));
    reader.run(NonZeroUsize::MIN, worker, |()| ControlFlow::Continue(()));
}

#[test]
fn a_run_can_be_ended_early() {
    let folder = tempfile::tempdir().expect("a folder");
    for number in 0..20 {
        put(folder.path(), &format!("{number:02}"), lines(&events(100)));
    }
    for threads in [1, 3] {
        let options = ReadOptions { block_bytes: 1000, ..ReadOptions::default() };
        let reader = Reader::new(Inputs::open([folder.path()], options), Projection::new([]));
        let mut rows = 0;
        let worker = || |batch: EventBatch| batch.num_rows();
        reader.run(NonZeroUsize::new(threads).expect("a thread"), worker, |count| {
            rows += count;
            if rows < 500 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        assert!((500..600).contains(&rows));
    }
}

#[test]
fn progress_and_totals_agree() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = put(folder.path(), "input", lines(&events(1000)));
    let inputs = Inputs::open([&path], ReadOptions::default());
    let total = inputs.total_bytes();
    let reader = Reader::new(inputs, Projection::new([]));
    let progress = reader.progress();
    let mut documents = 0;
    let report = reader.documents(NonZeroUsize::MIN, |_| {
        documents += 1;
        ControlFlow::Continue(())
    });
    assert_eq!((documents, report.events, progress.events()), (1000, 1000, 1000));
    assert_eq!((Some(report.bytes), Some(progress.bytes()), progress.files()), (total, total, 1));
    assert_eq!(read_file(&path).report.files, 1);
}
