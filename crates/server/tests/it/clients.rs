//! Real clients. Each runs where its program is there or can be had, and is said to be skipped elsewhere.
//!
//! Libraries are installed below the target folder, once.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use crate::support::{TestServer, accounts};

const USER: &str = "ada";
const PASSWORD: &str = "correct-horse";

fn server() -> TestServer {
    let folder = tempfile::tempdir().unwrap();
    accounts(folder.path());
    TestServer::start_in(folder, &[])
}

fn skipped(test: &str, why: &str) {
    #[expect(clippy::print_stderr, reason = "a test says that it did nothing")]
    {
        eprintln!("{test}: skipped, as {why}");
    }
}

/// The folder for what is installed.
fn installed(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder").join(name)
}

fn program(name: &str) -> Option<Command> {
    Command::new(name).arg("--version").output().ok().filter(|output| output.status.success())?;
    Some(Command::new(name))
}

fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

fn assert_done(output: &Output) {
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && told.ends_with("done\n"),
        "{told}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients").join(name)
}

#[test]
fn the_official_python_client() {
    let test = "the official Python client";
    let folder = installed("python-client");
    let python = folder.join("bin/python");
    if !python.exists() {
        let Some(mut make) = program("python3") else { return skipped(test, "there is no python3") };
        if !succeeds(make.args(["-m", "venv"]).arg(&folder)) {
            return skipped(test, "python3 makes no virtual environment");
        }
    }
    let has_client = || succeeds(Command::new(&python).args(["-c", "import elasticsearch"]));
    let mut install = Command::new(&python);
    if !has_client() && !succeeds(install.args(["-m", "pip", "install", "-q", "elasticsearch"])) {
        return skipped(test, "it cannot be installed");
    }
    let server = server();
    let address = format!("http://{}", server.http());
    let output =
        Command::new(&python).arg(script("python.py")).args([&address, USER, PASSWORD]).output().unwrap();
    assert_done(&output);
}

#[test]
fn the_official_javascript_client() {
    let test = "the official JavaScript client";
    let folder = installed("javascript-client");
    if program("node").is_none() {
        return skipped(test, "there is no node");
    }
    if !folder.join("node_modules/@elastic/elasticsearch").exists() {
        std::fs::create_dir_all(&folder).unwrap();
        let Some(mut npm) = program("npm") else { return skipped(test, "there is no npm") };
        let install =
            ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", "@elastic/elasticsearch"];
        if !succeeds(npm.current_dir(&folder).args(["--prefix", "."]).args(install)) {
            return skipped(test, "it cannot be installed");
        }
    }
    let server = server();
    let address = format!("http://{}", server.http());
    let mut node = Command::new("node");
    node.arg(script("javascript.mjs")).args([&address, USER, PASSWORD]).arg(&folder);
    assert_done(&node.output().unwrap());
}

#[test]
fn rsyslog_by_its_elasticsearch_output() {
    let test = "rsyslog";
    let Some((program, modules)) = rsyslog() else {
        return skipped(test, "there is no rsyslogd with omelasticsearch");
    };
    let server = server();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let event = r#"{"@timestamp":"2026-11-24T12:00:00Z","event":{"category":["process"]},"process":{"name":"ssh.exe"}}"#;
    std::fs::write(folder.path().join("events.ndjson"), format!("{event}\n").repeat(100)).unwrap();
    let config = format!(
        r#"module(load="imfile")
module(load="omelasticsearch")
global(workDirectory="{work}")
template(name="record" type="string" string="%msg%")
template(name="id" type="string" string="%uuid%")
input(type="imfile" File="{events}" Tag="edr" ruleset="send")
ruleset(name="send") {{
  action(type="omelasticsearch" server="127.0.0.1" serverport="{port}" searchIndex="logs-endpoint.events.process-default"
    searchType="" bulkmode="on" writeoperation="create" bulkid="id" dynbulkid="on" template="record"
    uid="{USER}" pwd="{PASSWORD}" action.resumeretrycount="-1" errorfile="{errors}")
}}
"#,
        work = folder.path().display(),
        events = path("events.ndjson"),
        errors = path("errors"),
        port = server.http().port(),
    );
    std::fs::write(folder.path().join("rsyslog.conf"), config).unwrap();
    let mut command = Command::new(program);
    command.args(["-n", "-f", &path("rsyslog.conf"), "-i", &path("pid")]);
    if let Some(modules) = modules {
        // The libraries it needs were unpacked beside it.
        command.env("LD_LIBRARY_PATH", modules.parent().unwrap_or(&modules)).arg("-M").arg(modules);
    }
    let mut running = command.spawn().unwrap();
    let begun = std::time::Instant::now();
    while server.admin_count("logs-endpoint.events.process-default", USER, PASSWORD) < 100
        && begun.elapsed() < Duration::from_secs(30)
    {
        std::thread::sleep(Duration::from_millis(100));
    }
    let _ = running.kill();
    let _ = running.wait();
    let errors = std::fs::read_to_string(folder.path().join("errors")).unwrap_or_default();
    assert_eq!(server.admin_count("logs-endpoint.events.process-default", USER, PASSWORD), 100, "{errors}");
}

