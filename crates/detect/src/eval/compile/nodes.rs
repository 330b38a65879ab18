//! The conditions of all filters, each distinct one once.

use ecs::Slot;
use foldhash::{HashMap, HashSet};

use super::PredicateId;
use crate::eval::direct::DirectTest;
use crate::eval::predicate::Probe;

/// A condition's number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct NodeId(u32);

/// A condition on a row.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Node {
    /// All of these, cheap and selective ones first. None of them: true.
    And(Box<[NodeId]>),
    /// Any of these, cheap ones first. None of them: false.
    Or(Box<[NodeId]>),
    /// Not this.
    Not(NodeId),
    /// The field has a value.
    Exists(Slot),
    /// A predicate of a text field's index.
    Predicate(PredicateId),
    /// A test of single values, by its number in the program.
    Test(u32),
    /// A computed expression, by its number in the program.
    Scalar(u32),
}

/// What is known of a condition beforehand.
#[derive(Clone, Debug, Default)]
struct Facts {
    /// Where it stands among the parts of an `and`: lower is earlier.
    rank: u32,
    /// Fields without which it cannot be true, ascending.
    required: Box<[Slot]>,
    /// Fields whose index it reads, ascending.
    reads: Box<[Slot]>,
}

/// All conditions.
#[derive(Debug, Default)]
pub(crate) struct Nodes {
    nodes: Vec<Node>,
    facts: Vec<Facts>,
    numbers: HashMap<Node, NodeId>,
    slots: HashMap<Node, Slot>,
    predicate_ranks: Vec<u32>,
    numeric_tests: HashSet<u32>,
}

/// Ranks: what is decided by columns that repeat themselves, then what scans texts, then what asks each value.
const EXISTS: u32 = 100;
const EXACT: u32 = 20;
const PATTERN: u32 = 300;
const NUMBER: u32 = 115;
const TEST: u32 = 600;
const SCALAR: u32 = 900;
/// What is denied selects most rows: after what is asserted of the same kind.
const DENIED: u32 = 110;

