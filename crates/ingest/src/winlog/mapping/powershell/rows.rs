//! Which value of a PowerShell event becomes which field.

use ecs::FieldId;

use crate::mapping::data::{Data, blank};
use crate::mapping::fields::How::{self, Long, Move};
use crate::mapping::fields::Row;
use crate::mapping::names::names;
use crate::winlog::{DataItem, WinlogRecord};

names! {
    CommandLine CommandName CommandPath CommandType ConnectedUser ContextInfo DetailSequence DetailTotal EngineVersion
    HostApplication HostID HostId HostName HostVersion MessageNumber MessageTotal NewEngineState NewProviderState Path
    Payload PipelineID PipelineId PreviousEngineState ProviderName RunspaceID RunspaceId ScriptBlockId ScriptBlockText
    ScriptName SequenceNumber Severity ShellID User UserId param1 param2 param3
}

/// Event data, numbered.
pub(super) fn new_data<'a>(items: &'a [DataItem<'a>], record: &WinlogRecord<'a>) -> Data<'a> {
    Data::new(items, &NAME_TABLE, record.arena, blank)
}

const fn row(key: Key, field: &'static str, how: How) -> Row<Key> {
    Row::new(key, FieldId::of(field), how)
}

/// Both logs: the spelling of some names tells them apart.
pub(super) const ROWS: &[Row<Key>] = &[
    row(Key::SequenceNumber, "event.sequence", Long),
    row(Key::HostId, "process.entity_id", Move),
    row(Key::HostID, "process.entity_id", Move).unless(&[Key::HostId]),
    row(Key::HostApplication, "process.command_line", Move),
    row(Key::HostName, "process.title", Move),
    row(Key::NewEngineState, "powershell.engine.new_state", Move),
    row(Key::PreviousEngineState, "powershell.engine.previous_state", Move),
    row(Key::NewProviderState, "powershell.provider.new_state", Move),
    row(Key::ProviderName, "powershell.provider.name", Move),
    row(Key::DetailTotal, "powershell.total", Long),
    row(Key::DetailSequence, "powershell.sequence", Long),
    row(Key::MessageTotal, "powershell.total", Long),
    row(Key::MessageNumber, "powershell.sequence", Long),
    row(Key::ShellID, "powershell.id", Move),
    row(Key::EngineVersion, "powershell.engine.version", Move),
    row(Key::PipelineId, "powershell.pipeline_id", Move),
    row(Key::PipelineID, "powershell.pipeline_id", Move).unless(&[Key::PipelineId]),
    row(Key::RunspaceID, "powershell.runspace_id", Move),
    row(Key::RunspaceId, "powershell.runspace_id", Move).unless(&[Key::RunspaceID]),
    row(Key::HostVersion, "powershell.process.executable_version", Move),
    row(Key::CommandLine, "powershell.command.value", Move),
    row(Key::CommandPath, "powershell.command.path", Move),
    row(Key::CommandName, "powershell.command.name", Move),
    row(Key::CommandType, "powershell.command.type", Move),
    row(Key::ScriptBlockId, "powershell.file.script_block_id", Move),
    row(Key::ScriptBlockText, "powershell.file.script_block_text", Move),
];
