//! What a reviewer would otherwise have to say again and again.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

pub(crate) const COMMAND: crate::Command = crate::Command {
    name: "tidy",
    summary: "check sizes of files and functions, registries, open ends",
    run,
};

const MOST_LINES_IN_A_FILE: usize = 500;
const MOST_LINES_IN_A_FUNCTION: usize = 70;
/// Words that mark something unfinished.
const OPEN_ENDS: &[&str] = &["TODO", "FIXME", "XXX", "todo!(", "unimplemented!("];
/// Files that a program wrote or that only hold data.
const EXEMPT: &[&str] = &["crates/ecs/src/catalogue/table.rs"];
/// Folders in which every file or folder must be named in the list beside it.
const REGISTRIES: &[(&str, &str)] = &[
    ("crates/lang/src/functions", "crates/lang/src/functions/mod.rs"),
    ("crates/ingest/src/sources", "crates/ingest/src/sources/mod.rs"),
    ("crates/detect/src/rule", "crates/detect/src/rule/mod.rs"),
    ("crates/cli/src/commands", "crates/cli/src/commands/mod.rs"),
    ("crates/cli/src/output", "crates/cli/src/output/mod.rs"),
    ("crates/server/src/routes", "crates/server/src/routes/mod.rs"),
];

fn run(_: &[String]) -> Result<()> {
    let root = crate::root();
    let mut problems = Vec::new();
    let mut files = Vec::new();
    for folder in ["bench", "crates", "xtask"] {
        rust_files(&root.join(folder), &mut files)?;
    }
    files.sort();
    for path in &files {
        let name = path.strip_prefix(&root).unwrap_or(path).display().to_string();
        if !EXEMPT.contains(&name.as_str()) {
            check_file(&name, &fs::read_to_string(path)?, &mut problems);
        }
    }
    for (folder, list) in REGISTRIES {
        check_registry(&root, folder, list, &mut problems);
    }
    check_crate_docs(&root, &mut problems)?;
    if !problems.is_empty() {
        bail!("not tidy:\n  {}", problems.join("\n  "));
    }
    println!("tidy: {} files", files.len());
    Ok(())
}

fn rust_files(folder: &Path, into: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() && !path.ends_with("target") {
            rust_files(&path, into)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
    Ok(())
}

fn check_file(name: &str, text: &str, problems: &mut Vec<String>) {
    let lines: Vec<&str> = text.lines().collect();
    if lines.len() > MOST_LINES_IN_A_FILE {
        problems.push(format!("{name}: {} lines, at most {MOST_LINES_IN_A_FILE}", lines.len()));
    }
    if name != "xtask/src/tidy.rs" {
        for (index, line) in lines.iter().enumerate() {
            if let Some(word) = OPEN_ENDS.iter().find(|word| line.contains(**word)) {
                problems.push(format!("{name}:{}: '{word}' left in", index + 1));
            }
        }
    }
    for (start, length) in functions(&lines) {
        if length > MOST_LINES_IN_A_FUNCTION {
            problems.push(format!(
                "{name}:{}: function of {length} lines, at most {MOST_LINES_IN_A_FUNCTION}",
                start + 1
            ));
        }
    }
}

/// Where functions start and how many lines they have: formatted code closes a function at the indentation it opened at.
fn functions(lines: &[&str]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let body = line.trim_start();
        let is_function = body.split_whitespace().take(5).any(|word| word == "fn")
            && (body.starts_with("fn ") || body.starts_with("pub") || body.starts_with("const fn"));
        if !is_function {
            continue;
        }
        let closing = format!("{}}}", &line[..line.len() - body.len()]);
        let rest = &lines[start..];
        if line.ends_with('}') || line.ends_with(';') {
            continue;
        }
        if let Some(length) = rest.iter().position(|line| *line == closing) {
            found.push((start, length + 1));
        }
    }
    found
}

fn check_registry(root: &Path, folder: &str, list: &str, problems: &mut Vec<String>) {
    let Ok(text) = fs::read_to_string(root.join(list)) else { return };
    let Ok(entries) = fs::read_dir(root.join(folder)) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let Some(name) = path.file_stem().and_then(|stem| stem.to_str()) else { continue };
        let is_member = path.is_dir() || path.extension().is_some_and(|extension| extension == "rs");
        if is_member && !matches!(name, "mod" | "tests") && !text.contains(&format!("mod {name};")) {
            problems.push(format!("{folder}/{name} is not in the list {list}"));
        }
    }
}

fn check_crate_docs(root: &Path, problems: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(root.join("crates"))? {
        let library = entry?.path().join("src/lib.rs");
        let Ok(text) = fs::read_to_string(&library) else { continue };
        for heading in ["**Face.**", "**What is absent.**"] {
            if !text.contains(heading) {
                problems.push(format!("{}: its documentation lacks {heading}", library.display()));
            }
        }
    }
    Ok(())
}
