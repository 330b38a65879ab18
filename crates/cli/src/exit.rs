//! What the exit code says.

use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExitStatus {
    /// Everything was done.
    Fine,
    /// Everything was done, and what was asked to be reported is there: alerts at or above `--fail-on`, invalid rules,
    /// unformatted rules.
    Found,
    /// The arguments make no sense, or an input, rule or output could not be used. Also clap's own code for usage.
    Unusable,
}

impl ExitStatus {
    /// The code of a command that was interrupted: 128 and the number of the signal, as shells count.
    pub(crate) const INTERRUPTED: i32 = 130;
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        ExitCode::from(match status {
            ExitStatus::Fine => 0,
            ExitStatus::Found => 1,
            ExitStatus::Unusable => 2,
        })
    }
}