/// The program, and where its modules are when they are not where it looks.
fn rsyslog() -> Option<(PathBuf, Option<PathBuf>)> {
    let unpacked = installed("rsyslog");
    let modules = "usr/lib/x86_64-linux-gnu/rsyslog";
    let places = [(PathBuf::from("/"), None), (unpacked.clone(), Some(unpacked.join(modules)))];
    places.into_iter().find_map(|(root, own)| {
        let program = root.join("usr/sbin/rsyslogd");
        let is_there = program.exists() && root.join(modules).join("omelasticsearch.so").exists();
        is_there.then_some((program, own))
    })
}

#[test]
fn syslog_ng_by_its_elasticsearch_output() {
    let test = "syslog-ng";
    let roots = [PathBuf::from("/"), installed("syslog-ng")];
    let include = "usr/share/syslog-ng/include/scl/elasticsearch/elastic-http.conf";
    let Some(root) = roots.into_iter().find(|root| root.join(include).exists()) else {
        return skipped(test, "there is no syslog-ng with elasticsearch-http");
    };
    let server = server();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let event = r#"{"@timestamp":"2026-11-24T12:00:00Z","event":{"category":["process"]},"process":{"name":"ssh.exe"}}"#;
    std::fs::write(folder.path().join("events"), format!("{event}\n").repeat(100)).unwrap();
    // Its action is `index`, which data streams refuse: a plain index that rules read.
    let config = format!(
        r#"@version: 3.38
@include "{include}"
source events {{ file("{events}" flags(no-parse) follow-freq(1)); }};
destination tripline {{
  elasticsearch-http(url("http://{address}/_bulk") index("winlogbeat-syslog-ng") type("") template("${{MESSAGE}}")
    user("{USER}") password("{PASSWORD}"));
}};
log {{ source(events); destination(tripline); }};
"#,
        include = root.join(include).display(),
        events = path("events"),
        address = server.http(),
    );
    std::fs::write(folder.path().join("syslog-ng.conf"), config).unwrap();
    let mut command = Command::new(root.join("usr/sbin/syslog-ng"));
    command.args([
        "-F",
        "--no-caps",
        "-f",
        &path("syslog-ng.conf"),
        "-R",
        &path("state"),
        "-p",
        &path("pid"),
    ]);
    command.args(["-c", &path("control")]);
    if root != Path::new("/") {
        let folders = ["usr/lib/syslog-ng", "usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu"];
        let libraries = folders.map(|folder| root.join(folder).display().to_string()).join(":");
        let modules = root.join("usr/lib/syslog-ng/3.38").display().to_string();
        command.env("LD_LIBRARY_PATH", libraries).arg(format!("--module-path={modules}"));
    }
    let mut running = command.spawn().unwrap();
    let begun = std::time::Instant::now();
    let count = || server.admin_count("winlogbeat-syslog-ng", USER, PASSWORD);
    while count() < 100 && begun.elapsed() < Duration::from_secs(30) {
        std::thread::sleep(Duration::from_millis(100));
    }
    let _ = running.kill();
    let _ = running.wait();
    assert_eq!(count(), 100);
}
