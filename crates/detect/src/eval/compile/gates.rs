//! Filters arranged by what they have in common.
//!
//! Most rules begin alike: this operating system, this category, this type of event. A tree of such gates narrows the
//! selection once for all filters behind them, and where it comes out empty none of them is looked at. So the cost of a
//! batch grows with what could match in it, not with the number of rules.

use foldhash::{HashMap, HashMapExt as _};

use super::{Node, NodeId, Nodes, PredicateId};

/// A condition that this many filters share is worth a gate.
const MIN_SHARED: usize = 4;

/// A condition, the gates behind it, and the filters that have no further condition in common.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    /// Nothing for the root.
    pub(crate) condition: Option<NodeId>,
    pub(crate) gates: Vec<Gate>,
    pub(crate) filters: Vec<GatedFilter>,
}

/// What remains to be asked behind a gate.
#[derive(Debug)]
pub(crate) struct GatedFilter {
    /// Which filters these are: more than one where they are equal.
    pub(crate) filters: Vec<u32>,
    /// In the order of evaluation.
    pub(crate) conditions: Vec<NodeId>,
    /// Those conditions that are predicates.
    pub(crate) predicates: Vec<PredicateId>,
    /// Fields without which the filter cannot be true.
    pub(crate) required: Vec<ecs::Slot>,
}

/// Arranges filters, each given as conditions that must all be true.
pub(super) fn arrange(nodes: &Nodes, filters: Vec<Vec<NodeId>>) -> Gate {
    let mut equal: HashMap<Vec<NodeId>, usize> = HashMap::new();
    let mut distinct: Vec<GatedFilter> = Vec::new();
    for (number, conditions) in filters.into_iter().enumerate() {
        let index = *equal.entry(conditions.clone()).or_insert_with(|| {
            let mut required: Vec<_> =
                conditions.iter().flat_map(|&condition| nodes.required(condition)).copied().collect();
            required.sort_unstable();
            required.dedup();
            distinct.push(GatedFilter { filters: Vec::new(), conditions, predicates: Vec::new(), required });
            distinct.len() - 1
        });
        distinct[index].filters.push(number as u32);
    }
    below(nodes, None, distinct)
}

/// Takes the most shared condition as a gate, again and again; the rest stays here.
fn below(nodes: &Nodes, condition: Option<NodeId>, mut filters: Vec<GatedFilter>) -> Gate {
    let mut gates = Vec::new();
    while let Some(shared) = most_shared(nodes, &filters) {
        let (mut behind, rest): (Vec<_>, Vec<_>) =
            filters.into_iter().partition(|filter| filter.conditions.contains(&shared));
        for filter in &mut behind {
            filter.conditions.retain(|&condition| condition != shared);
        }
        gates.push(below(nodes, Some(shared), behind));
        filters = rest;
    }
    for filter in &mut filters {
        let predicates = filter.conditions.iter().filter_map(|&condition| match nodes.get(condition) {
            Node::Predicate(predicate) => Some(*predicate),
            _ => None,
        });
        filter.predicates = predicates.collect();
    }
    Gate { condition, gates, filters }
}

fn most_shared(nodes: &Nodes, filters: &[GatedFilter]) -> Option<NodeId> {
    let mut counts: HashMap<NodeId, usize> = HashMap::new();
    for filter in filters {
        for &condition in filter.conditions.iter().filter(|&&condition| is_gate(nodes, condition)) {
            *counts.entry(condition).or_default() += 1;
        }
    }
    let shared = counts.into_iter().filter(|&(_, count)| count >= MIN_SHARED);
    shared
        .max_by_key(|&(condition, count)| (count, std::cmp::Reverse(condition)))
        .map(|(condition, _)| condition)
}

/// Whether a condition is cheap enough to be asked of every row.
fn is_gate(nodes: &Nodes, condition: NodeId) -> bool {
    match nodes.get(condition) {
        Node::Predicate(_) => nodes.is_exact(condition),
        Node::Or(parts) => !parts.is_empty() && parts.iter().all(|&part| is_gate(nodes, part)),
        _ => false,
    }
}
