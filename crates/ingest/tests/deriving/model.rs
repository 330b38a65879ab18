//! Random lives of processes, and a naive model that knows which is which.

use proptest::prelude::*;
use serde_json::json;

/// What happens on a machine, in order of time.
#[derive(Clone, Debug)]
pub(crate) enum Deed {
    /// A process starts under a pid; its parent is the process that has the other pid, if any has.
    Start { pid: u64, parent: u64 },
    /// The process that has the pid ends.
    End { pid: u64 },
    /// The process that has the pid does something.
    Act { pid: u64 },
    /// The machine starts again.
    Boot,
}

/// One deed, and whether a record tells of it.
#[derive(Clone, Debug)]
pub(crate) struct Happening {
    pub(crate) machine: usize,
    pub(crate) deed: Deed,
    /// Only what cannot be missed without a trace may be lost: a start, if what gets its pid next is told.
    pub(crate) is_lost: bool,
}

/// A record, and the numbers of the processes that it truly is of.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) line: String,
    /// The process, if its start was told.
    pub(crate) process: Option<usize>,
    pub(crate) parent: Option<usize>,
}

pub(crate) fn happenings() -> impl Strategy<Value = Vec<Happening>> {
    let pid = || (1_u64..6).prop_map(|number| number * 4);
    let deed = prop_oneof![
        6 => (pid(), pid()).prop_map(|(pid, parent)| Deed::Start { pid, parent }),
        3 => pid().prop_map(|pid| Deed::End { pid }),
        5 => pid().prop_map(|pid| Deed::Act { pid }),
        1 => Just(Deed::Boot),
    ];
    let happening = (0_usize..3, deed, prop::bool::weighted(0.15))
        .prop_map(|(machine, deed, is_lost)| Happening { machine, deed, is_lost });
    prop::collection::vec(happening, 1..120)
}

/// What has a pid, as far as the model knows.
#[derive(Clone, Copy, Default)]
struct Holder {
    /// Its number, if it was told; the process may have started unseen.
    told: Option<usize>,
    is_alive: bool,
}

/// The records of what happened. A start that is lost is of an image of its own, which every other record of the process
/// names, as audit events do: that is how a wrong link would be noticed.
pub(crate) fn records(happenings: &[Happening]) -> Vec<Record> {
    let mut holders = std::collections::HashMap::<(usize, u64), (Holder, String)>::new();
    let mut records = Vec::new();
    for (number, Happening { machine, deed, is_lost }) in happenings.iter().enumerate() {
        let holder = |pid: u64| holders.get(&(*machine, pid)).cloned().unwrap_or_default();
        let alive = |pid: u64| Some(holder(pid)).filter(|(holder, _)| holder.is_alive);
        let line = |code: &str, data: serde_json::Value| line(number, *machine, code, &data);
        match deed {
            Deed::Start { pid, parent } => {
                // Where the holder of the pid is alive, nobody told of its end.
                let (parent_told, parent_image) = alive(*parent)
                    .filter(|_| parent != pid)
                    .map_or((None, String::new()), |(holder, image)| (holder.told, image));
                let image = if *is_lost {
                    format!("C:\\lost{number}.exe")
                } else {
                    format!("C:\\run{}.exe", pid % 3)
                };
                if !is_lost {
                    let told = line(
                        "4688",
                        json!({
                            "NewProcessId": format!("{pid:#x}"), "ProcessId": format!("{parent:#x}"),
                            "NewProcessName": image, "ParentProcessName": parent_image,
                        }),
                    );
                    records.push(Record { line: told, process: Some(number), parent: parent_told });
                }
                let holder = Holder { told: (!is_lost).then_some(number), is_alive: true };
                holders.insert((*machine, *pid), (holder, image));
            }
            Deed::End { pid } | Deed::Act { pid } => {
                let Some((holder, image)) = alive(*pid) else { continue };
                let is_end = matches!(deed, Deed::End { .. });
                let code = if is_end { "4689" } else { "4663" };
                let told = line(code, json!({"ProcessId": format!("{pid:#x}"), "ProcessName": image}));
                records.push(Record { line: told, process: holder.told, parent: None });
                if is_end {
                    holders.remove(&(*machine, *pid));
                }
            }
            Deed::Boot => {
                holders.retain(|(of, _), _| of != machine);
                records.push(Record { line: line("4608", json!({})), process: None, parent: None });
            }
        }
    }
    records
}

fn line(number: usize, machine: usize, code: &str, data: &serde_json::Value) -> String {
    let time = format!("2026-02-03T04:{:02}:{:02}.000Z", number / 60, number % 60);
    json!({
        "@timestamp": time,
        "winlog": {
            "channel": "Security", "provider_name": "Microsoft-Windows-Security-Auditing", "event_id": code,
            "computer_name": format!("ws{machine}"), "time_created": time, "event_data": data,
        },
    })
    .to_string()
}
