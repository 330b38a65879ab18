//! `GET /api/tripline/alerts/{id}/guide`.

use detect::guide::{GapEffect, Guide, Pivot, PivotContext, PivotGap};
use ecs::catalogue::EcsCatalogue;
use ecs::{Document, Timestamp};
use lang::ir::Filter;
use serde_json::{Map, Value, json};

use crate::search::{Search, SearchError, first_text};

/// Where an alert keeps its rule's guide.
const NOTE_FIELDS: [&str; 2] = ["kibana.alert.rule.note", "kibana.alert.rule.parameters.note"];

/// The guide of an alert's rule, as Markdown and as HTML, and its investigations filled in and counted.
pub(super) fn answer(search: &Search, id: &str) -> Result<Value, SearchError> {
    let alert = search.alert(id)?.source;
    let guide = guide_of(&alert);
    let context = PivotContext { alert: &alert, now: search.now() };
    let pivots: Vec<Pivot> = guide.investigations().map(|one| one.pivot(context)).collect();
    let filters: Vec<Filter> = pivots.iter().map(|pivot| pivot.to_filter(&EcsCatalogue)).collect();
    let (counts, timed_out) =
        if filters.is_empty() { (Vec::new(), false) } else { search.counts(&filters)? };
    let investigations = guide.investigations().zip(&pivots).zip(counts).enumerate();
    let investigations: Vec<Value> = investigations
        .map(|(number, ((investigation, pivot), count))| {
            let mut shown = pivot_json(number, pivot);
            shown.insert("template".to_owned(), investigation.to_eql().into());
            shown.insert("count".to_owned(), count.into());
            Value::Object(shown)
        })
        .collect();
    let osquery = guide.osquery_queries().map(|query| json!({"label": query.label, "query": query.query}));
    let problems: Vec<&str> = guide.problems().collect();
    Ok(json!({
        "id": id,
        "rule": {
            "rule_id": first_text(&alert, "kibana.alert.rule.rule_id"),
            "name": first_text(&alert, "kibana.alert.rule.name"),
        },
        "markdown": note_of(&alert),
        "html": guide.to_html(Some(context), 2),
        "investigations": investigations,
        "osquery": osquery.collect::<Vec<Value>>(),
        "problems": problems,
        "timed_out": timed_out,
    }))
}

/// The guide that an alert carries.
pub(super) fn guide_of(alert: &Document) -> Guide {
    Guide::parse(&note_of(alert))
}

fn note_of(alert: &Document) -> String {
    NOTE_FIELDS.into_iter().find_map(|field| first_text(alert, field)).unwrap_or_default()
}

/// A query with its values in place: what it asks, from when to when, and what the alert lacked for it.
pub(super) fn pivot_json(number: usize, pivot: &Pivot) -> Map<String, Value> {
    let time = |time: Option<Timestamp>| time.map(|time| time.to_string());
    let missing: Vec<Value> = pivot.gaps.iter().map(gap_json).collect();
    let members = [
        ("investigation", Value::from(number)),
        ("label", pivot.label.as_str().into()),
        ("description", pivot.description.as_str().into()),
        ("query", pivot.to_eql().into()),
        ("answerable", pivot.is_answerable().into()),
        ("missing", missing.into()),
        ("from", time(pivot.from).into()),
        ("to", time(pivot.to).into()),
    ];
    members.map(|(name, value)| (name.to_owned(), value)).into_iter().collect()
}

fn gap_json(gap: &PivotGap) -> Value {
    let replaced_by = match &gap.effect {
        GapEffect::Replaced { by } => Some(by.as_str()),
        GapEffect::LeftOut => None,
    };
    json!({"field": gap.missing.as_str(), "replaced_by": replaced_by})
}
