//! `new_terms`: a value, or combination of values, that was not there before.

use ecs::FieldPath;
use serde_json::{Map, Value};

use super::super::date_math::DateMath;
use super::super::decode::Fields;
use super::super::encode::{put, put_list};
use super::super::suppression::Suppression;
use super::{Language, SearchScope};

pub(super) const NOT_YET: &str = "comparing with the history of a field is not built yet";

/// A new terms rule. TOML has the terms in a table `new_terms`, the API as members of the rule; both are read.
#[derive(Clone, PartialEq, Debug)]
pub struct NewTermsRule {
    /// KQL or Lucene.
    pub language: Language,
    /// Which events count.
    pub query: String,
    /// What it reads.
    pub scope: SearchScope,
    /// One to three fields whose combined value must be new.
    pub new_terms_fields: Vec<FieldPath>,
    /// New means: not seen since then.
    pub history_window_start: DateMath,
    /// How alerts are folded.
    pub alert_suppression: Option<Suppression>,
}

impl NewTermsRule {
    pub(super) fn read(fields: &mut Fields<'_>) -> Self {
        let language = Language::read(fields);
        let query = fields.text("query").unwrap_or_default();
        let scope = SearchScope::read(fields);
        let nested = fields.object("new_terms", |table| {
            let _ = table.text("field");
            let terms = table.texts("value");
            let start = table.objects("history_window_start", |start| {
                let _ = start.text("field");
                start.parse::<DateMath>("value")
            });
            (terms, start.into_iter().next().flatten())
        });
        let (mut terms, mut start) = nested.unwrap_or_default();
        if terms.is_empty() {
            terms = fields.texts("new_terms_fields");
        }
        if start.is_none() {
            start = fields.parse("history_window_start");
        }
        if terms.is_empty() || terms.len() > 3 {
            let message = format!("{} new terms fields", terms.len());
            fields.problem("new_terms_fields", message, "name one to three fields");
        }
        if start.is_none() {
            let message = "`history_window_start` is missing";
            fields.problem(
                "history_window_start",
                message,
                "write how far back a value must not be seen: `now-7d`",
            );
        }
        Self {
            language,
            query,
            scope,
            new_terms_fields: terms.into_iter().map(FieldPath::from).collect(),
            history_window_start: start.unwrap_or_else(DateMath::now),
            alert_suppression: fields.object("alert_suppression", Suppression::read),
        }
    }

    pub(super) fn write(&self, api: &mut Map<String, Value>) {
        put(api, "language", self.language);
        put(api, "query", &self.query);
        self.scope.write(api);
        put_list(api, "new_terms_fields", &self.new_terms_fields);
        put(api, "history_window_start", self.history_window_start.as_str());
        put(api, "alert_suppression", &self.alert_suppression);
    }
}
