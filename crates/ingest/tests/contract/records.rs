//! Raw records of every source that there are any of.

use std::fs;
use std::path::{Path, PathBuf};

use ingest::Source;
use serde_json::{Value, json};

/// One raw record.
pub(crate) struct Record {
    /// File and line.
    pub(crate) name: String,
    /// The source that the file is of, where it says so.
    pub(crate) source: Option<&'static Source>,
    pub(crate) text: String,
    /// Whether it is one of ours.
    pub(crate) is_own: bool,
}

/// All of them.
pub(crate) fn records() -> Vec<Record> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["testdata", "tests/data"] {
        add_files(&root.join(folder), &mut files);
    }
    files.sort();
    let mut records: Vec<Record> = files.iter().flat_map(|path| of_file(path, true)).collect();
    match std::env::var_os("TRIPLINE_CORPUS").map(PathBuf::from) {
        Some(corpus) => {
            let mut files = Vec::new();
            add_files(&corpus.join("sources"), &mut files);
            files.sort();
            records.extend(files.iter().flat_map(|path| of_file(path, false)));
        }
        None => eprintln!("TRIPLINE_CORPUS is not set: the contract is checked on our own records alone"),
    }
    records
}

fn add_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match path.is_dir() {
            true => add_files(&path, files),
            false if path.extension().is_some_and(|extension| extension == "ndjson") => files.push(path),
            false => {}
        }
    }
}

fn of_file(path: &Path, is_own: bool) -> Vec<Record> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let text = fs::read_to_string(path).expect("a readable file");
    let record = |(number, line): (usize, &str)| {
        let case: Value = serde_json::from_str(line).ok()?;
        // A case that says which source is to read it, or a file that is named after one.
        let named = case.get("expected").and(case.get("source")).and_then(Value::as_str);
        let source = ingest::source(named.unwrap_or(&stem));
        let input = match case.get("input") {
            Some(Value::String(line)) => line.clone(),
            Some(record) => record.to_string(),
            None => line.to_owned(),
        };
        Some(Record { name: format!("{stem}:{}", number + 1), source, text: input, is_own })
    };
    text.lines().enumerate().filter_map(record).collect()
}

/// Ways to spoil a record, each on a line.
pub(crate) fn broken(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = (1..text.len())
        .step_by(1 + text.len() / 60)
        .filter_map(|end| text.get(..end))
        .map(str::to_owned)
        .collect();
    if let Ok(value) = serde_json::from_str::<Value>(text) {
        let long = "x".repeat(20_000);
        for wrong in [
            Value::Null,
            json!(1),
            json!(-0.5),
            json!(true),
            json!([]),
            json!({}),
            json!("\0%%\\\"(=;{"),
            json!(long),
        ] {
            replace_each(&value, &wrong, &mut |value| lines.push(value.to_string()));
        }
        let doubled = text.replacen('{', "{\"event\":1,\"a\":[],\"a\":{},\"event\":\"x\",", 1);
        lines.push(doubled);
    }
    for depth in [20, 5000] {
        lines.push(format!("{}{text}", "[".repeat(depth)));
        lines.push(text.replacen('{', &format!("{{\"a\":{},", "{\"a\":[".repeat(depth)), 1));
    }
    lines
}

/// Calls `each` with the value, for every part of it, with that part replaced.
fn replace_each(value: &Value, wrong: &Value, each: &mut dyn FnMut(Value)) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                replace_each(member, wrong, &mut |member| {
                    let mut members = members.clone();
                    members.insert(name.clone(), member);
                    each(Value::Object(members));
                });
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                replace_each(element, wrong, &mut |element| {
                    let mut elements = elements.clone();
                    elements[index] = element;
                    each(Value::Array(elements));
                });
            }
        }
        _ => {}
    }
    each(wrong.clone());
}
