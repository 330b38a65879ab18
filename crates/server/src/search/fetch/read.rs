//! Documents by their place.

use super::super::SearchError;
use super::super::hit::{Hit, lines};
use super::super::source::{Block, Place, SearchSource};

/// Reads hits by their place. Remembers the block it read last: ask in the order of places.
pub(in super::super) struct Reader<'s> {
    source: &'s dyn SearchSource,
    blocks: Vec<Block>,
    last: Option<(Block, Vec<u8>)>,
    /// How many bytes of documents may still be read.
    budget: usize,
}

impl<'s> Reader<'s> {
    /// A reader of these blocks.
    pub(in super::super) fn new(source: &'s dyn SearchSource, blocks: &[Block], budget: usize) -> Self {
        let mut blocks = blocks.to_vec();
        blocks.sort_unstable_by_key(|block| (block.part, block.first));
        Self { source, blocks, last: None, budget }
    }

    /// The hits at these places, in the order given.
    pub(in super::super) fn hits(&mut self, places: &[Place]) -> Result<Vec<Option<Hit>>, SearchError> {
        let mut order: Vec<usize> = (0..places.len()).collect();
        order.sort_unstable_by_key(|index| places.get(*index));
        let mut hits: Vec<Option<Hit>> = vec![None; places.len()];
        for index in order {
            let Some(place) = places.get(index) else { continue };
            if let Some(slot) = hits.get_mut(index) {
                *slot = self.hit(*place)?;
            }
        }
        Ok(hits)
    }

    fn hit(&mut self, place: Place) -> Result<Option<Hit>, SearchError> {
        let after = self.blocks.partition_point(|block| (block.part, block.first) <= (place.part, place.seq));
        let block = after.checked_sub(1).and_then(|index| self.blocks.get(index)).copied();
        let Some(block) = block.filter(|block| block.holds(place)) else { return Ok(None) };
        if self.last.as_ref().is_none_or(|(last, _)| *last != block) {
            self.last = Some((block, self.source.read(&block)?));
        }
        let Some((_, text)) = &self.last else { return Ok(None) };
        let number = usize::try_from(place.seq - block.first).unwrap_or(usize::MAX);
        let Some(line) = lines(text).nth(number) else { return Ok(None) };
        self.budget = self
            .budget
            .checked_sub(line.len())
            .ok_or_else(|| SearchError::too_large("the documents of the answer; ask for fewer of them"))?;
        Ok(Hit::read(line))
    }
}
