//! What a rule says about the data it needs.

use serde::Serialize;

use super::decode::Fields;

/// An integration whose data the rule reads.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RelatedIntegration {
    /// Its package.
    pub package: String,
    /// Which versions.
    pub version: String,
    /// The part of the package, where it has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub integration: Option<String>,
}

impl RelatedIntegration {
    pub(crate) fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            package: fields.required_text("package", "name the integration's package"),
            version: fields.text("version").unwrap_or_default(),
            integration: fields.text("integration"),
        }
    }
}

/// A field that the rule's query reads.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RequiredField {
    /// Its name.
    pub name: String,
    /// Its type in Elasticsearch's mapping.
    #[serde(rename = "type")]
    pub field_type: String,
    /// Whether ECS knows it.
    pub ecs: bool,
}

impl RequiredField {
    pub(crate) fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            name: fields.required_text("name", "name the field"),
            field_type: fields.text("type").unwrap_or_default(),
            ecs: fields.boolean("ecs").unwrap_or_default(),
        }
    }
}

/// The `[metadata]` table of a rule file: how its authors manage it. Elastic's API has none of it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RuleMetadata {
    /// `2025/08/21`.
    pub creation_date: Option<String>,
    /// `2026/04/29`.
    pub updated_date: Option<String>,
    /// `production`, `development`, `deprecated`.
    pub maturity: Option<String>,
    /// The integrations whose data the rule reads.
    pub integration: Vec<String>,
    /// The first version of the stack that runs it.
    pub min_stack_version: Option<String>,
    /// Why.
    pub min_stack_comments: Option<String>,
    /// Whether it only passes on an alert of another product.
    pub promotion: bool,
    /// When it was withdrawn.
    pub deprecation_date: Option<String>,
}

impl RuleMetadata {
    pub(crate) fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            creation_date: fields.text("creation_date"),
            updated_date: fields.text("updated_date"),
            maturity: fields.text("maturity"),
            integration: fields.texts("integration"),
            min_stack_version: fields.text("min_stack_version"),
            min_stack_comments: fields.text("min_stack_comments"),
            promotion: fields.boolean("promotion").unwrap_or_default(),
            deprecation_date: fields.text("deprecation_date"),
        }
    }
}
