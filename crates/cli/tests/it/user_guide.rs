//! The user guide's examples are run: what it shows is what the binary prints.
//!
//! A block of language `console` begins with `$ tripline …` and goes on with what that prints on standard output; a last
//! line `...` stands for the rest. `UPDATE_GOLDEN=1` writes the outputs anew, as many lines as were there.

use crate::command::{root, tripline};

const GUIDE: &str = "docs/user-guide.md";

#[test]
fn examples_are_as_shown() {
    let path = root().join(GUIDE);
    let text = std::fs::read_to_string(&path).unwrap();
    let mut shown = String::new();
    let mut rest = text.as_str();
    let mut examples = 0;
    while let Some((before, after)) = rest.split_once("```console\n") {
        let (block, after) = after.split_once("```").expect("every block is closed");
        shown.push_str(before);
        shown.push_str("```console\n");
        shown.push_str(&run(block));
        shown.push_str("```");
        rest = after;
        examples += 1;
    }
    shown.push_str(rest);
    assert!(examples >= 8, "the guide has an example for each command");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &shown).unwrap();
    }
    let differing = text.lines().zip(shown.lines()).find(|(guide, now)| guide != now);
    assert!(text == shown || std::env::var_os("UPDATE_GOLDEN").is_some(), "{GUIDE} differs: {differing:?}");
}

/// The block with its output as it is now.
fn run(block: &str) -> String {
    let (command, output) = block.split_once('\n').expect("a command");
    let command = command.strip_prefix("$ tripline ").expect("a block begins with `$ tripline`");
    let arguments = split(command);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let now = tripline(&arguments).stdout;
    let mut result = format!("$ tripline {command}\n");
    match output.strip_suffix("...\n") {
        None => result.push_str(&now),
        Some(start) => {
            let lines = now.lines().take(start.lines().count().max(1));
            lines.for_each(|line| result.push_str(&format!("{line}\n")));
            result.push_str("...\n");
        }
    }
    result
}

/// Arguments as a shell would see them: blanks separate, single quotes hold together.
fn split(command: &str) -> Vec<String> {
    let mut arguments = vec![String::new()];
    let mut quoted = false;
    for character in command.chars() {
        match character {
            '\'' => quoted = !quoted,
            ' ' if !quoted => arguments.push(String::new()),
            other => arguments.last_mut().unwrap().push(other),
        }
    }
    arguments.retain(|argument| !argument.is_empty());
    arguments
}
