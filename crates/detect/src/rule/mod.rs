//! Detection rules as Elastic Security writes them.
//!
//! [`load_rules`] reads files and folders: TOML as the public detection-rules repository has it, NDJSON and JSON as
//! Kibana exports it. Both give the same [`Rule`]. `docs/rules.md` says which fields change what Tripline does and
//! which are kept only.

mod api;
mod date_math;
pub(crate) mod decode;
mod encode;
mod exception;
mod id;
mod integration;
mod kind;
mod load;
mod read;
mod risk;
mod schedule;
mod suppression;
mod threat;

use std::time::Duration;

use ecs::{FieldPath, IndexPatterns};
use serde_json::{Map, Value};

pub use date_math::{DateMath, Rounding};
pub use decode::{FieldProblem, InvalidValue, PathStep, ValuePath};
pub use exception::{
    ExceptionEntry, ExceptionItem, ExceptionList, ExceptionListRef, ExceptionOperator, ExceptionTest,
};
pub use id::RuleId;
pub use integration::{RelatedIntegration, RequiredField, RuleMetadata};
pub use kind::{
    Cardinality, EqlRule, EsqlRule, Language, MachineLearningRule, NewTermsRule, QueryRule, RuleType,
    SavedQueryRule, SearchScope, Support, ThreatMapping, ThreatMappingEntry, ThreatMatchRule, ThresholdRule,
    UnknownRule,
};
pub use load::{
    LoadedRule, LoadedRules, Origin, ProblemKind, RuleProblem, load_rule_texts, load_rules, load_rules_on,
};
pub use risk::{RiskScore, RiskScoreMapping, Severity, SeverityMapping};
pub use schedule::{Interval, Lookback, MaxSignals, RuleVersion};
pub use suppression::{MissingFieldsStrategy, Suppression, SuppressionDuration};
pub use threat::{Subtechnique, Tactic, Technique, Threat};

/// A detection rule.
#[derive(Clone, PartialEq, Debug)]
pub struct Rule {
    /// The stable id (`rule_id`).
    pub id: RuleId,
    /// The id of the saved object (`id`), in exports of an installation. Differs from one to the next.
    pub saved_object_id: Option<String>,
    /// Its name.
    pub name: String,
    /// What it finds, in a sentence or two.
    pub description: String,
    /// Its type (`type`) with the query and what else only this type has.
    pub rule_type: RuleType,
    /// How bad a match is, unless `severity_mapping` says otherwise.
    pub severity: Severity,
    /// Severities taken from the event.
    pub severity_mapping: Vec<SeverityMapping>,
    /// How bad a match is, unless `risk_score_mapping` says otherwise.
    pub risk_score: RiskScore,
    /// Risk scores taken from the event.
    pub risk_score_mapping: Vec<RiskScoreMapping>,
    /// The field whose value names the alert.
    pub rule_name_override: Option<FieldPath>,
    /// Labels: `OS: Windows`.
    pub tags: Vec<String>,
    /// Who wrote it.
    pub author: Vec<String>,
    /// Under which licence.
    pub license: Option<String>,
    /// Counts its published changes.
    pub version: RuleVersion,
    /// Counts changes in one installation.
    pub revision: Option<u64>,
    /// Whether an installation runs it. A hunt runs every rule it is given.
    pub enabled: Option<bool>,
    /// How often it runs.
    pub interval: Interval,
    /// Where each run starts looking.
    pub from: DateMath,
    /// Where each run stops looking.
    pub to: DateMath,
    /// At most so many alerts a run.
    pub max_signals: MaxSignals,
    /// The field by which each run selects its events, instead of `@timestamp`.
    pub timestamp_override: Option<FieldPath>,
    /// Whether events without that field are left out instead of selected by `@timestamp`.
    pub timestamp_override_fallback_disabled: Option<bool>,
    /// Set (`default`) where alerts are building blocks: not for people, but for other rules.
    pub building_block_type: Option<String>,
    /// The investigation guide, in Markdown with `!{investigate{…}}` blocks; [`crate::guide`] reads it.
    pub note: Option<String>,
    /// What must be set up for it to work, in Markdown.
    pub setup: Option<String>,
    /// When a match is harmless.
    pub false_positives: Vec<String>,
    /// Further reading.
    pub references: Vec<String>,
    /// Where it stands in MITRE ATT&CK.
    pub threat: Vec<Threat>,
    /// Integrations whose data it reads.
    pub related_integrations: Vec<RelatedIntegration>,
    /// Fields its query reads.
    pub required_fields: Vec<RequiredField>,
    /// Fields to look at first in its alerts.
    pub investigation_fields: Vec<FieldPath>,
    /// Lists of exceptions that apply to it.
    pub exceptions_list: Vec<ExceptionListRef>,
    /// What an installation does on an alert; kept as written.
    pub actions: Vec<Value>,
    /// What it does on the host; kept as written.
    pub response_actions: Vec<Value>,
    /// How often actions run, in an old form.
    pub throttle: Option<String>,
    /// The Timeline template for its alerts.
    pub timeline_id: Option<String>,
    /// That template's title.
    pub timeline_title: Option<String>,
    /// Anything an installation notes.
    pub meta: Option<Value>,
    /// The namespace of its alerts.
    pub namespace: Option<String>,
    /// Where its alerts went in old versions.
    pub output_index: Option<String>,
    /// Whether it is a prebuilt rule.
    pub immutable: Option<bool>,
    /// Whether it is prebuilt, and customised; kept as written.
    pub rule_source: Option<Value>,
    /// When it was made, and by whom, in an installation.
    pub created: Stamp,
    /// When it was last changed, and by whom.
    pub updated: Stamp,
    /// The `[metadata]` table of a rule file.
    pub metadata: RuleMetadata,
    /// Members that this version does not know, as they were written.
    pub unknown: Map<String, Value>,
}

