//! `_cat`: tables for people.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::Route;
use crate::app::App;
use crate::auth::Permission;
use crate::http::{Parameters, matches};

/// The columns, in Elasticsearch's order.
const COLUMNS: [&str; 7] = ["health", "status", "index", "pri", "rep", "docs.count", "docs.deleted"];

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::new(Method::GET, "/_cat/indices", Permission::Read, all),
        Route::new(Method::GET, "/_cat/indices/{index}", Permission::Read, some),
    ]
}

async fn all(State(app): State<App>, parameters: Parameters, headers: HeaderMap) -> Response {
    table(&app, "*", &parameters, &headers)
}

async fn some(
    State(app): State<App>,
    Path(index): Path<String>,
    parameters: Parameters,
    headers: HeaderMap,
) -> Response {
    table(&app, &index, &parameters, &headers)
}

/// JSON for `format=json` and for clients that ask for it, as all official ones do; text otherwise.
fn table(app: &App, patterns: &str, parameters: &Parameters, headers: &HeaderMap) -> Response {
    let columns: Vec<&str> = match parameters.text("h") {
        Some(wanted) => wanted.split(',').filter(|name| COLUMNS.contains(name)).collect(),
        None => COLUMNS.to_vec(),
    };
    let is_wanted =
        |name: &str| patterns.split(',').any(|pattern| pattern == "_all" || matches(pattern, name));
    let rows = app.indices.all().into_iter().filter(|(name, _)| is_wanted(name));
    let rows = rows.map(|(name, count)| {
        let count = count.to_string();
        let cell = |column: &&str| match *column {
            "health" => "green".to_owned(),
            "status" => "open".to_owned(),
            "index" => name.clone(),
            "pri" => "1".to_owned(),
            "docs.count" => count.clone(),
            _ => "0".to_owned(),
        };
        columns.iter().map(cell).collect::<Vec<_>>()
    });
    let accepts_json = headers
        .get(header::ACCEPT)
        .is_some_and(|accept| accept.to_str().is_ok_and(|accept| accept.contains("json")));
    match parameters.text("format") {
        Some("json") => Json(objects(&columns, rows)).into_response(),
        None if accepts_json => Json(objects(&columns, rows)).into_response(),
        _ => text(&columns, rows.collect(), parameters.text("v").is_some()).into_response(),
    }
}

fn objects(columns: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Value {
    let object = |row: Vec<String>| -> Value {
        let members = columns.iter().zip(row).map(|(column, cell)| ((*column).to_owned(), json!(cell)));
        Value::Object(members.collect())
    };
    rows.map(object).collect()
}

fn text(columns: &[&str], mut rows: Vec<Vec<String>>, with_names: bool) -> String {
    if with_names {
        rows.insert(0, columns.iter().map(|name| (*name).to_owned()).collect());
    }
    let widths: Vec<usize> = (0..columns.len())
        .map(|place| rows.iter().filter_map(|row| row.get(place)).map(String::len).max().unwrap_or(0))
        .collect();
    let line = |row: Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join(" ").trim_end().to_owned() + "\n"
    };
    rows.into_iter().map(line).collect()
}
