//! From a JSON object to a [`Rule`].

use ecs::FieldPath;
use serde_json::{Map, Value};

use super::decode::{FieldProblem, Fields, ValuePath};
use super::{
    DateMath, ExceptionListRef, Interval, MaxSignals, RelatedIntegration, RequiredField, RiskScore,
    RiskScoreMapping, Rule, RuleId, RuleMetadata, RuleType, RuleVersion, Severity, SeverityMapping, Stamp,
    Threat,
};

/// Members that the API adds to a rule it returns and that say nothing about the rule: dropped without a word.
const RUN_STATE: [&str; 9] = [
    "execution_summary",
    "last_failure_at",
    "last_failure_message",
    "last_success_at",
    "last_success_message",
    "status",
    "status_date",
    "outcome",
    "alias_target_id",
];

impl Rule {
    /// Reads a rule in the form of Elastic's API, or the `[rule]` table of a rule file, which only differs in details.
    ///
    /// # Errors
    /// Everything that is wrong with it, not only the first.
    pub fn from_api(object: Map<String, Value>) -> Result<Self, Vec<FieldProblem>> {
        Self::read(object, ValuePath::default(), RuleMetadata::default())
    }

    pub(super) fn read(
        object: Map<String, Value>,
        path: ValuePath,
        metadata: RuleMetadata,
    ) -> Result<Self, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let rule = read_rule(Fields::new(object, path, &mut problems), metadata);
        match rule {
            Some(rule) if problems.is_empty() => Ok(rule),
            _ => Err(problems),
        }
    }
}

/// `None` only where a problem was noted for which no stand-in exists.
fn read_rule(mut fields: Fields<'_>, metadata: RuleMetadata) -> Option<Rule> {
    for key in RUN_STATE {
        fields.take(key);
    }
    let id = fields.required_text("rule_id", "give the rule a UUID of its own");
    let id = (!id.is_empty()).then(|| fields.checked("rule_id", id.parse::<RuleId>())).flatten();
    let name = fields.required_text("name", "name the rule");
    let kind = fields.required_text("type", "write eql, query, threshold, new_terms, threat_match or esql");
    let severity = fields.required_text("severity", "write low, medium, high or critical");
    let severity =
        (!severity.is_empty()).then(|| fields.checked("severity", severity.parse::<Severity>())).flatten();
    let risk_score = read_risk_score(&mut fields);
    let rule_type = RuleType::read(&kind, &mut fields);
    let rule = Rule {
        id: id.or_else(|| "invalid".parse().ok())?,
        saved_object_id: fields.text("id"),
        name,
        description: fields.text("description").unwrap_or_default(),
        rule_type,
        severity: severity.unwrap_or(Severity::Low),
        severity_mapping: fields.objects("severity_mapping", SeverityMapping::read),
        risk_score: risk_score.or_else(|| RiskScore::new(0.0).ok())?,
        risk_score_mapping: fields.objects("risk_score_mapping", RiskScoreMapping::read),
        rule_name_override: fields.text("rule_name_override").map(FieldPath::from),
        tags: fields.texts("tags"),
        author: fields.texts("author"),
        license: fields.text("license"),
        version: read_checked(&mut fields, "version", RuleVersion::new),
        revision: fields.whole_number("revision"),
        enabled: fields.boolean("enabled"),
        interval: fields.parse::<Interval>("interval").unwrap_or_default(),
        from: fields.parse("from").unwrap_or_else(DateMath::default_from),
        to: fields.parse("to").unwrap_or_else(DateMath::now),
        max_signals: read_checked(&mut fields, "max_signals", MaxSignals::new),
        timestamp_override: fields.text("timestamp_override").map(FieldPath::from),
        timestamp_override_fallback_disabled: fields.boolean("timestamp_override_fallback_disabled"),
        building_block_type: fields.text("building_block_type"),
        note: fields.text("note"),
        setup: fields.text("setup"),
        false_positives: fields.texts("false_positives"),
        references: fields.texts("references"),
        threat: fields.objects("threat", Threat::read),
        related_integrations: fields.objects("related_integrations", RelatedIntegration::read),
        required_fields: fields.objects("required_fields", RequiredField::read),
        investigation_fields: read_investigation_fields(&mut fields),
        exceptions_list: fields.objects("exceptions_list", ExceptionListRef::read),
        actions: fields.values("actions"),
        response_actions: fields.values("response_actions"),
        throttle: fields.text("throttle"),
        timeline_id: fields.text("timeline_id"),
        timeline_title: fields.text("timeline_title"),
        meta: fields.take("meta"),
        namespace: fields.text("namespace"),
        output_index: fields.text("output_index"),
        immutable: fields.boolean("immutable"),
        rule_source: fields.take("rule_source"),
        created: Stamp { at: fields.text("created_at"), by: fields.text("created_by") },
        updated: Stamp { at: fields.text("updated_at"), by: fields.text("updated_by") },
        metadata,
        unknown: Map::new(),
    };
    Some(Rule { unknown: fields.rest(), ..rule })
}

fn read_risk_score(fields: &mut Fields<'_>) -> Option<RiskScore> {
    match fields.take("risk_score") {
        None => {
            fields.problem("risk_score", "`risk_score` is missing", "write a number from 0 to 100");
            None
        }
        Some(value) => match value.as_f64() {
            Some(score) => fields.checked("risk_score", RiskScore::new(score)),
            None => {
                fields.problem("risk_score", "`risk_score` is no number", "write a number from 0 to 100");
                None
            }
        },
    }
}

/// A whole number with a default and a check.
fn read_checked<T: Default>(
    fields: &mut Fields<'_>,
    key: &str,
    check: impl FnOnce(u64) -> Result<T, super::InvalidValue>,
) -> T {
    let number = fields.whole_number(key);
    number.and_then(|number| fields.checked(key, check(number))).unwrap_or_default()
}

/// `{"field_names": […]}`, or in old exports the bare list.
fn read_investigation_fields(fields: &mut Fields<'_>) -> Vec<FieldPath> {
    let names = match fields.take("investigation_fields") {
        Some(Value::Object(mut object)) => object.remove("field_names"),
        other => other,
    };
    let Some(Value::Array(names)) = names else { return Vec::new() };
    names.iter().filter_map(Value::as_str).map(FieldPath::from).collect()
}
