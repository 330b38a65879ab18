//! Identifiers and hashes that look like the real ones and follow from what they stand for.

use super::model::{Host, Process, Program};

/// As many hexadecimal digits as wanted that follow from `seed` (FNV-1a, once more for every 16 digits).
pub(super) fn hex(seed: &str, digits: usize) -> String {
    let mut text = String::new();
    let mut state = 0xcbf2_9ce4_8422_2325_u64;
    while text.len() < digits {
        for byte in seed.bytes() {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        // The last bytes alone would hardly touch the upper half.
        text.push_str(&format!("{:016x}", state ^ (state >> 29)));
    }
    text.truncate(digits);
    text
}

/// A GUID that follows from `seed`, in lower case and without braces.
pub(super) fn guid(seed: &str) -> String {
    let digits = hex(seed, 32);
    format!("{}-{}-4{}-a{}-{}", &digits[..8], &digits[8..12], &digits[13..16], &digits[17..20], &digits[20..])
}

/// The machine's own GUID, which every agent that runs on it reads.
pub(super) fn machine(host: &Host) -> String {
    guid(&format!("machine {}", host.name))
}

/// What makes a process one: its host, number and start.
pub(super) fn seed_of(process: &Process) -> String {
    format!("{} {} {}", process.host().name, process.pid, process.started.millis())
}

pub(super) fn md5(program: &Program) -> String {
    hex(&format!("md5 {} {}", program.company, program.original_name), 32)
}

pub(super) fn sha1(program: &Program) -> String {
    hex(&format!("sha1 {} {}", program.company, program.original_name), 40)
}

pub(super) fn sha256(program: &Program) -> String {
    hex(&format!("sha256 {} {}", program.company, program.original_name), 64)
}
