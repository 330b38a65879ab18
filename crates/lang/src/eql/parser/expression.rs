//! Expressions. From the loosest to the tightest: `or`, `and`, `not`, comparisons, `+ -`, `* / %`, signs, and the tests
//! `in`, `like`, `regex` and `:`, which take only what stands directly before them.

use super::Parser;
use crate::codes;
use crate::eql::ast::{
    Arithmetic, Call, Comparison, ComparisonOperator, Expression, ExpressionKind, Field, Literal, Membership,
    MembershipOperator, Name,
};
use crate::eql::token::{TokenKind, is_reserved};
use crate::ir::ArithmeticOperator;
use crate::{Diagnostic, Span};

use super::MAX_DEPTH;

impl Parser<'_> {
    pub(super) fn expression(&mut self) -> Expression {
        let start = self.span();
        let expression = match self.enter() {
            true => self.disjunction(),
            false => {
                self.abandon();
                self.error_expression(start)
            }
        };
        self.leave();
        expression
    }

    fn error_expression(&self, start: Span) -> Expression {
        Expression { kind: ExpressionKind::Error, span: start.to(self.previous_end()) }
    }

    fn disjunction(&mut self) -> Expression {
        self.connected("or", ExpressionKind::Or, Self::conjunction)
    }

    fn conjunction(&mut self) -> Expression {
        self.connected("and", ExpressionKind::And, Self::negation)
    }

    /// Operands between a connective, as one list.
    fn connected(
        &mut self,
        connective: &str,
        node: fn(Vec<Expression>) -> ExpressionKind,
        operand: fn(&mut Self) -> Expression,
    ) -> Expression {
        let first = operand(self);
        let start = first.span;
        let mut operands = vec![first];
        while self.eat_keyword(connective) {
            operands.push(operand(self));
        }
        match operands.len() {
            1 => operands.remove(0),
            _ => Expression { kind: node(operands), span: start.to(self.previous_end()) },
        }
    }

    fn negation(&mut self) -> Expression {
        let start = self.span();
        if !self.eat_keyword("not") {
            return self.comparison();
        }
        let operand = match self.enter() {
            true => self.negation(),
            false => {
                self.abandon();
                self.error_expression(start)
            }
        };
        self.leave();
        Expression { kind: ExpressionKind::Not(Box::new(operand)), span: start.to(self.previous_end()) }
    }

    fn comparison(&mut self) -> Expression {
        let left = self.sum();
        let Some((operator, operator_span)) = self.comparison_operator() else { return left };
        let right = self.sum();
        let span = left.span.to(right.span);
        let kind = ExpressionKind::Comparison(Box::new(Comparison { operator, operator_span, left, right }));
        let mut expression = Expression { kind, span };
        while let Some((_, operator_span)) = self.comparison_operator() {
            let error =
                Diagnostic::error(codes::CHAINED_COMPARISON, operator_span, "comparisons cannot be chained");
            self.report(error.with_help("write `a < b and b < c`"));
            self.sum();
            expression.span = span.to(self.previous_end());
        }
        expression
    }

    fn comparison_operator(&mut self) -> Option<(ComparisonOperator, Span)> {
        let operator = match self.kind() {
            TokenKind::Equal => ComparisonOperator::Equal,
            TokenKind::NotEqual => ComparisonOperator::NotEqual,
            TokenKind::Less => ComparisonOperator::Less,
            TokenKind::LessOrEqual => ComparisonOperator::LessOrEqual,
            TokenKind::Greater => ComparisonOperator::Greater,
            TokenKind::GreaterOrEqual => ComparisonOperator::GreaterOrEqual,
            TokenKind::Assign => {
                let error = Diagnostic::error(codes::ASSIGNMENT, self.span(), "`=` is not a comparison");
                self.report(error.with_help("use `==`, or `:` to ignore case and to allow wildcards"));
                ComparisonOperator::Equal
            }
            _ => return None,
        };
        Some((operator, self.bump()))
    }

    fn sum(&mut self) -> Expression {
        self.arithmetic(Self::product, |kind| match kind {
            TokenKind::Plus => Some(ArithmeticOperator::Add),
            TokenKind::Minus => Some(ArithmeticOperator::Subtract),
            _ => None,
        })
    }

    fn product(&mut self) -> Expression {
        self.arithmetic(Self::signed, |kind| match kind {
            TokenKind::Star => Some(ArithmeticOperator::Multiply),
            TokenKind::Slash => Some(ArithmeticOperator::Divide),
            TokenKind::Percent => Some(ArithmeticOperator::Remainder),
            _ => None,
        })
    }

    /// A chain from left to right. Its length counts as depth, because the tree leans to the left.
    fn arithmetic(
        &mut self,
        operand: fn(&mut Self) -> Expression,
        operator_of: fn(&TokenKind) -> Option<ArithmeticOperator>,
    ) -> Expression {
        let mut left = operand(self);
        let mut links = 0;
        while let Some(operator) = operator_of(self.kind()) {
            links += 1;
            if links > MAX_DEPTH {
                let message = format!("more than {MAX_DEPTH} arithmetic operations in a row");
                let error = Diagnostic::error(codes::TOO_DEEP, self.span(), message);
                self.report(error.with_help("use parentheses, or compute constants beforehand"));
                self.abandon();
                return self.error_expression(left.span);
            }
            self.bump();
            let right = operand(self);
            let span = left.span.to(right.span);
            left = Expression {
                kind: ExpressionKind::Arithmetic(Box::new(Arithmetic { operator, left, right })),
                span,
            };
        }
        left
    }

    fn signed(&mut self) -> Expression {
        let start = self.span();
        let negative = match self.kind() {
            TokenKind::Minus => true,
            TokenKind::Plus => false,
            _ => return self.tested(),
        };
        self.bump();
        let operand = match self.enter() {
            true => self.signed(),
            false => {
                self.abandon();
                self.error_expression(start)
            }
        };
        self.leave();
        let span = start.to(operand.span);
        Expression { kind: ExpressionKind::Sign { negative, operand: Box::new(operand) }, span }
    }

    /// A primary and the test that may follow it.
    fn tested(&mut self) -> Expression {
        let value = self.primary();
        let negated = self.at_keyword("not") && self.membership_operator(1).is_some();
        let Some(operator) = self.membership_operator(usize::from(negated)) else { return value };
        if negated {
            let not_span = self.bump();
            if !matches!(operator, MembershipOperator::In | MembershipOperator::InInsensitive) {
                let message = format!("`not` cannot stand before `{}`", self.spelling(0));
                let error = Diagnostic::error(codes::MISPLACED_NOT, not_span, message);
                self.report(
                    error.with_help(
                        "write `not field …`: only `in` and `in~` take a `not` directly before them",
                    ),
                );
            }
        }
        let operator_span = self.bump();
        let start = value.span;
        let (list, parenthesized) = self.membership_list(operator);
        let membership = Membership { operator, operator_span, negated, value, list, parenthesized };
        Expression {
            kind: ExpressionKind::Membership(Box::new(membership)),
            span: start.to(self.previous_end()),
        }
    }

    fn membership_operator(&self, ahead: usize) -> Option<MembershipOperator> {
        match &self.token(ahead).kind {
            TokenKind::Colon => Some(MembershipOperator::Colon),
            TokenKind::Word | TokenKind::TildeWord => Some(match self.spelling(ahead) {
                "in" => MembershipOperator::In,
                "in~" => MembershipOperator::InInsensitive,
                "like" => MembershipOperator::Like,
                "like~" => MembershipOperator::LikeInsensitive,
                "regex" => MembershipOperator::Regex,
                "regex~" => MembershipOperator::RegexInsensitive,
                _ => return None,
            }),
            _ => None,
        }
    }

    fn membership_list(&mut self, operator: MembershipOperator) -> (Vec<Expression>, bool) {
        let takes_expressions =
            matches!(operator, MembershipOperator::In | MembershipOperator::InInsensitive);
        if !self.at(&TokenKind::LeftParenthesis) {
            if takes_expressions {
                self.expected("a list in parentheses");
                let single = self.sum();
                return (vec![single], true);
            }
            let single = self.pattern();
            return (vec![single], false);
        }
        self.bump();
        let mut list = Vec::new();
        loop {
            list.push(if takes_expressions { self.expression() } else { self.pattern() });
            if !self.eat(&TokenKind::Comma) {
                break;
            }
        }
        self.close_parenthesis();
        (list, true)
    }

    /// What `:`, `like` and `regex` are followed by: a constant.
    fn pattern(&mut self) -> Expression {
        let start = self.span();
        let expression = self.primary();
        if !matches!(expression.kind, ExpressionKind::Literal(_) | ExpressionKind::Error) {
            let error =
                Diagnostic::error(codes::CONSTANT_EXPECTED, expression.span, "expected a constant here");
            self.report(
                error.with_help("`:`, `like` and `regex` compare with texts, not with fields or expressions"),
            );
            return self.error_expression(start);
        }
        expression
    }

    fn close_parenthesis(&mut self) {
        if self.eat(&TokenKind::RightParenthesis) {
            return;
        }
        self.expected("`)`");
        self.skip_to(&[TokenKind::RightParenthesis, TokenKind::RightBracket, TokenKind::Pipe]);
        self.eat(&TokenKind::RightParenthesis);
    }

    fn primary(&mut self) -> Expression {
        let span = self.span();
        let literal = |literal| ExpressionKind::Literal(literal);
        let kind = match self.kind().clone() {
            TokenKind::Text { value, raw } => literal(Literal::Text { value, raw }),
            TokenKind::Integer(value) => literal(Literal::Integer(value)),
            TokenKind::Decimal(value) => literal(Literal::Decimal(value)),
            TokenKind::LeftParenthesis => return self.parenthesized(),
            TokenKind::QuotedName(_) | TokenKind::Question => return self.field(),
            TokenKind::TildeWord => return self.call(),
            TokenKind::Word => match self.spelling(0) {
                "null" => literal(Literal::Null),
                "true" => literal(Literal::Boolean(true)),
                "false" => literal(Literal::Boolean(false)),
                _ if self.token(1).kind == TokenKind::LeftParenthesis && !is_reserved(self.spelling(0)) => {
                    return self.call();
                }
                _ => return self.field(),
            },
            _ => return self.no_expression(),
        };
        self.bump();
        self.unit_after_number(span);
        Expression { kind, span }
    }

    /// A number with letters directly after it is a slip: `12ab`.
    fn unit_after_number(&mut self, number: Span) {
        let is_number =
            number.slice(self.text).starts_with(|first: char| first.is_ascii_digit() || first == '.');
        if is_number && matches!(self.kind(), TokenKind::Word) && self.span().start == number.end {
            let span = number.to(self.bump());
            let message = format!("`{}` is neither a number nor a name", span.slice(self.text));
            let error = Diagnostic::error(codes::BAD_NUMBER, span, message);
            self.report(
                error.with_help("a text is quoted; a name that begins with a digit is written in backticks"),
            );
        }
    }

    fn no_expression(&mut self) -> Expression {
        let start = self.span();
        self.expected("a value, a field or a condition");
        let closing = matches!(
            self.kind(),
            TokenKind::RightParenthesis
                | TokenKind::RightBracket
                | TokenKind::Pipe
                | TokenKind::Comma
                | TokenKind::End
        );
        if !closing {
            self.bump();
        }
        self.error_expression(start)
    }

    fn parenthesized(&mut self) -> Expression {
        let start = self.bump();
        let inner = self.expression();
        self.close_parenthesis();
        Expression {
            kind: ExpressionKind::Parenthesized(Box::new(inner)),
            span: start.to(self.previous_end()),
        }
    }

    fn call(&mut self) -> Expression {
        let span = self.bump();
        let spelling = span.slice(self.text);
        let (text, insensitive) = match spelling.strip_suffix('~') {
            Some(text) => (text.to_owned(), true),
            None => (spelling.to_owned(), false),
        };
        let mut arguments = Vec::new();
        if !self.expect(&TokenKind::LeftParenthesis, "`(`") {
            return self.error_expression(span);
        }
        if !self.eat(&TokenKind::RightParenthesis) {
            loop {
                arguments.push(self.expression());
                if !self.eat(&TokenKind::Comma) {
                    break;
                }
            }
            self.close_parenthesis();
        }
        let kind = ExpressionKind::Call(Call { name: Name { text, span }, insensitive, arguments });
        Expression { kind, span: span.to(self.previous_end()) }
    }

    /// `?a.b.c`, segments in backticks where needed.
    fn field(&mut self) -> Expression {
        let start = self.span();
        let optional = self.eat(&TokenKind::Question);
        let mut path = String::new();
        let mut first = true;
        loop {
            match self.kind().clone() {
                TokenKind::QuotedName(name) => path.push_str(&name),
                TokenKind::Word if first && is_reserved(self.spelling(0)) => {
                    return self.reserved_word(start);
                }
                TokenKind::Word => path.push_str(self.spelling(0)),
                _ => {
                    self.expected("a field name");
                    return self.error_expression(start);
                }
            }
            self.bump();
            first = false;
            if !self.eat(&TokenKind::Dot) {
                break;
            }
            path.push('.');
        }
        if self.relationship() {
            return self.error_expression(start);
        }
        let span = start.to(self.previous_end());
        self.array_index();
        Expression { kind: ExpressionKind::Field(Field { optional, path, span }), span }
    }

    fn reserved_word(&mut self, start: Span) -> Expression {
        let word = self.spelling(0);
        self.expected("a value, a field or a condition");
        if let Some(last) = self.diagnostics.last_mut().filter(|last| last.span == self.tokens[self.at].span)
        {
            last.help =
                Some(format!("`{word}` is a keyword; a field of that name is written `` `{word}` ``"));
        }
        if !matches!(word, "and" | "or" | "by" | "until" | "with") {
            self.bump();
        }
        self.error_expression(start)
    }

    /// `process.args[0]`
    fn array_index(&mut self) {
        let is_index = self.at(&TokenKind::LeftBracket)
            && matches!(self.token(1).kind, TokenKind::Integer(_))
            && self.token(2).kind == TokenKind::RightBracket;
        if !is_index {
            return;
        }
        let span = self.bump();
        self.bump();
        let span = span.to(self.bump());
        let error =
            Diagnostic::error(codes::ARRAY_INDEX, span, "values of an array cannot be picked by number");
        self.report(error.with_help("a condition on an array is true when any of its values passes"));
    }

    /// `descendant of […]` of older EQL.
    fn relationship(&mut self) -> bool {
        if !self.at_keyword("of") || self.token(1).kind != TokenKind::LeftBracket {
            return false;
        }
        let span = self.bump();
        self.stage();
        let error = Diagnostic::error(codes::REMOVED_SYNTAX, span, "process relationships are not supported");
        self.report(error.with_help("use a sequence by `process.entity_id` and `process.parent.entity_id`"));
        true
    }
}
