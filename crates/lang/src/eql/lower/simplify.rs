//! `and`, `or` and `not` of filters, without parts that decide nothing. None of it changes what is selected.

use crate::ir::Filter;

/// All of these.
pub(super) fn all(parts: Vec<Filter>) -> Filter {
    let mut kept = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Filter::All => {}
            Filter::Nothing => return Filter::Nothing,
            Filter::And(inner) => kept.extend(inner),
            part => kept.push(part),
        }
    }
    match kept.len() {
        0 => Filter::All,
        1 => kept.remove(0),
        _ => Filter::And(kept),
    }
}

/// Any of these.
pub(super) fn any(parts: Vec<Filter>) -> Filter {
    let mut kept = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Filter::Nothing => {}
            Filter::All => return Filter::All,
            Filter::Or(inner) => kept.extend(inner),
            part => kept.push(part),
        }
    }
    match kept.len() {
        0 => Filter::Nothing,
        1 => kept.remove(0),
        _ => Filter::Or(kept),
    }
}

/// The complement.
pub(super) fn not(part: Filter) -> Filter {
    match part {
        Filter::All => Filter::Nothing,
        Filter::Nothing => Filter::All,
        Filter::Not(inner) => *inner,
        part => Filter::Not(Box::new(part)),
    }
}
