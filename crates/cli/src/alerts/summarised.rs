//! Makes alerts small enough to hold many of them, for a table, which has to see all before it writes one.

use detect::alert::Alert;
use ecs::Document;

use super::field::find;
use super::summary::FIELDS;

/// The alert with only the fields of its event that an [`super::EventSummary`] reads.
pub(crate) fn summarised(alert: Alert) -> Alert {
    let field = |name: &&str| Some(((*name).to_owned(), find(&alert, name)?.clone()));
    let fields: Document = FIELDS.iter().filter_map(field).collect();
    alert.with_event_members(fields)
}
