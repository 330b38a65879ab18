//! `!{investigate{…}}`: a query that a guide suggests.

use super::PivotContext;
use super::condition::Condition;
use super::pivot::{self, Pivot};
use crate::rule::DateMath;
use crate::rule::decode::Fields;

/// More alternatives, or conditions in one, than this is no honest guide.
const MAX_CONDITIONS: usize = 200;

/// A query over events, with places for values of the alert.
#[derive(Clone, PartialEq, Debug)]
pub struct Investigation {
    /// What it finds, in a few words.
    pub label: String,
    /// More about it.
    pub description: String,
    /// Any of these must hold, and of each all.
    pub any_of: Vec<Vec<Condition>>,
    /// Where its time range starts.
    pub relative_from: Option<DateMath>,
    /// Where its time range ends.
    pub relative_to: Option<DateMath>,
}

impl Investigation {
    pub(super) fn read(fields: &mut Fields<'_>) -> Self {
        let investigation = Self {
            label: fields.text("label").unwrap_or_default(),
            description: fields.text("description").unwrap_or_default(),
            any_of: fields.object_lists("providers", Condition::read),
            relative_from: fields.parse("relativeFrom"),
            relative_to: fields.parse("relativeTo"),
        };
        let most = investigation.any_of.iter().map(Vec::len).max().unwrap_or_default();
        if most == 0 || investigation.any_of.iter().any(Vec::is_empty) {
            fields.problem("providers", "there is no condition", "write at least one");
        } else if most > MAX_CONDITIONS || investigation.any_of.len() > MAX_CONDITIONS {
            fields.problem("providers", "there are too many conditions", "write fewer");
        }
        investigation
    }

    /// The query with the alert's values in place.
    pub fn pivot(&self, context: PivotContext<'_>) -> Pivot {
        pivot::of(self, context)
    }

    /// The query in EQL with its places still open, to show what it is about.
    pub fn to_eql(&self) -> String {
        super::eql::of_investigation(self)
    }
}
