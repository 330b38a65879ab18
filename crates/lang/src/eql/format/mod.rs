//! Tree → text, in one way: a condition that fits stays on its line, otherwise each operand of `and` and `or` has its
//! own. Nothing of the tree is changed, redundant parentheses included, so reading the result gives the same tree.

use super::ast::{EventFilter, Field, Query, QueryBody, Sequence, Stage};
use super::parser::parse_query;
use super::text::{can_be_raw, write_text};
use super::token::{Comment, is_plain_identifier, is_reserved};
use crate::{Diagnostic, Span};

mod expression;

/// Where lines are broken, if they can be.
const WIDTH: usize = 110;

/// How often comments are given a chance to settle.
const MAX_PASSES: usize = 4;

/// One level of indentation.
const INDENT: &str = "  ";

/// Writes a query in the one way that the formatter knows. Comments stay before or after the operand, list element or
/// stage that they stand at.
///
/// # Errors
/// What is wrong with the text, where it cannot be read.
pub fn format_eql(text: &str) -> Result<String, Vec<Diagnostic>> {
    let mut formatted = format_once(text)?;
    // A comment within an operand moves out of it, after which the operand may fit on a line.
    for _ in 0..MAX_PASSES {
        let again = format_once(&formatted)?;
        if again == formatted {
            break;
        }
        formatted = again;
    }
    Ok(formatted)
}

fn format_once(text: &str) -> Result<String, Vec<Diagnostic>> {
    let parsed = parse_query(text);
    if parsed.diagnostics.iter().any(Diagnostic::is_error) {
        return Err(parsed.diagnostics);
    }
    let mut printer =
        Printer { text, comments: parsed.comments, next_comment: 0, out: String::new(), indent: 0 };
    printer.query(&parsed.query);
    Ok(printer.out)
}

struct Printer<'t> {
    text: &'t str,
    comments: Vec<Comment>,
    next_comment: usize,
    out: String,
    indent: usize,
}

