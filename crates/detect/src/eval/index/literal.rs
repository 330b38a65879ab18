//! Which piece of a pattern is looked for first.

use crate::eval::wildcard::byte_rarity;

/// Shorter pieces occur in too many texts to be worth looking for all at once.
const MIN_LITERAL: usize = 3;
/// Longer pieces are cut: a few bytes tell texts apart, and an automaton's size grows with every byte.
const MAX_LITERAL: usize = 12;

/// Pieces that most paths and command lines contain, so that finding one says little.
const COMMON: &[&str] = &[
    ".dll",
    ".exe",
    "/bin/",
    "/etc/",
    "/home/",
    "/lib/",
    "/sbin/",
    "/tmp/",
    "/usr/",
    "/usr/bin/",
    "/usr/lib/",
    "/usr/local/",
    "/usr/sbin/",
    "/var/",
    ":\\program files",
    ":\\program files (x86)\\",
    ":\\program files\\",
    ":\\programdata\\",
    ":\\users\\",
    ":\\windows\\",
    ":\\windows\\system32\\",
    ":\\windows\\syswow64\\",
    "\\appdata\\",
    "\\appdata\\local\\",
    "\\appdata\\roaming\\",
    "\\currentversion\\",
    "\\local\\",
    "\\microsoft\\",
    "\\microsoft\\windows\\",
    "\\microsoft\\windows\\currentversion\\",
    "\\program files",
    "\\program files (x86)\\",
    "\\program files\\",
    "\\programdata\\",
    "\\registry\\machine\\",
    "\\software\\",
    "\\software\\microsoft\\windows\\currentversion\\",
    "\\software\\microsoft\\windows\\",
    "\\system32\\",
    "\\users\\",
    "\\windows\\",
    "\\windows\\system32\\",
    "c:\\",
    "c:\\program files",
    "c:\\program files\\",
    "c:\\users\\",
    "c:\\windows\\",
    "c:\\windows\\system32\\",
    "hklm\\",
    "hklm\\software\\",
];

/// The piece, of those that a text must contain to match, that the fewest texts are likely to contain; nothing where no
/// piece is worth looking for.
///
/// Soundness: a part of a required piece is required too.
pub(super) fn choose<'p>(pieces: impl Iterator<Item = &'p [u8]>) -> Option<&'p [u8]> {
    let usable = pieces.filter(|piece| piece.len() >= MIN_LITERAL);
    let best = usable.max_by_key(|piece| rarity(piece))?;
    Some(&best[best.len().saturating_sub(MAX_LITERAL)..])
}

/// A guess at how rare a piece is: the rarer its bytes and the more of them, the higher.
fn rarity(piece: &[u8]) -> u32 {
    let total: u32 = piece.iter().map(|&byte| byte_rarity(byte)).sum();
    if COMMON.iter().any(|common| common.as_bytes().eq_ignore_ascii_case(piece)) { total / 8 } else { total }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pieces: &[&str], expected: Option<&str>) {
        let chosen = choose(pieces.iter().map(|piece| piece.as_bytes()));
        assert_eq!(chosen.map(String::from_utf8_lossy).as_deref(), expected);
    }

    #[test]
    fn rare_pieces_are_chosen() {
        check(&[":\\windows\\", "\\mimikatz", ".exe"], Some("\\mimikatz"));
        check(&["ab", "c"], None);
        check(&[":\\windows\\system32\\drivers\\"], Some("m32\\drivers\\"));
    }
}
