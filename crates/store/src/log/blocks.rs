//! Going through the log's blocks without reading them.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;

use ecs::Timestamp;

use super::EventLog;
use super::files::ClosedFile;
use super::frame::FrameRef;
use crate::{BlockInfo, Order, StoreError};

/// The blocks that may hold events of a range of times, as of when this was asked for. Read one with
/// [`Store::read`](crate::Store::read) of its `first`.
#[derive(Debug)]
pub struct Blocks<'a> {
    log: &'a EventLog,
    order: Order,
    range: Option<(Timestamp, Timestamp)>,
    /// Files not looked into yet, in the order wanted.
    files: VecDeque<Part>,
    frames: VecDeque<BlockInfo>,
}

#[derive(Debug)]
enum Part {
    Closed(Arc<ClosedFile>),
    Active(Vec<BlockInfo>),
}

impl EventLog {
    /// The blocks that may hold events with an `@timestamp` in a range, both ends included; all without one.
    pub fn blocks(&self, range: Option<(Timestamp, Timestamp)>, order: Order) -> Blocks<'_> {
        let view = self.view();
        let active = view.active.contents.frames.iter().map(FrameRef::info).collect();
        let mut files: VecDeque<Part> = view.closed.iter().cloned().map(Part::Closed).collect();
        files.push_back(Part::Active(active));
        if order == Order::NewestFirst {
            files.make_contiguous().reverse();
        }
        Blocks { log: self, order, range, files, frames: VecDeque::new() }
    }
}

impl Blocks<'_> {
    fn look_into(&mut self, part: Part) -> Result<(), StoreError> {
        let range = self.range;
        let wanted = |info: &BlockInfo| range.is_none_or(|(from, to)| info.may_hold(from, to));
        self.frames = match part {
            Part::Active(infos) => infos.into_iter().filter(wanted).collect(),
            Part::Closed(file) => {
                let possible = match (range, file.times) {
                    (Some((from, to)), Some((least, greatest))) => least <= to && greatest >= from,
                    _ => true,
                };
                if !possible {
                    return Ok(());
                }
                let contents = match self.log.indexes.of(&*self.log.disk, &file) {
                    // Retention deleted it since.
                    Err(StoreError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                        return Ok(());
                    }
                    other => other?,
                };
                contents.frames.iter().map(FrameRef::info).filter(wanted).collect()
            }
        };
        if self.order == Order::NewestFirst {
            self.frames.make_contiguous().reverse();
        }
        Ok(())
    }
}

impl Iterator for Blocks<'_> {
    type Item = Result<BlockInfo, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(info) = self.frames.pop_front() {
                return Some(Ok(info));
            }
            let part = self.files.pop_front()?;
            if let Err(error) = self.look_into(part) {
                return Some(Err(error));
            }
        }
    }
}
