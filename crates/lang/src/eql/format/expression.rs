//! Expressions: on one line, or broken at `and`, `or`, parentheses and lists.

use super::{Printer, WIDTH, field_text};
use crate::Span;
use crate::eql::ast::{Expression, ExpressionKind, Literal, Membership};
use crate::eql::text::write_text;

/// The expression without a line break.
pub(super) fn on_one_line(expression: &Expression) -> String {
    let mut out = String::new();
    write(expression, &mut out);
    out
}

fn write(expression: &Expression, out: &mut String) {
    match &expression.kind {
        ExpressionKind::Literal(literal) => write_literal(literal, out),
        ExpressionKind::Field(field) => out.push_str(&field_text(field)),
        ExpressionKind::Call(call) => {
            out.push_str(&call.name.text);
            if call.insensitive {
                out.push('~');
            }
            write_list(&call.arguments, out);
        }
        ExpressionKind::Not(operand) => {
            out.push_str("not ");
            write(operand, out);
        }
        ExpressionKind::And(operands) => write_joined(operands, " and ", out),
        ExpressionKind::Or(operands) => write_joined(operands, " or ", out),
        ExpressionKind::Comparison(comparison) => {
            write(&comparison.left, out);
            out.push_str(&format!(" {} ", comparison.operator.symbol()));
            write(&comparison.right, out);
        }
        ExpressionKind::Membership(membership) => {
            write_membership_head(membership, out);
            match membership.parenthesized {
                true => write_list(&membership.list, out),
                false => write_joined(&membership.list, ", ", out),
            }
        }
        ExpressionKind::Sign { negative, operand } => {
            out.push(if *negative { '-' } else { '+' });
            write(operand, out);
        }
        ExpressionKind::Arithmetic(arithmetic) => {
            write(&arithmetic.left, out);
            out.push_str(&format!(" {} ", arithmetic.operator.symbol()));
            write(&arithmetic.right, out);
        }
        ExpressionKind::Parenthesized(inner) => {
            out.push('(');
            write(inner, out);
            out.push(')');
        }
        ExpressionKind::Error => {}
    }
}

fn write_joined(parts: &[Expression], between: &str, out: &mut String) {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            out.push_str(between);
        }
        write(part, out);
    }
}

fn write_list(parts: &[Expression], out: &mut String) {
    out.push('(');
    write_joined(parts, ", ", out);
    out.push(')');
}

fn write_membership_head(membership: &Membership, out: &mut String) {
    write(&membership.value, out);
    let not = if membership.negated { "not " } else { "" };
    out.push_str(&format!(" {not}{} ", membership.operator.symbol()));
}

/// Numbers are written so that they read back as the same number of the same kind.
fn write_literal(literal: &Literal, out: &mut String) {
    match literal {
        Literal::Null => out.push_str("null"),
        Literal::Boolean(value) => out.push_str(if *value { "true" } else { "false" }),
        Literal::Integer(value) => out.push_str(&value.to_string()),
        Literal::Decimal(value) => out.push_str(&format!("{value:?}")),
        Literal::Text { value, raw } => write_text(value, *raw, out),
    }
}

impl Printer<'_> {
    /// The expression on one line if it fits and holds no comment, else broken.
    fn fitted(&mut self, expression: &Expression, after: usize) {
        let one_line = on_one_line(expression);
        if !self.has_comments_in(expression.span) && self.column() + one_line.chars().count() + after <= WIDTH
        {
            self.out.push_str(&one_line);
        } else {
            self.broken(expression);
        }
    }

    /// The expression with its operands on lines of their own, where it has any.
    pub(super) fn broken(&mut self, expression: &Expression) {
        match &expression.kind {
            ExpressionKind::And(operands) => self.operands(operands, " and"),
            ExpressionKind::Or(operands) => self.operands(operands, " or"),
            ExpressionKind::Not(operand) => {
                self.comments_before(operand.span.start);
                self.out.push_str("not ");
                self.fitted(operand, 0);
            }
            ExpressionKind::Parenthesized(inner) => {
                self.out.push('(');
                self.indented(|printer| printer.broken(inner), inner.span);
                self.out.push(')');
            }
            ExpressionKind::Membership(membership) if membership.parenthesized => {
                write_membership_head(membership, &mut self.out);
                self.list(&membership.list);
            }
            ExpressionKind::Call(call) if !call.arguments.is_empty() => {
                self.out.push_str(&call.name.text);
                if call.insensitive {
                    self.out.push('~');
                }
                self.list(&call.arguments);
            }
            ExpressionKind::Comparison(comparison) => {
                self.fitted(&comparison.left, 8);
                self.out.push_str(&format!(" {} ", comparison.operator.symbol()));
                self.fitted(&comparison.right, 0);
            }
            _ => self.out.push_str(&on_one_line(expression)),
        }
    }

    fn operands(&mut self, operands: &[Expression], connective: &str) {
        for (index, operand) in operands.iter().enumerate() {
            self.comments_before(operand.span.start);
            self.fitted(operand, connective.len());
            if index + 1 < operands.len() {
                self.out.push_str(connective);
            }
            self.trailing_comments(operand.span, connective);
            if index + 1 < operands.len() {
                self.newline();
            }
        }
    }

    /// Comments after an operand, also those behind the connective that follows it in the source.
    fn trailing_comments(&mut self, operand: Span, connective: &str) {
        let rest = self.text.get(operand.end as usize..).unwrap_or_default();
        let behind = rest.trim_start_matches([' ', '\t']);
        let skipped = rest.len() - behind.len();
        let end = match behind.strip_prefix(connective.trim_start()) {
            Some(_) => operand.end as usize + skipped + connective.len() - 1,
            None => operand.end as usize,
        };
        self.comments_after(Span::new(0, end).end);
    }

    fn list(&mut self, elements: &[Expression]) {
        self.out.push('(');
        let span = elements.first().zip(elements.last()).map_or(Span::default(), |(a, b)| a.span.to(b.span));
        self.indented(
            |printer| {
                for (index, element) in elements.iter().enumerate() {
                    printer.comments_before(element.span.start);
                    printer.fitted(element, 1);
                    if index + 1 < elements.len() {
                        printer.out.push(',');
                    }
                    printer.comments_after(element.span.end);
                    if index + 1 < elements.len() {
                        printer.newline();
                    }
                }
            },
            span,
        );
        self.out.push(')');
    }

    /// Lines of their own between two brackets.
    fn indented(&mut self, inside: impl FnOnce(&mut Self), span: Span) {
        self.indent += 1;
        self.newline();
        self.comments_before(span.start);
        inside(self);
        self.indent -= 1;
        self.newline();
    }
}
