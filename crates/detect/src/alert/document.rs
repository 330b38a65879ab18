//! An alert, held so that alerts share what they have in common.

use std::sync::{Arc, LazyLock};

use ecs::Document;
use serde_json::Value;

use super::MatchedEvent;
use super::json::{WholeJson, put_member};
use super::snapshot::RuleSnapshot;

/// The value of `event.kind` in every alert.
static SIGNAL: LazyLock<Value> = LazyLock::new(|| Value::from("signal"));

const RULE_NAME: &str = "kibana.alert.rule.name";

/// Fields of one alert, by their dotted names.
pub(super) type OwnFields = Vec<(&'static str, Value)>;

/// An alert document.
///
/// What is said of the rule is most of it and the same in all alerts of the rule, and alerts of several rules may be
/// about one event, so both are shared. [`Self::get`] reads single members, [`Self::write_json`] writes the document,
/// [`Self::to_document`] makes one that stands by itself.
#[derive(Clone, Debug)]
pub struct Alert(Parts);

#[derive(Clone, Debug)]
enum Parts {
    Shared(Box<Shared>),
    Whole(Document),
}

/// In the order in which the document has them.
#[derive(Clone, Debug)]
pub(super) struct Shared {
    pub(super) event: Arc<MatchedEvent>,
    pub(super) own: OwnFields,
    pub(super) rule: Arc<RuleSnapshot>,
    /// The name that the event gives, instead of the rule's.
    pub(super) rule_name: Option<Value>,
    pub(super) rest: OwnFields,
}

/// A document that is an alert already, read again.
impl From<Document> for Alert {
    fn from(document: Document) -> Self {
        Self(Parts::Whole(document))
    }
}

impl From<Shared> for Alert {
    fn from(shared: Shared) -> Self {
        Self(Parts::Shared(Box::new(shared)))
    }
}

impl Alert {
    /// The document's member of this name. What the alert adds has dotted names (`kibana.alert.severity`); the event's
    /// members are as its source has them, nested or dotted. `event` still has the event's own `kind`, for which the
    /// alert has the member `event.kind`.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let shared = match &self.0 {
            Parts::Whole(document) => return document.get(name),
            Parts::Shared(shared) => shared,
        };
        match name {
            "@timestamp" => Some(&shared.rule.created),
            "event.kind" => Some(&SIGNAL),
            RULE_NAME if shared.rule_name.is_some() => shared.rule_name.as_ref(),
            _ if name.starts_with("kibana.") => {
                let own = shared.own.iter().chain(&shared.rest);
                let own = own.filter(|(own, _)| *own == name).map(|(_, value)| value).next();
                own.or_else(|| shared.rule.fields().get(name))
                    .or_else(|| shared.event.originals().get(name).copied())
            }
            _ => shared.event.member(name),
        }
    }

    /// The members that the alert has of its event, as they are in the alert: all whose names do not begin with
    /// `kibana.`.
    pub fn event_members(&self) -> Document {
        let shared = match &self.0 {
            Parts::Whole(document) => {
                let of_event = document.iter().filter(|(name, _)| !name.starts_with("kibana."));
                return of_event.map(|(name, value)| (name.clone(), value.clone())).collect();
            }
            Parts::Shared(shared) => shared,
        };
        let mut members: Document =
            shared.event.kept().map(|(name, value)| (name.to_owned(), value.to_value())).collect();
        members.insert("@timestamp".to_owned(), shared.rule.created.clone());
        members.insert("event.kind".to_owned(), SIGNAL.clone());
        members
    }

    /// The whole document.
    pub fn to_document(&self) -> Document {
        let shared = match &self.0 {
            Parts::Whole(document) => return document.clone(),
            Parts::Shared(shared) => shared,
        };
        let mut document = self.event_members();
        let owned = |(name, value): (&String, &Value)| (name.clone(), value.clone());
        let own = |(name, value): &(&str, Value)| ((*name).to_owned(), value.clone());
        document.extend(shared.event.originals().into_iter().map(|(name, value)| (name, value.clone())));
        document.extend(shared.own.iter().map(own));
        document.extend(shared.rule.fields().iter().map(owned));
        document.extend(shared.rule_name.iter().map(|name| (RULE_NAME.to_owned(), name.clone())));
        document.extend(shared.rest.iter().map(own));
        document
    }

    /// Appends the document as JSON: the text that [`Self::to_document`] gives, without making that document.
    pub fn write_json(&self, out: &mut Vec<u8>) {
        let shared = match &self.0 {
            Parts::Whole(document) => return out.extend_from_slice(&WholeJson::of(document).text),
            Parts::Shared(shared) => shared,
        };
        /// What the alert's own fields take.
        const USUAL_OWN: usize = 2048;
        out.reserve(shared.event.json_length() + shared.rule.json_length() + USUAL_OWN);
        out.push(b'{');
        shared.event.write_json(&shared.rule.created_json, out);
        shared.own.iter().for_each(|(name, value)| put_member(out, name, value));
        out.push(b',');
        shared.rule.write_json(shared.rule_name.as_ref(), out);
        shared.rest.iter().for_each(|(name, value)| put_member(out, name, value));
        out.push(b'}');
    }

    /// The same alert with other members of its event: fewer, for whoever holds many alerts and shows little of each.
    #[must_use]
    pub fn with_event_members(self, members: Document) -> Self {
        match self.0 {
            Parts::Whole(document) => Self(Parts::Whole(document)),
            Parts::Shared(mut shared) => {
                let time = shared.event.time();
                shared.event = Arc::new(MatchedEvent::new(members, String::new(), String::new(), time));
                Self(Parts::Shared(shared))
            }
        }
    }
}
