//! Tokens of a query string.

/// What is looked for in a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Term {
    /// A word; with wildcards also as a pattern, whose backslashes are still in place.
    Word { text: String, pattern: Option<String> },
    /// A text in quotes.
    Phrase(String),
    /// An expression between slashes.
    Regex(String),
    /// From one value to another; each end with whether it is included, and open where it is `*`.
    Range { low: Option<(String, bool)>, high: Option<(String, bool)> },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Term(Term),
    /// A name with a colon behind it.
    Field(String),
    And,
    Or,
    Not,
    Plus,
    Minus,
    Open,
    Close,
}

/// Characters that mean something unless a backslash precedes them.
const SPECIAL: &[char] = &['(', ')', '"', '[', ']', '{', '}', ':', '^', '~'];

pub(super) fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut lexer = Lexer { rest: text.chars().collect(), at: 0 };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.token()? {
        tokens.push(token);
    }
    Ok(tokens)
}

struct Lexer {
    rest: Vec<char>,
    at: usize,
}

impl Lexer {
    fn peek(&self) -> Option<char> {
        self.rest.get(self.at).copied()
    }

    fn take(&mut self, wanted: char) -> bool {
        let is = self.peek() == Some(wanted);
        self.at += usize::from(is);
        is
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn token(&mut self) -> Result<Option<Token>, String> {
        self.blanks();
        let Some(character) = self.peek() else { return Ok(None) };
        self.at += 1;
        let token = match character {
            '(' => Token::Open,
            ')' => Token::Close,
            '+' => Token::Plus,
            '-' => Token::Minus,
            '!' => Token::Not,
            '&' if self.take('&') => Token::And,
            '|' if self.take('|') => Token::Or,
            '"' => {
                let phrase = self.until('"', "the quote")?;
                self.suffix()?;
                Token::Term(Term::Phrase(unescaped(&phrase)))
            }
            '/' => Token::Term(Term::Regex(self.until('/', "the regular expression")?)),
            '[' | '{' => Token::Term(self.range(character == '[')?),
            '>' | '<' => Token::Term(self.comparison(character == '>')?),
            '^' | '~' | ':' | ']' | '}' => {
                return Err(format!("[{character}] does not stand where it could"));
            }
            _ => {
                self.at -= 1;
                self.word()?
            }
        };
        Ok(Some(token))
    }

    /// The text up to a mark, in which a backslash takes the next character along.
    fn until(&mut self, mark: char, what: &str) -> Result<String, String> {
        let mut text = String::new();
        while let Some(character) = self.peek() {
            self.at += 1;
            match character {
                _ if character == mark => return Ok(text),
                '\\' => {
                    if mark != '/' || self.peek() != Some('/') {
                        text.push('\\');
                    }
                    text.extend(self.peek());
                    self.at += 1;
                }
                other => text.push(other),
            }
        }
        Err(format!("{what} is not closed"))
    }

    /// A run of characters that mean nothing by themselves, with its backslashes.
    fn run(&mut self) -> String {
        let mut run = String::new();
        while let Some(character) = self.peek() {
            if character.is_whitespace() || SPECIAL.contains(&character) {
                break;
            }
            self.at += 1;
            run.push(character);
            if character == '\\' {
                run.extend(self.peek());
                self.at += 1;
            }
        }
        run
    }

    fn word(&mut self) -> Result<Token, String> {
        let run = self.run();
        if run.is_empty() {
            let character = self.peek().unwrap_or_default();
            return Err(format!("[{character}] does not stand where it could"));
        }
        if self.take(':') {
            return Ok(Token::Field(unescaped(&run)));
        }
        match run.as_str() {
            "AND" => return Ok(Token::And),
            "OR" => return Ok(Token::Or),
            "NOT" => return Ok(Token::Not),
            _ => {}
        }
        self.suffix()?;
        Ok(Token::Term(word(&run)))
    }

    /// A boost is read over.
    fn suffix(&mut self) -> Result<(), String> {
        if self.peek() == Some('~') {
            return Err("fuzziness and proximity [~] are not supported".to_owned());
        }
        if self.take('^') {
            let boost = self.run();
            boost.parse::<f64>().map_err(|_| format!("[^{boost}] is no boost"))?;
        }
        Ok(())
    }

    fn range(&mut self, includes_low: bool) -> Result<Term, String> {
        let low = self.bound()?;
        self.blanks();
        if self.run() != "TO" {
            return Err("a range is written [low TO high]".to_owned());
        }
        let high = self.bound()?;
        self.blanks();
        let includes_high = if self.take(']') {
            true
        } else if self.take('}') {
            false
        } else {
            return Err("the range is not closed".to_owned());
        };
        self.suffix()?;
        let end = |text: String, inclusive| (text != "*").then_some((text, inclusive));
        Ok(Term::Range { low: end(low, includes_low), high: end(high, includes_high) })
    }

    fn bound(&mut self) -> Result<String, String> {
        self.blanks();
        if self.take('"') {
            return self.until('"', "the quote").map(|text| unescaped(&text));
        }
        let mut bound = String::new();
        // A colon is a part of a time here.
        while let Some(character) = self.peek() {
            if character.is_whitespace() || matches!(character, ']' | '}') {
                break;
            }
            bound.push(character);
            self.at += 1;
        }
        if bound.is_empty() { Err("a range lacks an end".to_owned()) } else { Ok(unescaped(&bound)) }
    }

    fn comparison(&mut self, is_greater: bool) -> Result<Term, String> {
        let inclusive = self.take('=');
        self.blanks();
        let text = if self.take('"') {
            unescaped(&self.until('"', "the quote")?)
        } else {
            let mut text = self.run();
            // A time has colons.
            while !text.is_empty() && self.take(':') {
                text.push(':');
                text.push_str(&self.run());
            }
            unescaped(&text)
        };
        if text.is_empty() {
            return Err("a comparison lacks its value".to_owned());
        }
        let end = Some((text, inclusive));
        Ok(if is_greater {
            Term::Range { low: end, high: None }
        } else {
            Term::Range { low: None, high: end }
        })
    }
}

/// A word, and what it is as a pattern where it has wildcards.
pub(super) fn word(run: &str) -> Term {
    let mut is_pattern = false;
    let mut is_escaped = false;
    for character in run.chars() {
        is_pattern |= !is_escaped && matches!(character, '*' | '?');
        is_escaped = !is_escaped && character == '\\';
    }
    let pattern = (is_pattern && run != "*").then(|| run.to_owned());
    Term::Word { text: unescaped(run), pattern }
}

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => plain.extend(characters.next()),
            other => plain.push(other),
        }
    }
    plain
}