impl Printer<'_> {
    fn newline(&mut self) {
        while self.out.ends_with(' ') {
            self.out.pop();
        }
        self.out.push('\n');
        for _ in 0..self.indent {
            self.out.push_str(INDENT);
        }
    }

    /// How many characters the current line has.
    fn column(&self) -> usize {
        self.out.rsplit('\n').next().unwrap_or_default().chars().count()
    }

    /// Whether any comment stands in this part of the text that has not been written yet.
    fn has_comments_in(&self, span: Span) -> bool {
        let next = self.comments.get(self.next_comment..).unwrap_or_default();
        next.iter().any(|comment| comment.span.start >= span.start && comment.span.start < span.end)
    }

    /// Writes the comments before `position`, each on its own line. The line is empty up to here.
    fn comments_before(&mut self, position: u32) {
        while let Some(comment) =
            self.comments.get(self.next_comment).filter(|comment| comment.span.start < position)
        {
            self.out.push_str(comment.span.slice(self.text).trim_end());
            self.next_comment += 1;
            self.newline();
        }
    }

    /// Writes the comments that follow `end` on its line in the source, at the end of the current line.
    fn comments_after(&mut self, end: u32) {
        while let Some(comment) = self.comments.get(self.next_comment) {
            let between = self.text.get(end as usize..comment.span.start as usize).unwrap_or("\n");
            if !between.chars().all(|character| matches!(character, ' ' | '\t' | ',')) {
                break;
            }
            self.out.push(' ');
            self.out.push_str(comment.span.slice(self.text).trim_end());
            self.next_comment += 1;
        }
    }

    fn query(&mut self, query: &Query) {
        self.comments_before(query.span.start);
        match &query.body {
            QueryBody::Event(filter) => self.filter(filter),
            QueryBody::Sequence(sequence) => self.sequence(sequence),
            QueryBody::Sample(sample) => {
                self.out.push_str("sample");
                self.keys(&sample.by);
                self.stages(&sample.filters);
            }
            QueryBody::Error(_) => {}
        }
        self.comments_after(query.pipes.first().map_or(query.span.end, |pipe| pipe.span.start));
        for pipe in &query.pipes {
            self.newline();
            self.comments_before(pipe.span.start);
            self.out.push_str(&format!("| {} {}", pipe.kind.name(), pipe.count));
            self.comments_after(pipe.span.end);
        }
        if self.next_comment < self.comments.len() {
            self.newline();
            self.comments_before(u32::MAX);
        }
        self.out.truncate(self.out.trim_end().len());
        self.out.push('\n');
    }

    fn sequence(&mut self, sequence: &Sequence) {
        self.out.push_str("sequence");
        self.keys(&sequence.by);
        if let Some(maxspan) = sequence.maxspan {
            self.out.push_str(&format!(" with maxspan={}{}", maxspan.count, maxspan.unit.suffix()));
        }
        self.stages(&sequence.stages);
        if let Some(until) = &sequence.until {
            self.newline();
            self.comments_before(until.span.start);
            self.out.push_str("until ");
            self.stage(until);
        }
    }

    fn stages(&mut self, stages: &[Stage]) {
        self.indent += 1;
        for stage in stages {
            self.newline();
            self.comments_before(stage.span.start);
            self.stage(stage);
        }
        self.indent -= 1;
    }

    fn stage(&mut self, stage: &Stage) {
        self.out.push_str(if stage.missing { "![" } else { "[" });
        self.filter(&stage.filter);
        // A line comment would swallow the bracket.
        if self.line_ends_in_comment() {
            self.newline();
        }
        self.out.push(']');
        self.keys(&stage.by);
        if let Some(runs) = stage.runs {
            self.out.push_str(&format!(" with runs={}", runs.count));
        }
        self.comments_after(stage.span.end);
    }

    fn line_ends_in_comment(&self) -> bool {
        let last_line = self.out.rsplit('\n').next().unwrap_or_default();
        let written = self.comments.get(..self.next_comment).unwrap_or_default();
        written.last().is_some_and(|comment| {
            let comment = comment.span.slice(self.text).trim_end();
            comment.starts_with("//") && last_line.trim_end().ends_with(comment)
        })
    }

    fn keys(&mut self, keys: &[Field]) {
        for (index, key) in keys.iter().enumerate() {
            self.out.push_str(if index == 0 { " by " } else { ", " });
            self.out.push_str(&field_text(key));
        }
    }

    fn filter(&mut self, filter: &EventFilter) {
        match &filter.category {
            None => self.out.push_str("any"),
            Some(name) if is_plain_identifier(&name.text) && !is_reserved(&name.text) => {
                self.out.push_str(&name.text)
            }
            Some(name) => {
                write_text(&name.text, can_be_raw(&name.text) && name.text.contains('\\'), &mut self.out)
            }
        }
        self.out.push_str(" where ");
        let one_line = expression::on_one_line(&filter.condition);
        if !self.has_comments_in(filter.span) && self.column() + one_line.chars().count() <= WIDTH {
            self.out.push_str(&one_line);
            return;
        }
        self.indent += 1;
        self.newline();
        self.broken(&filter.condition);
        self.indent -= 1;
    }
}

/// A field as a query writes it. A segment that is no plain word is quoted; dots within quotes are as good as outside.
pub(super) fn field_text(field: &Field) -> String {
    let mut out = if field.optional { "?".to_owned() } else { String::new() };
    let plain =
        |index: usize, segment: &str| is_plain_identifier(segment) && !(index == 0 && is_reserved(segment));
    for (index, segment) in field.path.split('.').enumerate() {
        if index > 0 {
            out.push('.');
        }
        if plain(index, segment) {
            out.push_str(segment);
        } else {
            out.push_str(&format!("`{}`", segment.replace('`', "``")));
        }
    }
    out
}
