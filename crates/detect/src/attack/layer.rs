//! The layer file of MITRE's ATT&CK Navigator, format 4.5 (attack-navigator, `layers/spec/v4.5/layerformat.md`).

use serde_json::{Value, json};

use super::{Coverage, Covering, Place};

/// Rule names in a comment; the Navigator shows it in a small box.
const MOST_NAMES: usize = 20;

impl Coverage {
    /// The layer. A technique's score is the number of rules for it that run; the comment names them, and those that do
    /// not.
    pub fn navigator_layer(&self, name: &str) -> Value {
        let most =
            self.covered.values().map(|covering| covering.running.len()).max().unwrap_or_default().max(1);
        let total = self.running + self.not_running;
        json!({
            "name": name,
            "versions": { "layer": "4.5" },
            "domain": "enterprise-attack",
            "description": format!("Techniques covered by {} rules that run, of {total}", self.running),
            "sorting": 3,
            "techniques": self.covered.iter().map(technique).collect::<Vec<_>>(),
            "gradient": { "colors": ["#e3f0fb", "#1f6fb2"], "minValue": 0, "maxValue": most },
            "showTacticRowBackground": false,
            "selectTechniquesAcrossTactics": false,
        })
    }
}

fn technique((place, covering): (&Place, &Covering)) -> Value {
    let mut comment = names(covering.running.iter());
    if !covering.not_running.is_empty() {
        let separator = if comment.is_empty() { "" } else { "\n" };
        comment.push_str(&format!("{separator}do not run yet: {}", names(covering.not_running.iter())));
    }
    json!({
        "techniqueID": place.technique,
        // The Navigator's names of tactics: `defense-evasion`.
        "tactic": covering.tactic_name.to_lowercase().replace(' ', "-"),
        "score": covering.running.len(),
        "comment": comment,
        "enabled": true,
        "showSubtechniques": false,
    })
}

fn names<'c>(names: impl ExactSizeIterator<Item = &'c String>) -> String {
    let count = names.len();
    let shown = names.take(MOST_NAMES).map(String::as_str).collect::<Vec<_>>().join("; ");
    match count.checked_sub(MOST_NAMES) {
        Some(more @ 1..) => format!("{shown}; and {more} more"),
        _ => shown,
    }
}
