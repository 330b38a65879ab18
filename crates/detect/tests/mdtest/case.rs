//! The Markdown in which cases are written.

use std::path::Path;

use ecs::Document;

/// One rule with its events and alerts.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) rule: String,
    pub(crate) events: Vec<Document>,
    pub(crate) alerts: Vec<String>,
}

/// The cases of every `.md` file of a folder, in name order.
pub(crate) fn read_folder(folder: &Path) -> Vec<Case> {
    let entries = std::fs::read_dir(folder).expect("the folder of cases");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("a folder entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    files.sort();
    files.iter().flat_map(|path| read_file(path)).collect()
}

fn read_file(path: &Path) -> Vec<Case> {
    let text = std::fs::read_to_string(path).expect("a file of cases");
    let file = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let mut cases = Vec::new();
    let (mut heading, mut rule, mut events) = (String::new(), String::new(), Vec::new());
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(title) = line.strip_prefix('#') {
            heading = title.trim_start_matches('#').trim().to_owned();
        }
        let Some(kind) = line.strip_prefix("```") else { continue };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        match kind.trim() {
            "toml" => rule = whole_rule(&block.join("\n")),
            "ndjson" => events = block.iter().map(|line| event(path, line)).collect(),
            "alerts" => cases.push(Case {
                name: format!("{file}: {heading}"),
                rule: rule.clone(),
                events: events.clone(),
                alerts: block.iter().map(|line| (*line).to_owned()).collect(),
            }),
            other => panic!("{}: a block of kind '{other}'", path.display()),
        }
    }
    cases
}

fn event(path: &Path, line: &str) -> Document {
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{}: {line}: {error}", path.display()))
}

/// A case says only what matters to it; the rest of a rule file is the same for all.
fn whole_rule(part: &str) -> String {
    let mut rule = String::from("[rule]\n");
    let defaults = [
        ("name", r#"name = "Case""#),
        ("description", r#"description = "A case.""#),
        ("rule_id", r#"rule_id = "00000000-0000-4000-8000-000000000001""#),
        ("risk_score", "risk_score = 47"),
        ("severity", r#"severity = "medium""#),
        ("type", r#"type = "eql""#),
        ("language", r#"language = "eql""#),
        ("author", r#"author = ["Tripline"]"#),
    ];
    for (key, line) in defaults {
        if !part.lines().any(|own| own.starts_with(&format!("{key} ="))) {
            rule.push_str(line);
            rule.push('\n');
        }
    }
    rule.push_str(part);
    rule
}
