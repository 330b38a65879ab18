//! Flat NXLog records as the Event XML that Windows itself writes for them.

use serde_json::Value;

use crate::inputs::NXLOG_ENVELOPE;

/// One `<Event>` on a line.
pub(crate) fn event_xml(record: &Value) -> String {
    let text = |name: &str| match &record[name] {
        Value::String(text) => escaped(text),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let mut xml = format!(
        "<Event xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\"><System><Provider Name=\"{}\" Guid=\"{}\"/>\
         <EventID>{}</EventID><Version>{}</Version><Level>4</Level><Task>{}</Task><Opcode>0</Opcode>\
         <Keywords>0x8000000000000000</Keywords><TimeCreated SystemTime=\"{}\"/><EventRecordID>{}</EventRecordID><Correlation/>\
         <Execution ProcessID=\"{}\" ThreadID=\"{}\"/><Channel>{}</Channel><Computer>{}</Computer><Security UserID=\"{}\"/>\
         </System><EventData>",
        text("SourceName"),
        text("ProviderGuid"),
        text("EventID"),
        text("Version"),
        text("Task"),
        text("@timestamp"),
        text("RecordNumber"),
        text("ExecutionProcessID"),
        text("ThreadID"),
        text("Channel"),
        text("Hostname"),
        text("UserID"),
    );
    for name in record.as_object().into_iter().flatten().map(|(name, _)| name) {
        if !NXLOG_ENVELOPE.contains(&name.as_str()) {
            xml.push_str(&format!("<Data Name=\"{}\">{}</Data>", escaped(name), text(name)));
        }
    }
    xml.push_str("</EventData></Event>");
    xml
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace(['\r', '\n'], "&#10;")
        .replace(|letter: char| letter.is_control(), " ")
}
