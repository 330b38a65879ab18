//! Links between records: processes by their starts and ends, accounts and machines by what describes them.
//!
//! Records are taken in the order of the input, one block at a time: first what all of its records tell, then what they
//! ask. So a record finds what was told in its own block or in an earlier one, even if it lies behind it; what is told
//! in a later block comes too late.

mod timelines;

use std::sync::Arc;

use self::timelines::{Held, Moment, Timelines};
use super::account::{USER_ID, USER_NAME};
use super::machine::{HOST_HOSTNAME, HOST_NAME};
use super::told::{AccountKey, Fact, Image, Machine, Process, Question, Told};
use super::{Overlay, parent_process, process};

/// About how many bytes are held of processes, accounts and machines.
const LIMIT: usize = 64 << 20;

/// What was told so far.
#[derive(Debug)]
pub(crate) struct Links {
    lines: Timelines<Key, Link>,
    /// How many records told something.
    number: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Key {
    machine: Machine,
    of: Of,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Of {
    Process(u64),
    Sid(AccountKey),
    UserName(AccountKey),
    HostName,
    Boot,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Link {
    Process(Arc<Process>),
    Text(Arc<str>),
    /// When: no two starts of a machine are the same.
    Boot(i64),
}

impl Default for Links {
    fn default() -> Self {
        Self::with_limit(LIMIT)
    }
}

impl Links {
    fn with_limit(limit: usize) -> Self {
        Self { lines: Timelines::new(limit), number: 0 }
    }

    /// Takes what the records of a load tell and answers what they ask: what was derived, by row. Blocks of a load are
    /// taken one after the other.
    pub(crate) fn take(&mut self, load: &[Told]) -> Vec<(usize, Overlay)> {
        let mut answers = Vec::new();
        for block in load.chunk_by(|left, right| left.part == right.part) {
            let first = self.number;
            self.number += block.len() as u64;
            let moments = (first..).zip(block).map(|(number, told)| Moment { time: told.time, number });
            for (told, at) in block.iter().zip(moments.clone()) {
                self.hear(told, at);
            }
            for (told, at) in block.iter().zip(moments) {
                let Some(row) = told.row else { continue };
                let overlay = self.answer(told, at);
                if !overlay.is_empty() {
                    answers.push((row as usize, overlay));
                }
            }
        }
        answers
    }

    fn hear(&mut self, told: &Told, at: Moment) {
        let machine = told.machine;
        for fact in &told.facts {
            let (machine, of, link) = match fact {
                Fact::Start(process, started) => {
                    (machine, Of::Process(*process), Some(Link::Process(Arc::clone(started))))
                }
                Fact::End(process) => (machine, Of::Process(*process), None),
                Fact::Boot => (machine, Of::Boot, Some(Link::Boot(at.time))),
                Fact::Sid(account, sid) => (machine, Of::Sid(*account), Some(Link::Text(Arc::clone(sid)))),
                Fact::UserName(account, name) => {
                    (Machine::ANY, Of::UserName(*account), Some(Link::Text(Arc::clone(name))))
                }
                Fact::HostName(name) => (machine, Of::HostName, Some(Link::Text(Arc::clone(name)))),
            };
            self.lines.insert(Key { machine, of }, at, link);
        }
    }

    fn answer(&self, told: &Told, at: Moment) -> Overlay {
        let mut overlay = Overlay::default();
        for fact in &told.facts {
            if let Fact::Start(_, started) = fact {
                process::set(started, &mut overlay);
            }
        }
        for question in &told.questions {
            match question {
                Question::Process(id, image) => {
                    if let Some(found) = self.process(told.machine, *id, image.as_ref(), at) {
                        process::set(found, &mut overlay);
                    }
                }
                Question::Parent(id, image) => {
                    if let Some(found) = self.process(told.machine, *id, image.as_ref(), at) {
                        parent_process::set(found, &mut overlay);
                    }
                }
                Question::Sid(accounts) => {
                    let sid = |account: &AccountKey| self.text(told.machine, Of::Sid(*account), at);
                    if let Some(sid) = accounts.iter().flatten().find_map(sid) {
                        overlay.text(USER_ID, Arc::clone(sid));
                    }
                }
                Question::UserName(account) => {
                    if let Some(name) = self.text(Machine::ANY, Of::UserName(*account), at) {
                        overlay.text(USER_NAME, Arc::clone(name));
                    }
                }
                Question::HostName => {
                    if let Some(name) = self.text(told.machine, Of::HostName, at) {
                        overlay.text(HOST_NAME, Arc::clone(name));
                        overlay.text(HOST_HOSTNAME, Arc::clone(name));
                    }
                }
            }
        }
        overlay
    }

    /// The process that had this id at a moment, unless it cannot have been the one that was meant.
    fn process(&self, machine: Machine, id: u64, image: Option<&Image>, at: Moment) -> Option<&Process> {
        let key = Key { machine, of: Of::Process(id) };
        let (since, link) = match self.lines.before(key, at) {
            Some((since, link)) => (Some(since), link),
            None => (None, self.lines.nearest(key, at)?),
        };
        let Link::Process(process) = link else { return None };
        if process.is_of_pid {
            let boot = self.lines.before(Key { machine, of: Of::Boot }, at);
            let has_ended = boot.is_some_and(|(boot, _)| since.is_some_and(|since| since < boot));
            if since.is_none() || has_ended {
                return None;
            }
        }
        process.may_be(image).then_some(process)
    }

    fn text(&self, machine: Machine, of: Of, at: Moment) -> Option<&Arc<str>> {
        match self.lines.nearest(Key { machine, of }, at)? {
            Link::Text(text) => Some(text),
            Link::Process(_) | Link::Boot(_) => None,
        }
    }
}

impl Held for Link {
    fn bytes(&self) -> usize {
        match self {
            Self::Process(process) => {
                let texts = [&process.entity_id, &process.executable, &process.name, &process.command_line];
                let texts = texts.iter().filter_map(|text| text.as_ref()).map(|text| text.len());
                size_of::<Process>() + texts.sum::<usize>()
            }
            Self::Text(text) => text.len(),
            Self::Boot(_) => 0,
        }
    }
}
