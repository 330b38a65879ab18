//! What was met last, so that it is not worked out again: neighbours are of the same few machines and accounts.

use std::hash::{BuildHasher as _, Hash};

use foldhash::fast::FixedState;

use super::{AccountKey, Machine};

/// How many machines and accounts are remembered each.
const REMEMBERED: usize = 16;

/// Places for what was told of accounts; a power of two.
const PLACES: usize = 256;

/// What a decoder remembers while it reads a block.
#[derive(Debug)]
pub(crate) struct Memo {
    machines: Ring<Machine>,
    accounts: Ring<AccountKey>,
    /// Digests of what was told of accounts in the block, each at a place of its account.
    told: [u64; PLACES],
}

impl Default for Memo {
    fn default() -> Self {
        Self { machines: Ring::default(), accounts: Ring::default(), told: [0; PLACES] }
    }
}

impl Memo {
    /// A new block begins: what another block told may come later in the order of the input.
    pub(crate) fn begin_block(&mut self) {
        self.told = [0; PLACES];
    }

    /// The machine that a Windows event log calls so.
    pub(super) fn windows(&mut self, computer: &str) -> Machine {
        self.machines.get(computer, || Machine::new("windows", computer))
    }

    /// The key of `DOMAIN\name`.
    pub(super) fn account(&mut self, account: &str) -> Option<AccountKey> {
        let (domain, name) = account.split_once('\\')?;
        Some(self.accounts.get(account, || AccountKey::name(domain, name)))
    }

    /// Whether the last that the block told of an account was the same. Notes it otherwise. Two things that are taken for
    /// the same, once in very many blocks, leave an account without its name.
    pub(super) fn is_told(&mut self, account: impl Hash, content: &str) -> bool {
        let place = FixedState::default().hash_one(&account) as usize % PLACES;
        let digest = FixedState::default().hash_one((account, content)) | 1;
        self.told.get_mut(place).is_some_and(|told| std::mem::replace(told, digest) == digest)
    }
}

/// Values by text, the last few.
#[derive(Debug)]
struct Ring<T> {
    entries: Vec<(Box<str>, T)>,
    next: usize,
}

impl<T> Default for Ring<T> {
    fn default() -> Self {
        Self { entries: Vec::new(), next: 0 }
    }
}

impl<T: Copy> Ring<T> {
    fn get(&mut self, text: &str, make: impl FnOnce() -> T) -> T {
        if let Some((_, value)) = self.entries.iter().find(|(known, _)| **known == *text) {
            return *value;
        }
        let value = make();
        match self.entries.get_mut(self.next) {
            Some(entry) => *entry = (text.into(), value),
            None => self.entries.push((text.into(), value)),
        }
        self.next = (self.next + 1) % REMEMBERED;
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembers_what_is_the_same() {
        let mut memo = Memo::default();
        for round in 0..3 {
            for number in 0..40 {
                let name = format!("ws{number}");
                assert_eq!(memo.windows(&name), Machine::new("windows", &name), "{round}");
            }
        }
        assert_eq!(memo.account("CORP\\Ann"), Some(AccountKey::name("corp", "ann")));
        assert_eq!(memo.account("ann"), None);
        assert!(!memo.is_told((1, "a"), "S-1") && memo.is_told((1, "a"), "S-1"));
        assert!(!memo.is_told((1, "a"), "S-2") && !memo.is_told((1, "a"), "S-1"));
        memo.begin_block();
        assert!(!memo.is_told((1, "a"), "S-1"));
    }
}
