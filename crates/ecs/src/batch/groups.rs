//! Which group of index names each row of a batch belongs to.

use foldhash::{HashMap, HashMapExt as _};

use crate::IndexGroup;

/// From this many groups on a table is kept; below, looking through them is faster. Only input made to hurt has many.
const FEW: usize = 8;

/// Numbers groups in the order in which they occur.
#[derive(Debug, Default)]
pub(super) struct RowGroups {
    groups: Vec<IndexGroup>,
    numbers: Option<HashMap<IndexGroup, u32>>,
    of_row: Vec<u32>,
}

impl RowGroups {
    /// Notes the group of the next row.
    pub(super) fn push(&mut self, group: &IndexGroup) {
        let number = match self.number(group) {
            Some(number) => number,
            None => self.add(group),
        };
        self.of_row.push(number);
    }

    fn number(&self, group: &IndexGroup) -> Option<u32> {
        let last = self.of_row.last().copied().filter(|&last| self.groups.get(last as usize) == Some(group));
        last.or_else(|| match &self.numbers {
            Some(numbers) => numbers.get(group).copied(),
            None => self.groups.iter().position(|known| known == group).map(|number| number as u32),
        })
    }

    fn add(&mut self, group: &IndexGroup) -> u32 {
        let number = self.groups.len() as u32;
        self.groups.push(group.clone());
        if let Some(numbers) = &mut self.numbers {
            numbers.insert(group.clone(), number);
        } else if self.groups.len() > FEW {
            let mut numbers = HashMap::new();
            numbers.extend(self.groups.iter().cloned().zip(0..));
            self.numbers = Some(numbers);
        }
        number
    }

    /// The groups, and each row's number among them.
    pub(super) fn into_parts(self) -> (Vec<IndexGroup>, Vec<u32>) {
        (self.groups, self.of_row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_finds_its_group() {
        let mut rows = RowGroups::default();
        let group = |number: usize| IndexGroup::of([format!("logs-{number}")]);
        let sequence: Vec<usize> = (0..200).map(|row| row * 7 % 31).collect();
        sequence.iter().for_each(|&number| rows.push(&group(number)));
        rows.push(&IndexGroup::Any);
        let (groups, of_row) = rows.into_parts();
        assert_eq!(groups.len(), 32);
        for (number, row) in sequence.iter().zip(&of_row) {
            assert_eq!(groups[*row as usize], group(*number));
        }
        assert_eq!(groups[*of_row.last().unwrap() as usize], IndexGroup::Any);
    }
}
