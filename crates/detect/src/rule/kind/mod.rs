//! What a rule does: one file for each rule type, each with the data that only this type has.

use serde_json::{Map, Value};

use super::decode::Fields;

mod eql;
mod esql;
mod language;
mod machine_learning;
mod new_terms;
mod query;
mod saved_query;
mod scope;
mod threat_match;
mod threshold;
mod unknown;

pub use eql::EqlRule;
pub use esql::EsqlRule;
pub use language::Language;
pub use machine_learning::MachineLearningRule;
pub use new_terms::NewTermsRule;
pub use query::QueryRule;
pub use saved_query::SavedQueryRule;
pub use scope::SearchScope;
pub use threat_match::{ThreatMapping, ThreatMappingEntry, ThreatMatchRule};
pub use threshold::{Cardinality, ThresholdRule};
pub use unknown::UnknownRule;

/// The type of a rule (`type`), with what it needs.
#[derive(Clone, PartialEq, Debug)]
pub enum RuleType {
    /// `eql`: events, sequences or samples.
    Eql(EqlRule),
    /// `query`: single events in KQL or Lucene.
    Query(QueryRule),
    /// `saved_query`: a query kept elsewhere.
    SavedQuery(SavedQueryRule),
    /// `threshold`: so many events with equal values.
    Threshold(ThresholdRule),
    /// `new_terms`: a value not seen before.
    NewTerms(NewTermsRule),
    /// `threat_match`: an indicator seen in an event.
    ThreatMatch(ThreatMatchRule),
    /// `esql`: the rows of a piped query.
    Esql(EsqlRule),
    /// `machine_learning`: anomalies of a job.
    MachineLearning(MachineLearningRule),
    /// A type that this version does not know.
    Unknown(UnknownRule),
}

/// Whether this version runs rules of a type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Support {
    /// It does.
    Runs,
    /// Not supported yet, and why.
    NotYet(String),
}

impl RuleType {
    /// The names of all types on the wire.
    pub const NAMES: [&'static str; 8] =
        ["eql", "query", "saved_query", "threshold", "new_terms", "threat_match", "esql", "machine_learning"];

    pub(crate) fn read(name: &str, fields: &mut Fields<'_>) -> Self {
        match name {
            "eql" => Self::Eql(EqlRule::read(fields)),
            "query" => Self::Query(QueryRule::read(fields)),
            "saved_query" => Self::SavedQuery(SavedQueryRule::read(fields)),
            "threshold" => Self::Threshold(ThresholdRule::read(fields)),
            "new_terms" => Self::NewTerms(NewTermsRule::read(fields)),
            "threat_match" => Self::ThreatMatch(ThreatMatchRule::read(fields)),
            "esql" => Self::Esql(EsqlRule::read(fields)),
            "machine_learning" => Self::MachineLearning(MachineLearningRule::read(fields)),
            other => Self::Unknown(UnknownRule::read(other, fields)),
        }
    }

    /// The name on the wire.
    pub fn name(&self) -> &str {
        match self {
            Self::Eql(_) => "eql",
            Self::Query(_) => "query",
            Self::SavedQuery(_) => "saved_query",
            Self::Threshold(_) => "threshold",
            Self::NewTerms(_) => "new_terms",
            Self::ThreatMatch(_) => "threat_match",
            Self::Esql(_) => "esql",
            Self::MachineLearning(_) => "machine_learning",
            Self::Unknown(rule) => &rule.name,
        }
    }

    /// The type's id in Elastic's alerting framework (`kibana.alert.rule.rule_type_id`).
    pub fn framework_id(&self) -> &'static str {
        match self {
            Self::Eql(_) => "siem.eqlRule",
            Self::Query(_) | Self::Unknown(_) => "siem.queryRule",
            Self::SavedQuery(_) => "siem.savedQueryRule",
            Self::Threshold(_) => "siem.thresholdRule",
            Self::NewTerms(_) => "siem.newTermsRule",
            Self::ThreatMatch(_) => "siem.indicatorRule",
            Self::Esql(_) => "siem.esqlRule",
            Self::MachineLearning(_) => "siem.mlRule",
        }
    }

