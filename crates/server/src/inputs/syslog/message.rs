//! A syslog message: what it carries.

use serde_json::json;

/// What an RFC 5424 header says where it says nothing.
const NIL: &str = "-";
/// Marks of JSON in the text of a message, by convention.
const COOKIES: [&str; 2] = ["@cee:", "\u{feff}"];

/// The record that a message carries: its JSON object. A message of plain text becomes a document with what the header
/// says. `None` for what is no message.
pub(super) fn record(message: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(message);
    let text = text.trim();
    let (priority, rest) = priority(text);
    let header = priority.and_then(|_| rfc5424(rest)).unwrap_or_else(|| rfc3164(rest));
    let mut body = header.message.trim();
    for cookie in COOKIES {
        body = body.strip_prefix(cookie).unwrap_or(body).trim_start();
    }
    if body.starts_with('{') {
        return Some(body.to_owned());
    }
    if body.is_empty() {
        return None;
    }
    let time = header.time.filter(|time| time.parse::<jiff::Timestamp>().is_ok());
    let mut document = json!({
        "@timestamp": time.map_or_else(|| jiff::Timestamp::now().to_string(), str::to_owned),
        "message": body,
        "event": {"kind": "event"},
    });
    if let Some(priority) = priority {
        document["log"] = json!({"syslog": {"priority": priority, "severity": {"code": priority % 8},
            "facility": {"code": priority / 8}}});
    }
    if let Some(host) = header.host {
        document["host"] = json!({"name": host});
    }
    if let Some(program) = header.program {
        document["process"] = json!({"name": program});
    }
    Some(document.to_string())
}

#[derive(Default)]
struct Header<'a> {
    time: Option<&'a str>,
    host: Option<&'a str>,
    program: Option<&'a str>,
    message: &'a str,
}

/// `<PRI>`: facility times eight and severity.
fn priority(text: &str) -> (Option<u16>, &str) {
    let split = text.strip_prefix('<').and_then(|rest| rest.split_once('>'));
    match split.and_then(|(digits, rest)| Some((digits.parse().ok()?, rest))) {
        Some((priority @ 0..=191, rest)) => (Some(priority), rest),
        _ => (None, text),
    }
}

/// `1 TIME HOST PROGRAM PROCESS MESSAGE-ID STRUCTURED-DATA MESSAGE`.
fn rfc5424(text: &str) -> Option<Header<'_>> {
    let mut parts = text.strip_prefix("1 ")?.splitn(6, ' ');
    let mut part = || parts.next();
    let (time, host, program, _, _) = (part()?, part()?, part()?, part()?, part()?);
    let rest = part()?;
    let said = |text: &&str| *text != NIL;
    let message = match rest.strip_prefix(NIL) {
        Some(message) => message,
        None => after_structured_data(rest)?,
    };
    Some(Header {
        time: Some(time).filter(said),
        host: Some(host).filter(said),
        program: Some(program).filter(said),
        message,
    })
}

/// What follows `[id name="value" …][…]`. In values `"`, `\` and `]` are escaped by `\`.
fn after_structured_data(text: &str) -> Option<&str> {
    let (mut is_in_element, mut is_in_value, mut is_escaped) = (false, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if is_in_value => is_escaped = true,
            '"' if is_in_element => is_in_value = !is_in_value,
            '[' if !is_in_element => is_in_element = true,
            ']' if is_in_element && !is_in_value => is_in_element = false,
            _ if !is_in_element => return text.get(at..),
            _ => {}
        }
    }
    None
}

/// `Mmm dd hh:mm:ss HOST PROGRAM[PROCESS]: MESSAGE`, of which senders leave out and change what they like: what comes at
/// the first brace is JSON, and otherwise the header is read as far as it is there. Its time has no year and no zone, and
/// is not used.
fn rfc3164(text: &str) -> Header<'_> {
    if let Some(at) = text.find('{')
        && text.ends_with('}')
    {
        return Header { message: text.get(at..).unwrap_or_default(), ..Header::default() };
    }
    // The time has as many bytes as this.
    const TIME: usize = "Mmm dd hh:mm:ss".len();
    let has_time = text.get(..TIME).is_some_and(|time| {
        time.bytes().enumerate().all(|(at, byte)| match at {
            3 | 6 => byte == b' ',
            9 | 12 => byte == b':',
            0..=2 => byte.is_ascii_alphabetic(),
            _ => byte.is_ascii_digit() || byte == b' ',
        })
    });
    let after_time = text.get(TIME..).and_then(|rest| rest.strip_prefix(' ')).filter(|_| has_time);
    let Some((host, rest)) = after_time.and_then(|rest| rest.split_once(' ')) else {
        return Header { message: text, ..Header::default() };
    };
    let (tag, message) = rest.split_once(": ").unwrap_or(("", rest));
    let program = tag.split('[').next().filter(|name| !name.is_empty() && !name.contains(' '));
    let message = if program.is_some() { message } else { rest };
    Header { time: None, host: Some(host), program, message }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::record;

    #[test]
    fn json_is_taken_out_of_messages() {
        let messages = [
            r#"<134>1 2026-11-24T12:00:00Z ws-1 agent 12 - - {"a":1}"#,
            r#"<134>1 2026-11-24T12:00:00Z ws-1 agent 12 - [x@1 k="]\"{"][y] {"a":1}"#,
            "<134>1 - - - - - - \u{feff}{\"a\":1}",
            r#"<134>Nov 24 12:00:00 ws-1 agent[12]: @cee: {"a":1}"#,
            r#"<134>agent: {"a":1}"#,
            r#"{"a":1}"#,
        ];
        for message in messages {
            assert_eq!(record(message.as_bytes()).as_deref(), Some(r#"{"a":1}"#), "{message}");
        }
    }

    #[test]
    fn plain_text_becomes_a_document() {
        let document =
            |message: &str| -> Value { serde_json::from_str(&record(message.as_bytes()).unwrap()).unwrap() };
        let new = document("<38>1 2026-11-24T12:00:00Z ws-1 sshd 12 - - Accepted key");
        assert_eq!(new["@timestamp"], "2026-11-24T12:00:00Z");
        let old = document("<38>Nov  4 12:00:00 ws-1 sshd[12]: Accepted key");
        for document in [&new, &old] {
            assert_eq!(document["message"], "Accepted key");
            assert_eq!(document["host"]["name"], "ws-1");
            assert_eq!(document["process"]["name"], "sshd");
            assert_eq!(document["log"]["syslog"]["facility"]["code"], 4);
        }
        assert_eq!(document("<999>what is this")["message"], "<999>what is this");
        assert_eq!(record(b"<38>1 - - - - - -"), None);
        assert_eq!(record(b""), None);
    }
}