impl Nodes {
    pub(crate) fn get(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    pub(crate) fn rank(&self, id: NodeId) -> u32 {
        self.facts[id.0 as usize].rank
    }

    /// Whether the condition compares whole texts and nothing else.
    pub(super) fn is_exact(&self, id: NodeId) -> bool {
        self.rank(id) < EXISTS
    }

    /// Fields without which the condition cannot be true.
    pub(crate) fn required(&self, id: NodeId) -> &[Slot] {
        &self.facts[id.0 as usize].required
    }

    /// Whether the condition asks single values, or computes an expression.
    pub(crate) fn asks_values(&self, id: NodeId) -> bool {
        self.rank(id) >= TEST
    }

    /// Fields whose index the condition reads.
    pub(crate) fn reads(&self, id: NodeId) -> &[Slot] {
        &self.facts[id.0 as usize].reads
    }

    pub(super) fn add(&mut self, node: Node) -> NodeId {
        if let Some(&known) = self.numbers.get(&node) {
            return known;
        }
        let id = NodeId(self.nodes.len() as u32);
        self.facts.push(self.facts_of(&node));
        self.nodes.push(node.clone());
        self.numbers.insert(node, id);
        id
    }

    pub(super) fn all(&mut self) -> NodeId {
        self.add(Node::And(Box::default()))
    }

    pub(super) fn nothing(&mut self) -> NodeId {
        self.add(Node::Or(Box::default()))
    }

    pub(super) fn not(&mut self, node: NodeId) -> NodeId {
        match self.get(node) {
            Node::Not(inner) => *inner,
            Node::And(parts) if parts.is_empty() => self.nothing(),
            Node::Or(parts) if parts.is_empty() => self.all(),
            _ => self.add(Node::Not(node)),
        }
    }

    /// Parts of a conjunction in the order of evaluation; without what is always true, and nothing but what is always
    /// false where that is a part.
    pub(super) fn conjuncts(&mut self, parts: Vec<NodeId>) -> Vec<NodeId> {
        let nothing = self.nothing();
        let mut flat = Vec::new();
        for part in parts {
            match self.get(part) {
                Node::And(inner) => flat.extend_from_slice(inner),
                _ => flat.push(part),
            }
        }
        if flat.contains(&nothing) {
            return vec![nothing];
        }
        flat.sort_by_key(|&part| (self.rank(part), part));
        flat.dedup();
        flat
    }

    pub(super) fn and(&mut self, parts: Vec<NodeId>) -> NodeId {
        match *self.conjuncts(parts) {
            [only] => only,
            ref parts => self.add(Node::And(parts.into())),
        }
    }

    pub(super) fn or(&mut self, mut parts: Vec<NodeId>) -> NodeId {
        let (all, nothing) = (self.all(), self.nothing());
        if parts.contains(&all) {
            return all;
        }
        parts.retain(|&part| part != nothing);
        parts.sort_by_key(|&part| (self.rank(part), part));
        parts.dedup();
        match *parts {
            [only] => only,
            ref parts => self.add(Node::Or(parts.into())),
        }
    }

    /// Notes what a test reads, before it is added.
    pub(super) fn note_test(&mut self, number: u32, test: &DirectTest) {
        self.slots.insert(Node::Test(number), test.slot);
        if test.is_cheap() {
            self.numeric_tests.insert(number);
        }
    }

    /// Notes what a predicate asks, before it is added. Predicates come in order.
    pub(super) fn note_predicate(&mut self, predicate: PredicateId, slot: Slot, probes: &[Probe]) {
        let kind = if probes.iter().all(Probe::is_exact) { EXACT } else { PATTERN };
        self.predicate_ranks.push(kind + (probes.len() as u32).min(79));
        self.slots.insert(Node::Predicate(predicate), slot);
    }

    fn facts_of(&self, node: &Node) -> Facts {
        let reads = self.reads_of(node);
        let worst = |parts: &[NodeId]| parts.iter().map(|&part| self.rank(part)).max().unwrap_or(0);
        match node {
            Node::And(parts) => {
                let required = ascending(parts.iter().flat_map(|&part| self.required(part)));
                Facts { rank: worst(parts) + 1, required, reads }
            }
            Node::Or(parts) => {
                let first = parts.first().map_or(&[][..], |&first| self.required(first));
                let everywhere =
                    |slot: &&Slot| parts.iter().all(|&part| self.required(part).binary_search(slot).is_ok());
                let required = first.iter().filter(everywhere).copied().collect();
                Facts { rank: worst(parts) + parts.len() as u32, required, reads }
            }
            Node::Not(part) => Facts { rank: self.rank(*part) + DENIED, required: Box::default(), reads },
            Node::Exists(slot) => Facts { rank: EXISTS, required: Box::new([*slot]), reads },
            Node::Predicate(predicate) => {
                Facts { rank: self.predicate_ranks[predicate.index()], required: self.slot_of(node), reads }
            }
            Node::Test(number) => {
                let rank = if self.numeric_tests.contains(number) { NUMBER } else { TEST };
                Facts { rank, required: self.slot_of(node), reads }
            }
            Node::Scalar(_) => Facts { rank: SCALAR, required: Box::default(), reads },
        }
    }

    fn reads_of(&self, node: &Node) -> Box<[Slot]> {
        match node {
            Node::And(parts) | Node::Or(parts) => ascending(parts.iter().flat_map(|&part| self.reads(part))),
            Node::Not(part) => self.reads(*part).into(),
            Node::Predicate(_) => self.slot_of(node),
            Node::Exists(_) | Node::Test(_) | Node::Scalar(_) => Box::default(),
        }
    }

    fn slot_of(&self, node: &Node) -> Box<[Slot]> {
        self.slots.get(node).copied().into_iter().collect()
    }
}

fn ascending<'s>(slots: impl Iterator<Item = &'s Slot>) -> Box<[Slot]> {
    let mut slots: Vec<Slot> = slots.copied().collect();
    slots.sort_unstable();
    slots.dedup();
    slots.into()
}
