//! Ids for processes that a source knows by their pid only.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha1::{Digest as _, Sha1};

/// Bytes of the digest that are kept: 20 letters.
const ID_BYTES: usize = 15;

/// The id of the process that got `pid` on `machine` at a time: the first 15 bytes of SHA-1 over the three, in base64
/// for URLs. The same process has the same id in every event, every file and every run.
pub(super) fn entity_id(machine: &str, pid: u64, start_millis: i64) -> String {
    let mut digest = Sha1::new();
    digest.update(machine.as_bytes());
    digest.update([0]);
    digest.update(pid.to_be_bytes());
    digest.update(start_millis.to_be_bytes());
    URL_SAFE_NO_PAD.encode(digest.finalize().get(..ID_BYTES).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_machine_pid_and_start() {
        let id = entity_id("ws7", 4242, 1_762_940_000_123);
        assert_eq!(id.len(), 20);
        assert_eq!(id, entity_id("ws7", 4242, 1_762_940_000_123));
        let others = [("ws8", 4242, 1_762_940_000_123), ("ws7", 4243, 1_762_940_000_123), ("ws7", 4242, 0)];
        others.iter().for_each(|(machine, pid, start)| assert_ne!(id, entity_id(machine, *pid, *start)));
    }
}
