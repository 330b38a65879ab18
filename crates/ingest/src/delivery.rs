//! The consumer's side of a run: hands outputs on and sums the report.

use std::ops::ControlFlow;

use crate::container::looked_for;
use crate::crew::Done;
use crate::report::{Problem, ProblemKind, Problems, Tally};
use crate::{ReadOptions, Report};

/// Gets what workers made, in input order.
pub(crate) struct Delivery<C> {
    pub(crate) report: Report,
    consume: C,
    options: ReadOptions,
    /// Events of the member being read.
    member_events: u64,
    first_problem: Option<Problem>,
}

impl<C> Delivery<C> {
    pub(crate) fn new(problems: Problems, options: ReadOptions, consume: C) -> Self {
        let mut report = Report::default();
        report.add(Tally { problems, ..Tally::default() });
        Self { report, consume, options, member_events: 0, first_problem: None }
    }

    /// Takes the next of it.
    pub(crate) fn deliver<O>(&mut self, done: Done<O>) -> ControlFlow<()>
    where
        C: FnMut(O) -> ControlFlow<()>,
    {
        for piece in done.load {
            self.member_events += piece.tally.events;
            if self.first_problem.is_none() {
                self.first_problem = piece.tally.problems.first_record_problem().cloned();
            }
            self.report.add(piece.tally);
            if piece.is_end {
                self.end_member(&piece.name);
            }
        }
        done.output.map_or(ControlFlow::Continue(()), &mut self.consume)
    }

    /// A member of which nothing became an event is not what it was taken for.
    fn end_member(&mut self, name: &str) {
        self.report.files += 1;
        let problem = self.first_problem.take();
        if std::mem::take(&mut self.member_events) > 0 {
            return;
        }
        if let Some(problem) = problem {
            let kind = ProblemKind::Unrecognised;
            let wanted = match self.options.source {
                Some(source) => format!("no record could be read as {}", source.name),
                None => looked_for(),
            };
            let detail = format!("{wanted}; first problem: {}", problem.detail);
            let mut tally = Tally::default();
            let input = name.to_owned();
            tally.problems.add(kind.clone(), || Problem { input, offset: None, kind, detail });
            self.report.add(tally);
        }
    }
}
