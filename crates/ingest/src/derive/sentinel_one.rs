//! What SentinelOne records and Elastic's integration leaves out, or puts in another place.

use super::{By, Derivation, Event};
use crate::sources;

pub(super) static DERIVATION: Derivation = Derivation {
    name: "sentinel_one",
    fields: sources::SENTINEL_ONE_ADDITIONS,
    inputs: &["sentinel_one_cloud_funnel.event: src.*, tgt.*, module.*, event.login.*, endpoint.os"],
    soundness: "The agent says each of these of the process, file, library or account that the field is about. In \
                process events the integration gives the new process's signature to its parent and the parent's user to \
                the event: both are put right. A login's user.domain is that of the account that logged in, where it is \
                told, and not that of the process. Where paths are written with single escapes, those that begin with \
                two backslashes get back the one that the integration takes away.",
    by: By::Json(derive),
};

fn derive(event: &mut Event<'_, '_>) {
    if event.source.name == "sentinel_one_cloud_funnel.event"
        && let Some(record) = event.json()
    {
        sources::add_to_sentinel_one(record, event);
    }
}
