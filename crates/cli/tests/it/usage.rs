//! Arguments, exit codes, streams.

use std::io::Read;

use crate::command::{check_golden, command, tripline, tripline_with};

fn check_error(arguments: &[&str], says: &[&str]) {
    let run = tripline(arguments);
    assert_eq!(run.code, 2, "{arguments:?}: {}", run.stderr);
    assert_eq!(run.stdout, "", "{arguments:?}");
    for part in says {
        assert!(run.stderr.contains(part), "{arguments:?} does not say {part:?}: {}", run.stderr);
    }
}

#[test]
fn wrong_usage_is_code_2() {
    check_error(&[], &["Usage"]);
    check_error(&["hunt"], &["<INPUT>"]);
    check_error(&["hunt", "--format", "pdf", "samples"], &["pdf", "ndjson"]);
    check_error(&["hunt", "--from", "yesterday", "samples"], &["not a time"]);
    check_error(&["hunt", "--from", "2026-01-02", "--to", "2026-01-01", "samples"], &["is after"]);
    check_error(&["hunt", "--quiet", "--verbose", "samples"], &["cannot be used with"]);
    check_error(&["hunt", "--threads", "0", "samples"], &["0"]);
    check_error(&["rules", "check"], &["<PATH>"]);
}

#[test]
fn unusable_input_is_code_2() {
    check_error(&["hunt", "no/such/file"], &["no such file or folder: no/such/file"]);
    check_error(&["hunt", "--source", "no.such", "samples"], &["`no.such`", "tripline sources"]);
    check_error(&["normalize", "no/such/file"], &["no such file or folder"]);
    check_error(&["query", "any where", "samples"], &["EQL"]);
}

#[test]
fn no_rule_is_an_error_that_says_where_it_looked() {
    let empty = tempfile::tempdir().unwrap();
    let path = empty.path().to_str().unwrap();
    check_error(&["hunt", "--rules", path, "samples"], &["no rule found in", path, "[rule]", "NDJSON"]);
    check_error(&["rules", "check", path], &["no rule found in", path]);
    check_error(&["hunt", "--rules", "no/such/rules", "samples"], &["no/such/rules"]);
}

#[test]
fn help_is_as_recorded() {
    for command in ["hunt", "query", "explain", "normalize", "sources", "rules"] {
        let run = tripline(&[command, "--help"]);
        assert_eq!(run.code, 0);
        check_golden(&format!("help.{command}.txt"), &run.stdout);
    }
    check_golden("help.txt", &tripline(&["--help"]).stdout);
}

#[test]
fn sources_are_listed() {
    let run = tripline(&["sources"]);
    assert_eq!(run.code, 0);
    assert_eq!(run.stderr, "");
    assert!(run.stdout.starts_with("ecs") || run.stdout.contains("\necs"), "{}", run.stdout);
}

#[test]
fn colours_are_for_terminals_and_those_who_insist() {
    let plain = tripline(&["rules", "list"]);
    assert!(!plain.stdout.contains('\x1b') && !plain.stderr.contains('\x1b'));
    assert!(tripline(&["rules", "list", "--color", "always"]).stdout.contains('\x1b'));
}

#[test]
fn quiet_says_nothing() {
    let run = tripline(&["rules", "list", "-q"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let mut child = command(&["normalize", "samples"]).spawn().unwrap();
    drop(child.stdout.take());
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    let status = child.wait().unwrap();
    assert!(!stderr.contains("error") && !stderr.contains("panicked"), "{stderr}");
    assert_eq!(status.code(), Some(0));
}

#[test]
fn an_output_that_cannot_be_written_is_code_2() {
    check_error(&["normalize", "--output", "no/such/folder/out", "samples"], &["no/such/folder/out"]);
}

#[test]
fn garbage_is_reported_and_code_2() {
    let run = tripline_with(&["normalize", "-"], b"\x00\x01\x02 nothing that anybody logs\n");
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert_eq!(run.stdout, "");
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out.ndjson");
    let files = || std::fs::read_dir(folder.path()).unwrap().count();
    for signal in ["INT", "TERM"] {
        // The command waits for its input, which does not end.
        let mut child = command(&["normalize", "-q", "--output", output.to_str().unwrap(), "-"])
            .stdin(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        // Waiting would close it.
        let _input = child.stdin.take();
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
        while files() == 0 && std::time::Instant::now() < deadline {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        assert_eq!(files(), 1, "the unfinished file");
        let sent = std::process::Command::new("kill").args(["-s", signal, &child.id().to_string()]).status();
        assert!(sent.unwrap().success());
        assert_eq!(child.wait().unwrap().code(), Some(130), "{signal}");
        assert_eq!(files(), 0, "{signal}");
    }
}
