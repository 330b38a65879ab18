//! Elastic Endgame: processes have numbers of their own and pids. The platform's documents, the older ones most, name a
//! parent by its pid only.

use std::sync::Arc;

use ecs::Timestamp;
use smallvec::smallvec;

use super::{Fact, Image, Machine, Process, Question, Splitting, Told, held};
use crate::JsonObject;

/// Set in the number that a process has of its own, which so is no pid.
const UNIQUE: u64 = 1 << 63;

/// Under which name a document or a message holds the sensor's event.
const WRAPPERS: [&str; 2] = ["endgame", "data_buffer"];

/// What an event says of its process, whether as the sensor's event or as a document.
#[derive(Default)]
struct Said<'a> {
    machine: Option<&'a str>,
    time: Option<Timestamp>,
    action: Option<&'a str>,
    entity_id: Option<&'a str>,
    pid: Option<u64>,
    executable: Option<&'a str>,
    name: Option<&'a str>,
    command_line: Option<&'a str>,
    parent_pid: Option<u64>,
    parent_unique: Option<u64>,
    parent_name: Option<&'a str>,
}

/// What an event tells.
pub(super) fn told(record: &JsonObject<'_>) -> Option<Told> {
    let hit = record.object("_source");
    let record = hit.as_ref().unwrap_or(record);
    let wrapped = WRAPPERS.iter().find_map(|name| record.object(name));
    let said = match record.object("process") {
        Some(process) => of_document(record, &process, wrapped.as_ref()),
        None => of_sensor(wrapped.as_ref().unwrap_or(record)),
    };
    let mut told = Told::new(Machine::new("endgame", said.machine?), said.time?.nanos());
    match said.action {
        Some("creation_event" | "already_running" | "process_start" | "start") => start(&said, &mut told),
        Some("termination_event" | "process_end" | "end") => {
            told.facts.extend(said.pid.map(Fact::End));
        }
        _ => {}
    }
    Some(told)
}

fn start(said: &Said<'_>, told: &mut Told) {
    let process = Process {
        entity_id: held(said.entity_id),
        pid: None,
        executable: held(said.executable),
        name: held(said.name),
        command_line: held(said.command_line),
        splitting: Splitting::Windows,
        is_of_pid: false,
    };
    if let Some(unique) = said.entity_id.and_then(|id| id.parse::<u64>().ok()) {
        told.facts.push(Fact::Start(unique | UNIQUE, Arc::new(process.clone())));
    }
    if let Some(pid) = said.pid {
        told.facts.push(Fact::Start(pid, Arc::new(Process { is_of_pid: true, ..process })));
    }
    told.questions = match (said.parent_unique, said.parent_pid) {
        (Some(unique), _) => smallvec![Question::Parent(unique | UNIQUE, None)],
        (None, Some(pid)) if Some(pid) != said.pid => {
            smallvec![Question::Parent(pid, Image::of(said.parent_name))]
        }
        _ => smallvec![],
    };
}

fn of_sensor<'a>(event: &JsonObject<'a>) -> Said<'a> {
    let ticks = event.text("timestamp").and_then(|text| text.parse::<i64>().ok());
    // 1970-01-01 in ticks of 100 ns since 1601-01-01 (`FILETIME`).
    let nanos = ticks.and_then(|ticks| ticks.checked_sub(116_444_736_000_000_000)?.checked_mul(100));
    let number = |name| number(event, name);
    Said {
        machine: event.text("machine_id").or_else(|| event.text("hostname")),
        time: nanos
            .map(Timestamp::from_nanos)
            .or_else(|| event.text("timestamp_utc").and_then(Timestamp::parse)),
        action: event.text("event_subtype_full"),
        entity_id: event.text("unique_pid"),
        pid: number("pid"),
        executable: event.text("process_path"),
        name: event.text("process_name"),
        command_line: event.text("command_line"),
        parent_pid: number("ppid"),
        parent_unique: number("unique_ppid"),
        parent_name: event.text("parent_process_name"),
    }
}

fn of_document<'a>(
    document: &JsonObject<'a>,
    process: &JsonObject<'a>,
    sensor: Option<&JsonObject<'a>>,
) -> Said<'a> {
    let event = document.object("event");
    let parent = process.object("parent");
    let host = document.object("host");
    let sensor = sensor.map(of_sensor).unwrap_or_default();
    Said {
        machine: host.and_then(|host| host.text("id").or_else(|| host.text("name"))).or(sensor.machine),
        time: document.text("@timestamp").and_then(Timestamp::parse).or(sensor.time),
        action: event.and_then(|event| event.text("action")).or(sensor.action),
        entity_id: process.text("entity_id").or(sensor.entity_id),
        pid: number(process, "pid").or(sensor.pid),
        executable: process.text("executable"),
        name: process.text("name"),
        command_line: process.text("command_line"),
        parent_pid: parent.and_then(|parent| number(&parent, "pid")).or_else(|| number(process, "ppid")),
        parent_unique: sensor.parent_unique,
        parent_name: parent.and_then(|parent| parent.text("name").or_else(|| parent.text("executable"))),
    }
}

/// A number that stands for something: 0 is none.
fn number(object: &JsonObject<'_>, name: &str) -> Option<u64> {
    object.text(name)?.parse().ok().filter(|&number| number != 0)
}
