//! From filters to one program for all of them.
//!
//! Equal conditions of different filters become one node, so each is evaluated once for the rows that want it.

use ecs::{FieldType, Projection, Slot};
use foldhash::{HashMap, HashMapExt as _};
use lang::Evaluator;
use lang::ir::{FieldTest, Filter, Scalar, Test};

use super::direct::{DirectScalar, DirectTest};
use super::index::{TextIndex, TextIndexBuilder};
use super::predicate::{Lowered, Probe, TextPredicate, enter};

mod gates;
mod nodes;
mod strict;

pub(crate) use gates::{Gate, GatedFilter};
pub(crate) use nodes::{Node, NodeId, Nodes};

/// A text predicate, numbered across all fields.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct PredicateId(pub(crate) u32);

impl PredicateId {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// What all filters compile to.
#[derive(Debug, Default)]
pub(crate) struct Program {
    pub(crate) nodes: Nodes,
    /// The slot of each text predicate, and what it asks of a single value.
    pub(crate) predicates: Vec<(Slot, TextPredicate)>,
    /// The predicate index of each slot.
    pub(crate) indexes: Vec<Option<TextIndex>>,
    pub(crate) tests: Vec<DirectTest>,
    pub(crate) scalars: Vec<DirectScalar>,
    pub(crate) root: Gate,
}

/// Compiles filters one by one.
pub(crate) struct Compiler<'p> {
    projection: &'p Projection,
    program: Program,
    builders: Vec<Option<TextIndexBuilder>>,
    predicate_numbers: HashMap<(Slot, Vec<Probe>), PredicateId>,
    test_numbers: HashMap<String, u32>,
    scalar_numbers: HashMap<String, u32>,
}

/// Alternatives that concern one text field, gathered from the parts of an `or`.
struct Alternatives {
    slot: Slot,
    field_type: FieldType,
    probes: Vec<Probe>,
}

impl<'p> Compiler<'p> {
    pub(crate) fn new(projection: &'p Projection) -> Self {
        let slots = projection.fields().len();
        Self {
            projection,
            program: Program::default(),
            builders: (0..slots).map(|_| None).collect(),
            predicate_numbers: HashMap::new(),
            test_numbers: HashMap::new(),
            scalar_numbers: HashMap::new(),
        }
    }

    /// Compiles a filter to conditions that must all be true.
    pub(crate) fn filter(&mut self, filter: &Filter) -> Result<Vec<NodeId>, String> {
        self.all_of(&[filter])
    }

    /// The program; `filters` are the conditions of each filter.
    pub(crate) fn finish(mut self, filters: Vec<Vec<NodeId>>) -> Program {
        let builders = self.builders.into_iter();
        self.program.indexes = builders.map(|builder| builder.map(TextIndexBuilder::build)).collect();
        self.program.root = gates::arrange(&self.program.nodes, filters);
        self.program
    }

    /// The conditions that are all true where all parts are. What is denied is gathered: `not a and not b` denies
    /// `a or b`, whose alternatives on one field are then one question.
    fn all_of(&mut self, parts: &[&Filter]) -> Result<Vec<NodeId>, String> {
        let (mut asserted, mut denied) = (Vec::new(), Vec::new());
        parts.iter().for_each(|part| sort_conjunct(part, &mut asserted, &mut denied));
        let mut nodes = Vec::new();
        for part in asserted {
            let node = self.asserted(part)?;
            nodes.push(node);
        }
        for node in self.any_of(&denied)? {
            nodes.push(self.program.nodes.not(node));
        }
        Ok(self.program.nodes.conjuncts(nodes))
    }

    /// A part that is no conjunction and no denial.
    fn asserted(&mut self, part: &Filter) -> Result<NodeId, String> {
        let alternatives = self.any_of(&[part])?;
        Ok(self.program.nodes.or(alternatives))
    }

    /// The conditions of which one is true where any part is.
    fn any_of(&mut self, parts: &[&Filter]) -> Result<Vec<NodeId>, String> {
        let mut flat = Vec::new();
        parts.iter().for_each(|part| flatten_or(part, &mut flat));
        let mut nodes = Vec::new();
        let mut by_field: Vec<Alternatives> = Vec::new();
        for part in flat {
            match part {
                Filter::All => nodes.push(self.program.nodes.all()),
                Filter::Nothing | Filter::Or(_) => {}
                Filter::And(_) | Filter::Not(_) => {
                    let conjuncts = self.all_of(&[part])?;
                    nodes.push(self.program.nodes.and(conjuncts));
                }
                Filter::Test(test) => nodes.extend(self.test(test, &mut by_field)?),
                Filter::Scalar(scalar) => nodes.push(self.scalar(scalar)),
            }
        }
        for alternatives in by_field {
            nodes.extend(self.alternatives(alternatives));
        }
        Ok(nodes)
    }

