//! What code does beside the rows of PowerShell's table, for people.

use crate::winlog::mapping::notes::Note;

pub(super) const NOTES: &[Note] = &[
    ("System.EventID", "event.category", "process"),
    ("System.EventID", "event.type", "start of 400 and 4105, end of 403 and 4106, info of others"),
    ("param2, param3, ContextInfo", "*", "taken apart into lines name=value, which are mapped as values"),
    ("HostApplication", "process.args", "split as Windows does"),
    ("HostApplication", "process.args_count", "number of arguments"),
    ("Path", "file.path", "moved; ScriptName where there is none"),
    ("Path", "file.name", "the last part of the path"),
    ("Path", "file.directory", "the path without its last part"),
    ("Path", "file.extension", "what follows the last dot"),
    ("Payload", "powershell.command.invocation_details", "one entry a line; of event 800 from param3"),
    ("System.Security.UserID", "user.id", "copied, of the operational log"),
    ("ConnectedUser", "user.domain", "what is before the backslash; of User or UserId where there is none"),
    ("ConnectedUser", "user.name", "what is behind the backslash; of User or UserId where there is none"),
    ("ConnectedUser", "source.user.domain", "what is before the backslash"),
    ("ConnectedUser", "source.user.name", "what is behind the backslash"),
    ("User", "destination.user.domain", "what is before the backslash, of remote sessions"),
    ("User", "destination.user.name", "what is behind the backslash, of remote sessions"),
    ("User", "related.user", "every account's name"),
];
