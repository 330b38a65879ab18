//! `POST /api/tripline/alerts/{id}/investigate`.

use detect::guide::PivotContext;
use ecs::catalogue::EcsCatalogue;
use serde_json::{Value, json};

use super::guide::{guide_of, pivot_json};
use crate::search::{Find, Search, SearchError};

/// The most events of one page.
const MAX_SIZE: u64 = 1000;

/// The events that an investigation of an alert's guide finds: `{"investigation": 0, "order": "newest", "size": 50, "after":
/// …}`, where `after` is the `next` of the page before.
pub(super) fn answer(search: &Search, id: &str, body: &Value) -> Result<Value, SearchError> {
    let page = Page::read(body)?;
    let alert = search.alert(id)?.source;
    let guide = guide_of(&alert);
    let number = page.investigation;
    let missing = || {
        let reason = format!("the guide has no investigation [{number}]");
        SearchError::new(404, "resource_not_found_exception", reason)
    };
    let investigation = guide.investigations().nth(number).ok_or_else(missing)?;
    let pivot = investigation.pivot(PivotContext { alert: &alert, now: search.now() });
    let found = search.find(&Find {
        filter: pivot.to_filter(&EcsCatalogue),
        newest_first: page.newest_first,
        size: page.size,
        after: page.after,
        counts: true,
    })?;
    let is_full = found.hits.len() == page.size;
    let next = found.hits.last().map(|(_, keys)| keys.clone()).filter(|_| is_full);
    let events: Vec<Value> = found.hits.into_iter().map(|(hit, _)| search.shown_hit(hit)).collect();
    Ok(json!({
        "investigation": pivot_json(number, &pivot),
        "total": found.total,
        "timed_out": found.timed_out,
        "events": events,
        "next": next,
    }))
}

/// Which events are asked for.
struct Page<'b> {
    investigation: usize,
    newest_first: bool,
    size: usize,
    after: Option<&'b Value>,
}

impl<'b> Page<'b> {
    fn read(body: &'b Value) -> Result<Self, SearchError> {
        const KNOWN: [&str; 4] = ["investigation", "order", "size", "after"];
        let mut names = body.as_object().into_iter().flat_map(|body| body.keys());
        if let Some(other) = names.find(|name| !KNOWN.contains(&name.as_str())) {
            return Err(SearchError::argument(format!("unknown member [{other}]")));
        }
        let number = |name: &str| body.get(name).and_then(Value::as_u64);
        let investigation = number("investigation").and_then(|number| usize::try_from(number).ok());
        let no_number = || SearchError::argument("[investigation] must be the number of one");
        let newest_first = match body.get("order").and_then(Value::as_str) {
            None | Some("newest") => true,
            Some("oldest") => false,
            Some(other) => {
                return Err(SearchError::argument(format!("[order] is newest or oldest, not [{other}]")));
            }
        };
        let size = if body.get("size").is_some() { number("size") } else { Some(50) };
        let size =
            size.filter(|size| (1..=MAX_SIZE).contains(size)).and_then(|size| usize::try_from(size).ok());
        Ok(Self {
            investigation: investigation.ok_or_else(no_number)?,
            newest_first,
            size: size
                .ok_or_else(|| SearchError::argument(format!("[size] must be from 1 to {MAX_SIZE}")))?,
            after: body.get("after").filter(|after| !after.is_null()),
        })
    }
}
