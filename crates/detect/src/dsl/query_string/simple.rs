//! `simple_query_string`: a syntax that is never wrong.
//!
//! `+` and, `|` or, `-` not, `"…"` phrases, `*` at the end of a word, parentheses. What makes no sense is left out.

use super::lexer::Term;
use super::parser::{Node, Occur};
use crate::dsl::MAX_DEPTH;

pub(super) fn parse(text: &str, all: bool) -> Node {
    let mut parser = Parser { rest: text.chars().collect(), at: 0, all };
    let mut parts = Vec::new();
    while parser.at < parser.rest.len() {
        parts.extend(parser.clauses(0));
        // A parenthesis that closes nothing.
        parser.at += 1;
    }
    joined(parts)
}

struct Parser {
    rest: Vec<char>,
    at: usize,
    all: bool,
}

fn joined(parts: Vec<(Occur, Node)>) -> Node {
    if parts.is_empty() { Node::Nothing } else { Node::Clauses(parts) }
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.rest.get(self.at).copied()
    }

    fn clauses(&mut self, depth: usize) -> Vec<(Occur, Node)> {
        let mut clauses: Vec<(Occur, Node)> = Vec::new();
        let (mut and, mut or, mut not) = (false, false, false);
        while let Some(character) = self.peek().filter(|character| *character != ')') {
            match character {
                '+' => and = true,
                '|' => or = true,
                '-' => not = true,
                _ if character.is_whitespace() => {}
                _ => {
                    let node = self.clause(character, depth);
                    let required = and || (self.all && !or);
                    let occur = if required { Occur::Must } else { Occur::Should };
                    if let (true, Some((last, _))) = (and || or, clauses.last_mut()) {
                        *last = occur;
                    }
                    clauses.extend(node.map(|node| {
                        let excluded = Node::Clauses(vec![(Occur::MustNot, node.clone())]);
                        (occur, if not { excluded } else { node })
                    }));
                    (and, or, not) = (false, false, false);
                    continue;
                }
            }
            self.at += 1;
        }
        clauses
    }

    fn clause(&mut self, first: char, depth: usize) -> Option<Node> {
        match first {
            '(' if depth < MAX_DEPTH => {
                self.at += 1;
                let inner = self.clauses(depth + 1);
                self.at += 1;
                (!inner.is_empty()).then_some(Node::Clauses(inner))
            }
            '"' => {
                self.at += 1;
                let phrase = self.run(|character| character == '"');
                self.at += 1;
                (!phrase.is_empty()).then_some(Node::Term(Term::Phrase(phrase)))
            }
            _ => {
                let start = self.at;
                let run =
                    self.run(|character| character.is_whitespace() || matches!(character, ')' | '|' | '"'));
                // Something is taken in any case, so that this ends.
                self.at = self.at.max(start + 1);
                let word = run.trim_start_matches('(');
                let is_prefix = word.len() > 1 && word.ends_with('*');
                let escaped = word.trim_end_matches('*').replace('\\', "\\\\").replace('?', "\\?");
                let pattern = is_prefix.then(|| format!("{escaped}*"));
                (!word.is_empty()).then(|| Node::Term(Term::Word { text: word.to_owned(), pattern }))
            }
        }
    }

    /// The characters up to one that ends them; a backslash takes the next one along.
    fn run(&mut self, ends: impl Fn(char) -> bool) -> String {
        let mut run = String::new();
        while let Some(character) = self.peek().filter(|character| !ends(*character)) {
            self.at += 1;
            match character {
                '\\' => {
                    run.extend(self.peek());
                    self.at += 1;
                }
                other => run.push(other),
            }
        }
        run
    }
}
