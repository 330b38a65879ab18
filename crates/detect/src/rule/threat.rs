//! Where a rule stands in MITRE ATT&CK (`threat`).

use serde::Serialize;

use super::decode::Fields;

/// One tactic of a framework, with the techniques that the rule finds of it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Threat {
    /// `MITRE ATT&CK`.
    pub framework: String,
    /// What the adversary wants.
    pub tactic: Tactic,
    /// How.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub technique: Vec<Technique>,
}

/// A tactic: `TA0005`, Defense Evasion.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Tactic {
    /// `TA0005`.
    pub id: String,
    /// `Defense Evasion`.
    pub name: String,
    /// Its page.
    pub reference: String,
}

/// A technique: `T1202`, Indirect Command Execution.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Technique {
    /// `T1202`.
    pub id: String,
    /// `Indirect Command Execution`.
    pub name: String,
    /// Its page.
    pub reference: String,
    /// Narrower techniques: `T1557.001`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subtechnique: Vec<Subtechnique>,
}

/// A part of a technique: `T1557.001`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Subtechnique {
    /// `T1557.001`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its page.
    pub reference: String,
}

impl Threat {
    pub(crate) fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            framework: fields.text("framework").unwrap_or_else(|| "MITRE ATT&CK".into()),
            tactic: fields
                .object("tactic", |fields| {
                    let (id, name, reference) = named(fields);
                    Tactic { id, name, reference }
                })
                .unwrap_or_default(),
            technique: fields.objects("technique", |fields| {
                let (id, name, reference) = named(fields);
                let subtechnique = fields.objects("subtechnique", |fields| {
                    let (id, name, reference) = named(fields);
                    Subtechnique { id, name, reference }
                });
                Technique { id, name, reference, subtechnique }
            }),
        }
    }
}

fn named(fields: &mut Fields<'_>) -> (String, String, String) {
    (
        fields.required_text("id", "write the ATT&CK id, such as T1202"),
        fields.text("name").unwrap_or_default(),
        fields.text("reference").unwrap_or_default(),
    )
}
