//! What the event of a process's start says: the fields that an analyst reads first.

use ecs::Document;
use testkit::scenario::{Dialect, Process, Scenario};

use crate::hunted::{Hunted, text};
use crate::tree::{is_start, told};
use crate::{check_all, time_of};

/// How the identifiers of a domain's accounts begin. The operating system's own account has several names.
const PERSON: &str = "S-1-5-21-";

#[test]
fn what_a_start_says_is_complete() {
    check_all(|scenario, dialect| {
        let hunted = Hunted::of(scenario, dialect);
        let starts = hunted.documents.iter().filter(|document| is_start(document));
        starts.flat_map(|document| problems(scenario, dialect, document)).collect()
    });
}

fn problems(scenario: &Scenario, dialect: &Dialect, document: &Document) -> Vec<String> {
    let at = time_of(document);
    let Some(process) = told(scenario).find(|process| process.started == at) else {
        return vec![format!("{at}: a start that was never told")];
    };
    let mut wanted = vec![
        ("host.os.type", "windows".to_owned()),
        ("process.name", process.program.name().to_owned()),
        ("process.command_line", process.command_line.to_owned()),
    ];
    if process.logon.account.sid.starts_with(PERSON) {
        wanted.push(("user.name", process.logon.account.name.to_owned()));
    }
    if dialect.names_logon {
        wanted.push(("process.Ext.authentication_id", process.logon.hex()));
    }
    if dialect.names_original_file {
        wanted.push(("process.pe.original_file_name", process.program.original_name.to_owned()));
    }
    if let Some(parent) = process.parent.as_deref().filter(|parent| parent.is_told) {
        wanted.push(("process.parent.name", parent.program.name().to_owned()));
        wanted.push(("process.parent.command_line", parent.command_line.to_owned()));
    }
    let differs = |(field, wanted): (&str, String)| {
        let found = text(document, field);
        (found != Some(&wanted))
            .then(|| format!("{}: {field} is {found:?}, not {wanted:?}", describe(scenario, process)))
    };
    let mut problems: Vec<String> = wanted.into_iter().filter_map(differs).collect();
    // With the domain or without.
    let host = text(document, "host.name").unwrap_or_default();
    if host.split('.').next() != Some(process.host().name) {
        problems.push(format!("{}: host.name is {host:?}", describe(scenario, process)));
    }
    problems
}

fn describe(scenario: &Scenario, process: &Process) -> String {
    scenario.describe(process.started)
}
