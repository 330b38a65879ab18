//! How many events a second a store takes, with everything synced:
//!
//! ```text
//! cargo run --release -p store --example append_throughput -- [EVENTS] [CALLERS] [EVENTS A BATCH] [FOLDER]
//! ```
//!
//! Events have 1.5 KB, the fields of an endpoint's process event, and ids of their own. What one event costs is said in
//! processor time too: on a server, detection wants the rest of it. The documents are made before the clock starts.

#![allow(clippy::print_stdout, reason = "it is a program, and prints what it measured")]

use std::error::Error;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use store::{NewEvent, Store, StoreOptions};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut number = |default: usize| arguments.next().map_or(Ok(default), |text| text.parse());
    let (events, callers, batch) = (number(300_000)?, number(4)?, number(1_000)?);
    let temporary = tempfile::tempdir()?;
    let folder = arguments.next().map_or(temporary.path().to_owned(), PathBuf::from);

    let per_caller = events / callers;
    let batches: Vec<Vec<Vec<NewEvent>>> = (0..callers)
        .map(|caller| {
            let mut random = fastrand::Rng::with_seed(caller as u64);
            let mut events = (0..per_caller).map(|number| event(&mut random, caller, number));
            std::iter::from_fn(|| {
                Some(events.by_ref().take(batch).collect::<Vec<_>>()).filter(|b| !b.is_empty())
            })
            .collect()
        })
        .collect();

    let store = Store::open(&folder, StoreOptions::default())?;
    let (start, processor) = (Instant::now(), processor_time());
    let mut waits: Vec<Duration> = std::thread::scope(|scope| {
        let callers: Vec<_> =
            batches.into_iter().map(|batches| scope.spawn(|| append(&store, batches))).collect();
        callers.into_iter().flat_map(|caller| caller.join().unwrap_or_default()).collect()
    });
    let (took, processor) = (start.elapsed(), processor_time().saturating_sub(processor));
    waits.sort();

    let numbers = store.statistics()?;
    let stored = numbers.appended_events as f64;
    let wait = |share: f64| waits.get((waits.len() as f64 * share) as usize).copied().unwrap_or_default();
    println!("{stored} events by {callers} callers in batches of {batch}: {took:.2?}");
    println!(
        "  {:.0} events/s, {:.1} MB/s of text",
        stored / took.as_secs_f64(),
        per_second(numbers.appended_text_bytes, took)
    );
    println!("  {:.2} µs of processor time an event", processor.as_secs_f64() * 1e6 / stored);
    println!(
        "  {} syncs of groups, an append waits {:.1?} (median), {:.1?} (99 of 100)",
        numbers.groups,
        wait(0.5),
        wait(0.99)
    );
    println!(
        "  {:.3} bytes on disk a byte of text",
        numbers.appended_bytes as f64 / numbers.appended_text_bytes as f64
    );
    let start = Instant::now();
    let mut next = 0;
    while let Some(block) = store.read(next)? {
        next = block.first + block.count;
    }
    println!("  read again at {:.1} MB/s of text", per_second(numbers.appended_text_bytes, start.elapsed()));
    store.maintain()?;
    drop(store);
    let start = Instant::now();
    Store::open(&folder, StoreOptions::default())?;
    println!("  opened again in {:.2?}", start.elapsed());
    Ok(())
}

/// Appends batch after batch; how long each took.
fn append(store: &Store, batches: Vec<Vec<NewEvent>>) -> Vec<Duration> {
    let mut waits = Vec::with_capacity(batches.len());
    for batch in batches {
        let start = Instant::now();
        if let Err(error) = store.append(batch) {
            println!("{error}");
            break;
        }
        waits.push(start.elapsed());
    }
    waits
}

fn per_second(bytes: u64, took: Duration) -> f64 {
    bytes as f64 / 1e6 / took.as_secs_f64()
}

/// User and system time of this process; 0 where `/proc` is not as on Linux, whose clock tick is a hundredth of a second.
fn processor_time() -> Duration {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = text.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok());
    Duration::from_millis(ticks.sum::<u64>() * 10)
}

/// A process event of 1.5 KB.
fn event(random: &mut fastrand::Rng, caller: usize, number: usize) -> NewEvent {
    const PROGRAMS: [&str; 6] =
        ["svchost.exe", "powershell.exe", "chrome.exe", "conhost.exe", "msiexec.exe", "rundll32.exe"];
    let mut hex = |length: usize| -> String {
        (0..length).map(|_| char::from(b"0123456789abcdef"[random.usize(..16)])).collect()
    };
    let (entity, parent, sha, md5, host) = (hex(32), hex(32), hex(64), hex(32), hex(2));
    let program = PROGRAMS[random.usize(..PROGRAMS.len())];
    let launcher = PROGRAMS[random.usize(..PROGRAMS.len())];
    let (pid, ppid, argument, second) = (random.u16(..), random.u16(..), random.u32(..), number / 1000);
    let source = format!(
        r#"{{"@timestamp":"2026-05-14T{:02}:{:02}:{:02}.{:03}Z","agent":{{"id":"6f1c2c1e-5f0b-4c0e-9a3e-00000000{host}aa","type":"endpoint","version":"9.2.0"}},"data_stream":{{"dataset":"endpoint.events.process","namespace":"default","type":"logs"}},"ecs":{{"version":"8.10.0"}},"event":{{"action":"start","category":["process"],"created":"2026-05-14T07:00:00.000Z","dataset":"endpoint.events.process","id":"{entity}","kind":"event","module":"endpoint","outcome":"unknown","sequence":{number},"type":["start"]}},"host":{{"architecture":"x86_64","hostname":"ws-{host}","id":"a1b2c3d4-0000-4000-8000-0000000000{host}","name":"ws-{host}.corp.example","os":{{"family":"windows","kernel":"22H2 (10.0.22621.3155)","name":"Windows","platform":"windows","type":"windows","version":"22H2 (10.0.22621.3155)"}}}},"process":{{"args":["C:\\Windows\\System32\\{program}","-k","netsvcs","-p","-s","{argument}"],"args_count":6,"command_line":"\"C:\\Windows\\System32\\{program}\" -k netsvcs -p -s {argument}","entity_id":"{entity}","executable":"C:\\Windows\\System32\\{program}","hash":{{"md5":"{md5}","sha256":"{sha}"}},"name":"{program}","parent":{{"command_line":"C:\\Windows\\{launcher} /run","entity_id":"{parent}","executable":"C:\\Windows\\{launcher}","name":"{launcher}","pid":{ppid}}},"pid":{pid},"working_directory":"C:\\Windows\\system32\\"}},"user":{{"domain":"CORP","id":"S-1-5-21-1004336348-1177238915-682003330-1{host}","name":"user-{host}"}}}}"#,
        second / 3600 % 24,
        second / 60 % 60,
        second % 60,
        number % 1000,
    );
    NewEvent {
        index: "logs-endpoint.events.process-default".to_owned(),
        id: Some(format!("{caller}-{number}-{entity}")),
        source,
    }
}
