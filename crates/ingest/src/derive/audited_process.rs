//! The process that an audit event tells of, where the pipeline has no place for it.

use ecs::FieldId;

use super::audit_data::AuditData;
use super::{By, Derivation, Event};
use crate::mapping::paths;
use crate::winlog::mapping::Family;

const EXECUTABLE: FieldId = FieldId::of("process.executable");
const NAME: FieldId = FieldId::of("process.name");
const PID: FieldId = FieldId::of("process.pid");

pub(super) static DERIVATION: Derivation = Derivation {
    name: "audited_process",
    fields: &[PID, EXECUTABLE, NAME],
    inputs: &["Security but 4688: ProcessId or ClientProcessId, ProcessName or Application"],
    soundness: "An audit event names the process that asked for what is audited. 0 and - stand for none.",
    by: By::Winlog(derive),
};

fn derive(event: &mut Event<'_, '_>) {
    if ![PID, EXECUTABLE, NAME].iter().any(|field| event.lacks(*field)) {
        return;
    }
    let Some(record) = event.winlog_of(Family::Security).filter(|record| record.event_code != 4688) else {
        return;
    };
    let Some(actor) = AuditData::of(record).actor() else { return };
    if let Ok(pid) = i64::try_from(actor.pid) {
        event.fill_long(PID, pid);
    }
    if let Some(path) = actor.path {
        event.fill(EXECUTABLE, path);
        event.fill(NAME, paths::file_name(path).unwrap_or_default());
    }
}