    /// A test: alternatives of a text field are gathered, anything else is a node.
    fn test(&mut self, test: &FieldTest, by_field: &mut Vec<Alternatives>) -> Result<Option<NodeId>, String> {
        let Some(slot) = self.projection.slot(test.field.path.as_str()) else { return Ok(None) };
        let field_type = test.field.field_type;
        if field_type.is_textual() || field_type == FieldType::Object {
            match Probe::of(&test.test, field_type) {
                Lowered::Exists => return Ok(Some(self.program.nodes.add(Node::Exists(slot)))),
                Lowered::Probes(probes) => {
                    match by_field.iter_mut().find(|known| known.slot == slot) {
                        Some(known) => known.probes.extend(probes),
                        None => by_field.push(Alternatives { slot, field_type, probes }),
                    }
                    return Ok(None);
                }
                Lowered::Other => {}
            }
        } else if test.test == Test::Exists && !self.coerces(slot, field_type) {
            return Ok(Some(self.program.nodes.add(Node::Exists(slot))));
        }
        let key = format!("{test:?}");
        if let Some(&known) = self.test_numbers.get(&key) {
            return Ok(Some(self.program.nodes.add(Node::Test(known))));
        }
        let direct = DirectTest::new(slot, field_type, self.coerces(slot, field_type), &test.test)
            .map_err(|error| format!("{}: {error}", test.field.path))?;
        Ok(Some(self.direct(key, direct)))
    }

    fn direct(&mut self, key: String, test: DirectTest) -> NodeId {
        let number = self.program.tests.len() as u32;
        self.program.nodes.note_test(number, &test);
        self.program.tests.push(test);
        self.test_numbers.insert(key, number);
        self.program.nodes.add(Node::Test(number))
    }

    /// Text alternatives: those that the index answers are one predicate, the others one test.
    fn alternatives(&mut self, alternatives: Alternatives) -> Vec<NodeId> {
        let Alternatives { slot, field_type, mut probes } = alternatives;
        probes.sort_unstable();
        probes.dedup();
        let (indexed, other): (Vec<_>, Vec<_>) = probes.into_iter().partition(Probe::is_indexed);
        let mut nodes = Vec::new();
        if !indexed.is_empty() {
            let predicate = self.predicate(slot, indexed);
            nodes.push(self.program.nodes.add(Node::Predicate(predicate)));
        }
        if !other.is_empty() {
            let key = format!("{slot:?} {other:?}");
            let known = self.test_numbers.get(&key).copied();
            nodes.push(match known {
                Some(number) => self.program.nodes.add(Node::Test(number)),
                None => self.direct(key, DirectTest::text(slot, field_type, TextPredicate::new(&other))),
            });
        }
        nodes
    }

    fn predicate(&mut self, slot: Slot, probes: Vec<Probe>) -> PredicateId {
        if let Some(&known) = self.predicate_numbers.get(&(slot, probes.clone())) {
            return known;
        }
        let predicate = PredicateId(self.program.predicates.len() as u32);
        enter(&probes, predicate, self.builders[slot.index()].get_or_insert_default());
        self.program.nodes.note_predicate(predicate, slot, &probes);
        self.program.predicates.push((slot, TextPredicate::new(&probes)));
        self.predicate_numbers.insert((slot, probes), predicate);
        predicate
    }

    /// An expression, behind the question whether the fields are there without which it cannot be true.
    fn scalar(&mut self, scalar: &Scalar) -> NodeId {
        let mut parts = vec![self.expression(scalar)];
        for field in strict::needed(scalar) {
            match self.projection.slot(field.path.as_str()) {
                Some(slot) => parts.push(self.program.nodes.add(Node::Exists(slot))),
                None => return self.program.nodes.nothing(),
            }
        }
        self.program.nodes.and(parts)
    }

    fn expression(&mut self, scalar: &Scalar) -> NodeId {
        let key = format!("{scalar:?}");
        if let Some(&known) = self.scalar_numbers.get(&key) {
            return self.program.nodes.add(Node::Scalar(known));
        }
        let evaluator = Evaluator::new(scalar);
        let place = |field: &lang::ir::FieldRef| {
            let slot = self.projection.slot(field.path.as_str())?;
            Some((slot, field.field_type, self.coerces(slot, field.field_type)))
        };
        // The projection has every field that the filters read, up to its limit of 65,535.
        let fields: Option<Vec<_>> = evaluator.fields().iter().map(place).collect();
        let Some(fields) = fields else { return self.program.nodes.nothing() };
        let number = self.program.scalars.len() as u32;
        self.program.scalars.push(DirectScalar::new(evaluator, fields));
        self.scalar_numbers.insert(key, number);
        self.program.nodes.add(Node::Scalar(number))
    }

    /// Whether a field that a filter takes for one type is held as another.
    fn coerces(&self, slot: Slot, field_type: FieldType) -> bool {
        holding(self.projection.field(slot).field_type) != holding(field_type)
    }
}

/// The type that stands for all that are held alike.
pub(crate) fn holding(field_type: FieldType) -> FieldType {
    match field_type {
        FieldType::Long | FieldType::Double | FieldType::Boolean | FieldType::Date => field_type,
        _ => FieldType::Keyword,
    }
}

fn sort_conjunct<'f>(part: &'f Filter, asserted: &mut Vec<&'f Filter>, denied: &mut Vec<&'f Filter>) {
    match part {
        Filter::And(parts) => parts.iter().for_each(|part| sort_conjunct(part, asserted, denied)),
        Filter::Not(part) => deny(part, asserted, denied),
        part => asserted.push(part),
    }
}

fn deny<'f>(part: &'f Filter, asserted: &mut Vec<&'f Filter>, denied: &mut Vec<&'f Filter>) {
    match part {
        Filter::Or(parts) => parts.iter().for_each(|part| deny(part, asserted, denied)),
        Filter::Not(part) => sort_conjunct(part, asserted, denied),
        part => denied.push(part),
    }
}

fn flatten_or<'f>(part: &'f Filter, flat: &mut Vec<&'f Filter>) {
    match part {
        Filter::Or(parts) => parts.iter().for_each(|part| flatten_or(part, flat)),
        part => flat.push(part),
    }
}