    /// The type's display name (`kibana.alert.rule.category`).
    pub fn category(&self) -> &'static str {
        match self {
            Self::Eql(_) => "Event Correlation Rule",
            Self::Query(_) | Self::Unknown(_) => "Custom Query Rule",
            Self::SavedQuery(_) => "Saved Query Rule",
            Self::Threshold(_) => "Threshold Rule",
            Self::NewTerms(_) => "New Terms Rule",
            Self::ThreatMatch(_) => "Indicator Match Rule",
            Self::Esql(_) => "ES|QL Rule",
            Self::MachineLearning(_) => "Machine Learning Rule",
        }
    }

    /// Whether this version runs such rules.
    pub fn support(&self) -> Support {
        match self {
            Self::Eql(_) => Support::Runs,
            Self::Query(_) => Support::NotYet(query::NOT_YET.into()),
            Self::SavedQuery(_) => Support::NotYet(saved_query::NOT_YET.into()),
            Self::Threshold(_) => Support::NotYet(threshold::NOT_YET.into()),
            Self::NewTerms(_) => Support::NotYet(new_terms::NOT_YET.into()),
            Self::ThreatMatch(_) => Support::NotYet(threat_match::NOT_YET.into()),
            Self::Esql(_) => Support::NotYet(esql::NOT_YET.into()),
            Self::MachineLearning(_) => Support::NotYet(machine_learning::NOT_YET.into()),
            Self::Unknown(rule) => Support::NotYet(rule.reason()),
        }
    }

    /// The query's language; none for machine learning and unknown types.
    pub fn language(&self) -> Option<Language> {
        match self {
            Self::Eql(_) => Some(Language::Eql),
            Self::Query(rule) => Some(rule.language),
            Self::SavedQuery(rule) => Some(rule.language),
            Self::Threshold(rule) => Some(rule.language),
            Self::NewTerms(rule) => Some(rule.language),
            Self::ThreatMatch(rule) => Some(rule.language),
            Self::Esql(_) => Some(Language::Esql),
            Self::MachineLearning(_) | Self::Unknown(_) => None,
        }
    }

    /// The query's text.
    pub fn query(&self) -> Option<&str> {
        match self {
            Self::Eql(rule) => Some(&rule.query),
            Self::Query(rule) => Some(&rule.query),
            Self::SavedQuery(rule) => rule.query.as_deref(),
            Self::Threshold(rule) => Some(&rule.query),
            Self::NewTerms(rule) => Some(&rule.query),
            Self::ThreatMatch(rule) => Some(&rule.query),
            Self::Esql(rule) => Some(&rule.query),
            Self::MachineLearning(_) => None,
            Self::Unknown(rule) => rule.query(),
        }
    }

    /// What data the rule reads; none where the query or job says so itself.
    pub fn scope(&self) -> Option<&SearchScope> {
        match self {
            Self::Eql(rule) => Some(&rule.scope),
            Self::Query(rule) => Some(&rule.scope),
            Self::SavedQuery(rule) => Some(&rule.scope),
            Self::Threshold(rule) => Some(&rule.scope),
            Self::NewTerms(rule) => Some(&rule.scope),
            Self::ThreatMatch(rule) => Some(&rule.scope),
            Self::Esql(_) | Self::MachineLearning(_) | Self::Unknown(_) => None,
        }
    }

    /// The type's own members, as the API writes them.
    pub(crate) fn write(&self, api: &mut Map<String, Value>) {
        match self {
            Self::Eql(rule) => rule.write(api),
            Self::Query(rule) => rule.write(api),
            Self::SavedQuery(rule) => rule.write(api),
            Self::Threshold(rule) => rule.write(api),
            Self::NewTerms(rule) => rule.write(api),
            Self::ThreatMatch(rule) => rule.write(api),
            Self::Esql(rule) => rule.write(api),
            Self::MachineLearning(rule) => rule.write(api),
            Self::Unknown(rule) => rule.write(api),
        }
    }
}
