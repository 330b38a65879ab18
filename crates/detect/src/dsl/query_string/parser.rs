//! The tree of a query string.

use super::lexer::{Term, Token, tokens};
use crate::dsl::MAX_DEPTH;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    All,
    Nothing,
    Term(Term),
    /// A field, and what is asked of it.
    Field(String, Box<Node>),
    Clauses(Vec<(Occur, Node)>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Occur {
    Must,
    Should,
    MustNot,
}

/// Reads a query string; `all` is whether clauses that nothing joins must all hold.
pub(super) fn parse(text: &str, all: bool) -> Result<Node, String> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, all };
    if parser.tokens.is_empty() {
        return Ok(Node::Nothing);
    }
    let node = parser.clauses(0)?;
    match parser.peek() {
        None => Ok(node),
        Some(_) => Err("a parenthesis closes nothing".to_owned()),
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    all: bool,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn take(&mut self, wanted: &Token) -> bool {
        let is = self.peek() == Some(wanted);
        self.at += usize::from(is);
        is
    }

    /// Clauses up to the end or a closing parenthesis, joined as Lucene's classic parser does it (`addClause`).
    fn clauses(&mut self, depth: usize) -> Result<Node, String> {
        if depth > MAX_DEPTH {
            return Err("it is nested too deep".to_owned());
        }
        let mut clauses: Vec<(Occur, Node)> = Vec::new();
        while self.peek().is_some_and(|token| *token != Token::Close) {
            let (and, or) = (self.take(&Token::And), self.take(&Token::Or));
            if (and || or) && clauses.is_empty() {
                return Err("an operator stands at the beginning".to_owned());
            }
            let occur = if self.take(&Token::Plus) {
                Occur::Must
            } else if self.take(&Token::Minus) || self.take(&Token::Not) {
                Occur::MustNot
            } else if and || (self.all && !or) {
                Occur::Must
            } else {
                Occur::Should
            };
            if let Some((last, _)) = clauses.last_mut().filter(|(last, _)| *last != Occur::MustNot) {
                match (and, or && self.all) {
                    (true, _) => *last = Occur::Must,
                    (false, true) => *last = Occur::Should,
                    (false, false) => {}
                }
            }
            clauses.push((occur, self.clause(depth)?));
        }
        match clauses.len() {
            0 => Err("there is nothing between the parentheses".to_owned()),
            1 if clauses.first().is_some_and(|(occur, _)| *occur != Occur::MustNot) => {
                Ok(clauses.pop().map_or(Node::Nothing, |(_, node)| node))
            }
            _ => Ok(Node::Clauses(clauses)),
        }
    }

    fn clause(&mut self, depth: usize) -> Result<Node, String> {
        if depth > MAX_DEPTH {
            return Err("it is nested too deep".to_owned());
        }
        let token = self.peek().cloned();
        self.at += 1;
        match token {
            Some(Token::Term(Term::Word { text, pattern: None })) if text == "*" => Ok(Node::All),
            Some(Token::Term(term)) => Ok(Node::Term(term)),
            Some(Token::Field(name)) => self.of_field(name, depth),
            Some(Token::Open) => {
                let node = self.clauses(depth + 1)?;
                if self.take(&Token::Close) {
                    Ok(node)
                } else {
                    Err("a parenthesis is not closed".to_owned())
                }
            }
            Some(_) => Err("an operator stands where a clause should".to_owned()),
            None => Err("it ends where a clause should be".to_owned()),
        }
    }

    fn of_field(&mut self, name: String, depth: usize) -> Result<Node, String> {
        // Behind a field a sign belongs to the value: `process.exit_code:-1`.
        let sign = if self.take(&Token::Minus) { "-" } else { "" };
        let node = match self.peek().cloned() {
            Some(Token::Term(Term::Word { text, pattern })) => {
                self.at += 1;
                let pattern = pattern.map(|pattern| format!("{sign}{pattern}"));
                Node::Term(Term::Word { text: format!("{sign}{text}"), pattern })
            }
            Some(Token::Term(term)) => {
                self.at += 1;
                Node::Term(term)
            }
            Some(Token::Open) => self.clause(depth + 1)?,
            _ => return Err(format!("nothing is asked of [{name}]")),
        };
        let is_star = matches!(&node, Node::Term(Term::Word { text, pattern: None }) if text == "*");
        if name == "*" && is_star {
            return Ok(Node::All);
        }
        Ok(Node::Field(name, Box::new(node)))
    }
}