/// When something was done, and by whom.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Stamp {
    /// ISO 8601.
    pub at: Option<String>,
    /// A user's name.
    pub by: Option<String>,
}

impl Rule {
    /// The query's text, for types that have one.
    pub fn query(&self) -> Option<&str> {
        self.rule_type.query()
    }

    /// The query's language, for types that have one.
    pub fn language(&self) -> Option<Language> {
        self.rule_type.language()
    }

    /// Index patterns as written; empty reads any.
    pub fn index(&self) -> &[String] {
        self.rule_type.scope().map_or(&[], |scope| &scope.index)
    }

    /// Index patterns, ready to be matched with names.
    pub fn index_patterns(&self) -> IndexPatterns {
        IndexPatterns::new(self.index())
    }

    /// What only EQL rules have, where it is one.
    pub fn eql(&self) -> Option<&EqlRule> {
        match &self.rule_type {
            RuleType::Eql(eql) => Some(eql),
            _ => None,
        }
    }

    /// Whether this version runs the rule.
    pub fn support(&self) -> Support {
        self.rule_type.support()
    }

    /// Whether its alerts are building blocks.
    pub fn is_building_block(&self) -> bool {
        self.building_block_type.is_some()
    }

    /// How much further back than its interval each run looks.
    pub fn lookback(&self) -> Lookback {
        let now = ecs::Timestamp::from_millis(LOOKBACK_ANCHOR_MILLIS).unwrap_or_default();
        let from = self.from.resolve(now, Rounding::Down).unwrap_or(now);
        let to = self.to.resolve(now, Rounding::Up).unwrap_or(now);
        let window = u64::try_from(to.nanos().saturating_sub(from.nanos())).unwrap_or_default();
        Lookback(Duration::from_nanos(window).saturating_sub(self.interval.length()))
    }

    /// Whether an investigation guide was written.
    pub fn has_guide(&self) -> bool {
        self.note.as_deref().is_some_and(|note| !note.trim().is_empty())
    }
}

/// A Monday at midnight in a month of 31 days (2024-01-01), so that spans in any unit come out whole.
const LOOKBACK_ANCHOR_MILLIS: i64 = 1_704_067_200_000;
