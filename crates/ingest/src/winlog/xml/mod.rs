//! Reads a record from its XML: one `Event` element (schemas.microsoft.com/win/2004/08/events/event).
//!
//! Nearly all events are written the same plain way, which [`plain`] takes apart by itself. Everything else is left to
//! the `quick-xml` crate ([`general`]): prefixes, comments, marked text, damage. Both tell [`reading`] what they meet, so
//! that a record does not depend on which of them read it. A document type declares nothing that is used, and nothing is
//! fetched.

mod general;
mod plain;
mod reading;

use super::event_data::Guids;
use super::raw_event::RawEvent;
use super::record::WinlogRecord;
use crate::mapping::Arena;
use crate::source::RecordError;

/// Reads the `Event` element that `text` is.
pub(super) fn parse<'a>(text: &'a str, arena: &'a Arena) -> Result<WinlogRecord<'a>, RecordError> {
    read(text, arena, Guids::UpperCase)?.finish()
}

/// The same, not interpreted yet.
pub(super) fn read<'a>(text: &'a str, arena: &'a Arena, guids: Guids) -> Result<RawEvent<'a>, RecordError> {
    match plain::read(text, arena, guids) {
        Some(event) => Ok(event),
        None => general::read(text, arena, guids),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the plain reader reads a text at all, it reads what the general one reads.
    fn check(text: &str) -> bool {
        let arena = Arena::new();
        let shown = |event: Result<RawEvent<'_>, RecordError>| {
            event.and_then(RawEvent::finish).map(|record| {
                // Without the arena, which has addresses.
                let shown = format!("{record:?}");
                shown.split_once("origin").map(|(_, shown)| shown.to_owned())
            })
        };
        let Some(event) = plain::read(text, &arena, Guids::UpperCase) else { return false };
        assert_eq!(
            shown(Ok(event)).ok(),
            shown(general::read(text, &arena, Guids::UpperCase)).ok(),
            "{text}"
        );
        true
    }

    const EVENT: &str = "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='A &amp; B' \
        Guid=\"{0a1b2c3d-0001-6000-aa00-000000000001}\" /><EventID Qualifiers='0'>7</EventID><Keywords>0x8000000000000000\
        </Keywords><Correlation/></System>\n <EventData><Data Name='a'>x &lt;&#x41;&gt; y</Data><Data>z</Data><Data Name='e'/>\
        <Data Name='b'> \n </Data><Binary></Binary></EventData><RenderingInfo Culture='en'><Message>a\r\nb</Message>\
        <Keywords><Keyword>K</Keyword></Keywords></RenderingInfo></Event>";

    #[test]
    fn both_readers_agree() {
        assert!(check(EVENT));
        assert!(check(
            &EVENT
                .replace("EventData", "UserData")
                .replace("<Data Name='a'>", "<X><Data Name='a'>")
                .replace("</UserData>", "</X></UserData>")
        ));
        let pieces = [
            "<", ">", "/", "&", ";", "'", "\"", "=", " ", "<a>", "</a>", "<!--", "]]>", "&x;", "&#0;", "ü",
            "\0", "Event",
        ];
        let mut read = 0;
        for at in (0..EVENT.len()).filter(|at| EVENT.is_char_boundary(*at)) {
            for piece in pieces {
                read += usize::from(check(&format!("{}{piece}{}", &EVENT[..at], &EVENT[at..])));
            }
            check(&EVENT[..at]);
            if EVENT.is_char_boundary(at + 3) {
                check(&format!("{}{}", &EVENT[..at], &EVENT[at + 3..]));
            }
        }
        assert!(read > 1000, "the plain reader reads {read} of them");
    }
}
