//! What a record tells of processes, accounts and machines beyond its own event, and what it asks of other records.
//!
//! One file a family of sources. What is told is held by [`super::links`], in the order of the input.

mod crowdstrike;
mod endgame;
mod memo;
mod security;
mod sysmon;

use std::hash::BuildHasher as _;
use std::sync::{Arc, LazyLock};

use ecs::EventSink;
use foldhash::quality::RandomState;
use smallvec::SmallVec;

use super::Raw;
use crate::Source;
use crate::winlog::mapping::Family;
pub(crate) use memo::Memo;

/// Longer texts are not held: what is cut short would be false.
const MAX_TEXT: usize = 32 << 10;

/// What one record tells and asks.
#[derive(Debug)]
pub(crate) struct Told {
    /// The row of its event; a record that is no event has none.
    pub(crate) row: Option<u32>,
    /// Number of its block in the load.
    pub(crate) part: u32,
    /// When it happened, in nanoseconds since the epoch.
    pub(crate) time: i64,
    pub(crate) machine: Machine,
    pub(crate) facts: Vec<Fact>,
    pub(crate) questions: SmallVec<[Question; 3]>,
}

/// A machine, as one family of sources names it: a digest of both.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Machine([u64; 2]);

/// What a record tells.
#[derive(Clone, Debug)]
pub(crate) enum Fact {
    /// A process started.
    Start(u64, Arc<Process>),
    /// The process of this id ended.
    End(u64),
    /// The machine started, so all of its processes are new.
    Boot,
    /// An account of the machine has this SID.
    Sid(AccountKey, Arc<str>),
    /// An account of any machine is called so.
    UserName(AccountKey, Arc<str>),
    /// The machine is called so.
    HostName(Arc<str>),
}

/// What a record asks.
#[derive(Clone, Debug)]
pub(crate) enum Question {
    /// Which process had this id when the event happened? It ran this image, as far as the record says.
    Process(u64, Option<Image>),
    /// The same of its parent.
    Parent(u64, Option<Image>),
    /// What is the SID of the account of one of these keys? The first that is known counts.
    Sid([Option<AccountKey>; 2]),
    /// What is the account, of any machine, called?
    UserName(AccountKey),
    /// What is the machine called?
    HostName,
}

/// A process, as its start told.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Process {
    pub(crate) entity_id: Option<Arc<str>>,
    /// Where ids are not the operating system's.
    pub(crate) pid: Option<i64>,
    pub(crate) executable: Option<Arc<str>>,
    pub(crate) name: Option<Arc<str>>,
    pub(crate) command_line: Option<Arc<str>>,
    /// How the source splits command lines.
    pub(crate) splitting: Splitting,
    /// Whether ids of processes are used again, so that what ran under one has to be compared.
    pub(crate) is_of_pid: bool,
}

/// How a command line becomes arguments, as the source's own mapping has it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Splitting {
    /// As Windows does.
    #[default]
    Windows,
    /// At blanks outside quotes, which stay.
    Blanks,
}

/// The file name of an image, in lower case: paths are written in more than one way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Image(Box<str>);

/// An account, by its session or its name or its SID.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct AccountKey([u64; 2]);

impl Machine {
    /// What is the same on all machines.
    pub(super) const ANY: Self = Self([0; 2]);

    /// The machine that `family` calls `name`.
    pub(super) fn new(family: &str, name: &str) -> Self {
        Self(digest(&[family, name]))
    }
}

impl Image {
    /// The image of a path, if there is one.
    pub(super) fn of(path: Option<&str>) -> Option<Self> {
        let name = path?.rsplit(['\\', '/']).next().filter(|name| !matches!(*name, "" | "-"))?;
        Some(Self(name.to_lowercase().into()))
    }
}

impl Process {
    /// Whether the process may be the one of this image.
    pub(crate) fn may_be(&self, image: Option<&Image>) -> bool {
        let own = Image::of(self.executable.as_deref().or(self.name.as_deref()));
        !self.is_of_pid || image.is_none() || own.is_none() || own.as_ref() == image
    }
}

impl AccountKey {
    /// By the id of the logon session.
    pub(super) fn session(id: u64) -> Self {
        Self([0, id])
    }

    /// By `DOMAIN\name`; case does not matter.
    pub(super) fn name(domain: &str, name: &str) -> Self {
        Self(digest(&["name", &domain.to_lowercase(), &name.to_lowercase()]))
    }

    /// By the SID, which is the same on all machines of a customer.
    pub(super) fn sid(customer: &str, sid: &str) -> Self {
        Self(digest(&["sid", customer, sid]))
    }
}

impl Told {
    fn new(machine: Machine, time: i64) -> Self {
        let (facts, questions) = (Vec::new(), SmallVec::new());
        Self { row: None, part: 0, time, machine, facts, questions }
    }

    fn is_empty(&self) -> bool {
        self.facts.is_empty() && self.questions.is_empty()
    }
}

/// What a record tells and asks, if anything. Nothing is asked that is of no use to the sink.
pub(crate) fn of_record(
    source: &'static Source,
    raw: Raw<'_, '_>,
    sink: &dyn EventSink,
    memo: &mut Memo,
) -> Option<Told> {
    let told = match raw {
        Raw::Winlog(record) => match Family::of(record) {
            Family::Security => security::told(record, memo),
            Family::Sysmon => sysmon::told(record, sink, memo),
            _ => security::boot(record, memo),
        },
        Raw::Json(object) => match source.name {
            "crowdstrike.fdr" => crowdstrike::told(object),
            "endgame.esensor" => endgame::told(object),
            _ => None,
        },
    };
    told.filter(|told| !told.is_empty())
}

/// Text to be held, if it is not too long.
fn held(text: Option<&str>) -> Option<Arc<str>> {
    text.filter(|text| !text.is_empty() && text.len() <= MAX_TEXT).map(Arc::from)
}

/// 128 bits that two texts share by chance only, and nobody can choose: the seeds are the run's own, and no digest leaves
/// it.
fn digest(parts: &[&str]) -> [u64; 2] {
    static SEEDS: LazyLock<[RandomState; 2]> = LazyLock::new(Default::default);
    SEEDS.each_ref().map(|seed| seed.hash_one(parts))
}
