//! User agents, as Elasticsearch's `user_agent` processor names them (github.com/ua-parser/uap-core).
//!
//! That processor knows thousands of programs. This knows the browsers and systems that people sign in with; of any
//! other program it sets the text only, and guesses nothing.

use ecs::{EventSink, FieldId};

const DEVICE: FieldId = FieldId::of("user_agent.device.name");
const NAME: FieldId = FieldId::of("user_agent.name");
const ORIGINAL: FieldId = FieldId::of("user_agent.original");
const OS_FULL: FieldId = FieldId::of("user_agent.os.full");
const OS_NAME: FieldId = FieldId::of("user_agent.os.name");
const OS_VERSION: FieldId = FieldId::of("user_agent.os.version");
const VERSION: FieldId = FieldId::of("user_agent.version");

/// What a browser writes before its version, and what it is called; the first that is there holds.
const BROWSERS: &[(&str, &str)] = &[
    ("Edge/", "Edge"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("MSIE ", "IE"),
];

/// The versions of Windows by the number of its kernel.
const WINDOWS: &[(&str, &str)] =
    &[("10.0", "10"), ("6.3", "8.1"), ("6.2", "8"), ("6.1", "7"), ("6.0", "Vista"), ("5.1", "XP")];

/// A system: its name, its version, and the device it makes of what it runs on.
type System = (&'static str, String, &'static str);

/// Sets `user_agent.*`.
pub(crate) fn set(text: &str, sink: &mut dyn EventSink) {
    sink.text(ORIGINAL, text);
    if !sink.wants_path("user_agent") {
        return;
    }
    if let Some((name, version)) = browser(text) {
        sink.text(NAME, name);
        sink.text(VERSION, &version);
    }
    if let Some((name, version, device)) = system(text) {
        sink.text(OS_NAME, name);
        sink.text(DEVICE, device);
        if !version.is_empty() {
            sink.text(OS_VERSION, &version);
            sink.text(OS_FULL, &format!("{name} {version}"));
        }
    }
}

fn browser(text: &str) -> Option<(&'static str, String)> {
    if text.contains("Mobile") || !text.starts_with("Mozilla/") {
        return None;
    }
    if let Some((mark, name)) = BROWSERS.iter().find(|(mark, _)| text.contains(mark)) {
        let version = numbers(behind(text, mark)?, '.');
        // The expression for it has an empty third part.
        let end = if *name == "Firefox" && version.matches('.').count() == 1 { "." } else { "" };
        return Some((name, version + end));
    }
    if text.contains("Trident/") {
        return Some(("IE", numbers(behind(text, "rv:")?, '.')));
    }
    let is_safari = text.contains("Safari/") && text.contains("Mac OS X");
    behind(text, "Version/").filter(|_| is_safari).map(|rest| ("Safari", numbers(rest, '.')))
}

fn system(text: &str) -> Option<System> {
    if let Some(rest) = behind(text, "Windows NT ") {
        let kernel = numbers(rest, '.');
        let (_, version) = WINDOWS.iter().find(|(number, _)| *number == kernel)?;
        return Some(("Windows", (*version).to_owned(), "Other"));
    }
    for (mark, device) in [("iPhone", "iPhone"), ("iPad", "iPad")] {
        if text.contains(mark) {
            return Some(("iOS", numbers(behind(text, " OS ")?, '_'), device));
        }
    }
    if let Some(rest) = behind(text, "Mac OS X ") {
        return Some(("Mac OS X", numbers(rest, '_'), "Mac"));
    }
    (text.contains("X11; Linux")).then_some(("Linux", String::new(), "Other"))
}

fn behind<'t>(text: &'t str, mark: &str) -> Option<&'t str> {
    text.split_once(mark).map(|(_, rest)| rest)
}

/// The numbers that a text begins with, with dots between them.
fn numbers(text: &str, separator: char) -> String {
    let end = text
        .find(|character: char| !character.is_ascii_digit() && !matches!(character, '.' | '_'))
        .unwrap_or(text.len());
    text.get(..end).unwrap_or_default().replace(separator, ".")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(&str, &str)>, os: Option<(&str, &str, &str)>) {
        let found = browser(text);
        assert_eq!(found.as_ref().map(|(name, version)| (*name, version.as_str())), expected, "{text}");
        let found = system(text);
        let found = found.as_ref().map(|(name, version, device)| (*name, version.as_str(), *device));
        assert_eq!(found, os, "{text}");
    }

    #[test]
    fn names_usual_browsers() {
        check(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Safari/537.36 Edg/125.0.2535.51",
            Some(("Edge", "125.0.2535.51")),
            Some(("Windows", "10", "Other")),
        );
        check(
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15",
            Some(("Safari", "17.4")),
            Some(("Mac OS X", "10.15.7", "Mac")),
        );
        check(
            "Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0",
            Some(("Firefox", "125.0.")),
            Some(("Linux", "", "Other")),
        );
        check("curl/8.7.1", None, None);
        check("", None, None);
    }
}
