//! One input as the blocks of all its members.

use std::fs::File;
use std::io;
use std::sync::Arc;

use crate::block::{Block, BlockContent, BlockOrigin};
use crate::container::{self, BlockStream, Counted, OpenError, Opened};
use crate::inputs::{InputEntry, InputPlace};
use crate::options::ReadContext;
use crate::report::{Problem, ProblemKind, Problems, Tally};

/// What an input gives, in order.
#[derive(Debug)]
pub(crate) struct Piece {
    /// The next block; without one, the problems or the end of a member alone. Whoever decodes it takes it out.
    pub(crate) block: Option<Block>,
    /// What went wrong on the way to it, and then what became of its records.
    pub(crate) tally: Tally,
    /// The member that it is of.
    pub(crate) name: Arc<str>,
    /// Whether the member ended with it.
    pub(crate) is_end: bool,
}

impl Piece {
    /// Records, one a line, that come from no file.
    pub(crate) fn of_lines(name: &str, lines: Vec<u8>) -> Self {
        let name: Arc<str> = name.into();
        let origin =
            BlockOrigin { input: 0, name: Arc::clone(&name), base: 0, offset: 0, is_addressable: false };
        let block = Block { origin, content: BlockContent::Lines(lines) };
        Self::new(name, Some(block), Problems::default(), true)
    }

    /// Its events are lost: the batch they were in could not be built.
    pub(crate) fn lose_batch(&mut self, detail: &str) {
        self.tally.lose_batch(&self.name, detail);
    }

    fn new(name: Arc<str>, block: Option<Block>, problems: Problems, is_end: bool) -> Self {
        Self { block, tally: Tally { problems, ..Tally::default() }, name, is_end }
    }
}

/// Reads one input.
pub(crate) struct InputStream {
    number: u32,
    name: Arc<str>,
    context: Arc<ReadContext>,
    /// What is open, the innermost last.
    open: Vec<Level>,
    /// Problems of opening, to go with the first piece.
    problems: Problems,
    /// Where the next member begins.
    base: u64,
}

enum Level {
    Member { name: Arc<str>, stream: Box<dyn BlockStream> },
    Archive { name: Arc<str>, members: Opened },
}

impl InputStream {
    /// Opens an input. What cannot be opened gives a problem and no block.
    pub(crate) fn open(number: u32, entry: &InputEntry, context: &Arc<ReadContext>) -> Self {
        let name: Arc<str> = entry.name.as_str().into();
        let mut stream = Self {
            number,
            name: Arc::clone(&name),
            context: Arc::clone(context),
            open: Vec::new(),
            problems: Problems::default(),
            base: 0,
        };
        let progress = &context.progress;
        let opened = match &entry.place {
            InputPlace::Stdin => {
                let stdin = Counted::new(io::stdin(), Arc::clone(progress));
                container::open_stream(Box::new(stdin), context)
            }
            InputPlace::File(path) => match (File::open(path), entry.bytes) {
                (Ok(file), Some(_)) => {
                    container::open_file(Box::new(Counted::new(file, Arc::clone(progress))), context)
                }
                (Ok(file), None) => {
                    container::open_stream(Box::new(Counted::new(file, Arc::clone(progress))), context)
                }
                (Err(error), _) => Err((ProblemKind::Unreadable, error.to_string())),
            },
        };
        stream.push(name, opened);
        stream
    }

    fn push(&mut self, name: Arc<str>, opened: Result<Opened, OpenError>) {
        match opened {
            Ok(Opened::Stream(stream)) => self.open.push(Level::Member { name, stream }),
            Ok(members) => self.open.push(Level::Archive { name, members }),
            Err((kind, detail)) => {
                let input = name.to_string();
                self.problems.add(kind.clone(), || Problem { input, offset: None, kind, detail });
            }
        }
    }

    /// Whether there are no more pieces. Where this is not known yet it is false, and the next piece is none.
    pub(crate) fn is_done(&self) -> bool {
        self.open.is_empty() && self.problems.is_empty()
    }

    /// The next piece; nothing once everything was given.
    pub(crate) fn next(&mut self) -> Option<Piece> {
        loop {
            let mut problems = std::mem::take(&mut self.problems);
            match self.open.last_mut() {
                None if problems.is_empty() => return None,
                None => {
                    return Some(Piece::new(Arc::clone(&self.name), None, problems, false));
                }
                Some(Level::Archive { name, members }) => {
                    let Opened::Archive(members) = members else {
                        self.open.pop();
                        continue;
                    };
                    match members.next(&self.context) {
                        Some((member, opened)) => {
                            let name = format!("{name}!{member}").into();
                            self.problems = problems;
                            self.push(name, opened);
                        }
                        None => {
                            self.open.pop();
                            self.problems = problems;
                        }
                    }
                }
                Some(Level::Member { name, stream }) => {
                    let name = Arc::clone(name);
                    let mut report = |kind: ProblemKind, offset: u64, detail: String| {
                        let input = name.to_string();
                        problems.add(kind.clone(), || Problem { input, offset: Some(offset), kind, detail });
                    };
                    let Some((offset, content)) = stream.next_block(&mut report) else {
                        self.base += stream.end_position() + 1;
                        self.open.pop();
                        return Some(Piece::new(name, None, problems, true));
                    };
                    let is_addressable = stream.is_addressable() && Arc::ptr_eq(&name, &self.name);
                    let (input, base) = (self.number, self.base);
                    let is_end = stream.is_done();
                    if is_end {
                        self.base += stream.end_position() + 1;
                        self.open.pop();
                    }
                    let origin = BlockOrigin { input, name: Arc::clone(&name), base, offset, is_addressable };
                    return Some(Piece::new(name, Some(Block { origin, content }), problems, is_end));
                }
            }
        }
    }
}
