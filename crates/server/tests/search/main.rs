//! Searches over HTTP's face, without a socket. The cases are files: documents, then requests with their answers.
//!
//! A file of `cases/` has documents, one hit a line, and cases: `=== name`, a line with method and path, the body, `---` and
//! what the answer has at least: members that are not named do not matter, lists are whole. Every case runs with both
//! engines, which must answer the same, and with blocks of several sizes.

mod case;
mod differential;
mod hostile;
mod source;
mod stored;

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query};
use axum::http::Request;
use axum::routing::on;
use ecs::Timestamp;
use serde_json::Value;
use server::search::{Call, Engine, Parameters, Search, SearchOptions, answer, operations};
use tower::ServiceExt as _;

use case::{Case, lacking, read_cases};
use source::MemorySource;

/// What now is in all cases.
const NOW: &str = "2026-05-15T12:00:00Z";

fn search(documents: &[String], block: usize, engine: Engine) -> Arc<Search> {
    let options = SearchOptions { engine, now: Timestamp::parse(NOW), ..SearchOptions::default() };
    Arc::new(Search::new(Arc::new(MemorySource::new(documents, block)), options))
}

/// The router of all operations.
fn router(search: &Arc<Search>) -> Router {
    let operations = operations().into_iter().chain(server::investigate::operations());
    operations.fold(Router::new(), |router, (methods, path, operation)| {
        methods.into_iter().fold(router, |router, method| {
            let search = Arc::clone(search);
            let handler =
                move |path: Option<Path<String>>, Query(pairs): Query<Vec<(String, String)>>, body: Bytes| {
                    let call =
                        Call { path: path.map(|Path(path)| path), parameters: Parameters::new(pairs), body };
                    answer(Arc::clone(&search), call, operation)
                };
            router.route(path, on(method.try_into().expect("a method"), handler))
        })
    })
}

async fn answered(search: &Arc<Search>, case: &Case) -> Value {
    let request = Request::builder().method(case.method.as_str()).uri(format!("/{}", case.path));
    let request = request.body(Body::from(case.body.clone())).expect("a request");
    let response = router(search).oneshot(request).await.expect("an answer");
    let status = response.status().as_u16();
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("a body");
    let mut answer: Value = serde_json::from_slice(&body).unwrap_or_default();
    without_durations(&mut answer);
    if let Some(answer) = answer.as_object_mut() {
        answer.entry("status").or_insert(status.into());
    }
    answer
}

/// Takes away what is another in every run.
fn without_durations(answer: &mut Value) {
    match answer {
        Value::Object(members) => {
            members.remove("took");
            members.values_mut().for_each(without_durations);
        }
        Value::Array(elements) => elements.iter_mut().for_each(without_durations),
        _ => {}
    }
}

#[tokio::test]
async fn cases_are_answered_as_the_files_say() {
    let mut run = 0;
    let mut failures = Vec::new();
    for (file, documents, cases) in read_cases() {
        for block in [1, 3, 1000] {
            for case in &cases {
                let columns = answered(&search(&documents, block, Engine::Columns), case).await;
                let naive = answered(&search(&documents, block, Engine::Documents), case).await;
                let name = format!("{file}: {} (blocks of {block})", case.name);
                if columns != naive && !case.is_volatile() {
                    failures.push(format!("{name}: the engines differ\n  {columns}\n  {naive}"));
                }
                if let Some(problem) = lacking(&case.expected, &columns, "") {
                    failures.push(format!("{name}: {problem}\n  {columns}"));
                }
                run += 1;
            }
        }
    }
    assert!(failures.is_empty(), "{} of {run} failed:\n{}", failures.len(), failures.join("\n"));
    assert!(run > 100, "{run} cases");
}
