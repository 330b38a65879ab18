//! Storing what comes without anybody to answer to: again and again, until it is stored.

use std::sync::Arc;
use std::time::Duration;

use ingest::Source;

use crate::app::App;
use crate::error::ApiError;
use crate::intake::{Outcome, Posted, Rules};

/// The first pause after a refusal; each next one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Records that were read, and of which source they are said to be.
#[derive(Clone, Debug)]
pub(crate) struct Records {
    /// The records' texts.
    pub(crate) texts: Vec<String>,
    /// Their source; found out of each where it is not said.
    pub(crate) source: Option<&'static Source>,
}

/// Stores records; while there is no room, waits and tries again, so that whoever reads them stops reading. What cannot be
/// used is counted, and told of in the log once a batch.
pub(crate) async fn feed(app: &App, from: &'static str, records: Records) {
    let mut records = Arc::new(records);
    let mut pause = FIRST_PAUSE;
    loop {
        let outcomes = store(app, Arc::clone(&records)).await;
        let (refused, reason) = match outcomes {
            Ok(outcomes) => left_over(from, &records, outcomes),
            Err(error) => (records.texts.clone(), Some(error)),
        };
        let Some(error) = reason.filter(|_| !refused.is_empty()) else { return };
        tracing::debug!(from, %error, "events wait");
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
        records = Arc::new(Records { texts: refused, source: records.source });
    }
}

async fn store(app: &App, records: Arc<Records>) -> Result<Vec<Outcome>, ApiError> {
    let bytes = records.texts.iter().map(String::len).sum();
    let index = app.config.intake.index.clone();
    app.intake
        .run(bytes, move |storing| {
            let index = records.source.and_then(|source| source.indices.first().copied()).unwrap_or(&index);
            let posted: Vec<Posted<'_>> =
                records.texts.iter().map(|text| Posted { index, id: None, text }).collect();
            storing.store(&posted, Rules { source: records.source, placed_by_document: true })
        })
        .await
}

/// What was refused for the time being, and why.
fn left_over(
    from: &'static str,
    records: &Records,
    outcomes: Vec<Outcome>,
) -> (Vec<String>, Option<ApiError>) {
    let (mut refused, mut reason) = (Vec::new(), None);
    let (mut failed, mut sample) = (0, None);
    for (text, outcome) in records.texts.iter().zip(outcomes) {
        let is_refused = outcome.label() == "refused";
        match outcome {
            Outcome::Failed(error) if is_refused => {
                refused.push(text.clone());
                reason = Some(error);
            }
            Outcome::Failed(error) => {
                failed += 1;
                sample.get_or_insert(error);
            }
            _ => {}
        }
    }
    if let Some(error) = sample {
        tracing::warn!(from, failed, reason = error.reason, "records could not be used");
    }
    (refused, reason)
}
