//! Names that processes looked up.

use ecs::FieldId;

use super::record;
use crate::JsonObject;
use crate::derive::{By, Derivation, Event};
use crate::mapping::DataValue;

const QUESTION: FieldId = FieldId::of("dns.question.name");

pub(in crate::derive) static DERIVATION: Derivation = Derivation {
    name: "dns_query",
    fields: &[QUESTION],
    inputs: &["m365_defender.event, DnsQueryResponse: AdditionalFields.DnsQueryString"],
    soundness: "The resolver on the device says which name the process asked for. The integration takes names only from \
                what was seen on the wire.",
    by: By::Json(derive),
};

fn derive(event: &mut Event<'_, '_>) {
    if !event.lacks(QUESTION) {
        return;
    }
    let Some(record) = record(event).filter(|record| record.text("ActionType") == Some("DnsQueryResponse"))
    else {
        return;
    };
    let Some(DataValue::Text(json) | DataValue::Json(json)) = record.value("AdditionalFields") else {
        return;
    };
    let name =
        event.json().and_then(|object| JsonObject::parse(json, object.arena).ok()?.text("DnsQueryString"));
    if let Some(name) = name {
        event.fill(QUESTION, name);
    }
}
