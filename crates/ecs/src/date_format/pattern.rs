//! `java.time` patterns, as far as mappings use them.

use crate::Timestamp;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const MAX_LENGTH: usize = 100;
const NANO_DIGITS: usize = 9;

#[derive(Clone, Debug)]
pub(super) struct Pattern(Vec<Part>);

#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    Literal(char),
    /// A number of so many digits; one letter takes one or more.
    Number(Unit, usize),
    /// A month by its name: the first three letters, or all.
    MonthName,
    /// Digits of a fraction of a second, at most so many.
    Fraction,
    /// `AM` or `PM`.
    HalfDay,
    /// `Z`, `+01`, `+0100`, `+01:00`.
    Offset,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Unit {
    Year,
    Month,
    Day,
    Hour,
    HourOfHalfDay,
    Minute,
    Second,
}

/// What a date says; what it leaves open is the start of the year or day.
#[derive(Debug)]
struct Parsed {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    nanos: i64,
    offset: i64,
    half_day: Option<i64>,
}

impl Pattern {
    /// `None` for a pattern with letters that are not known here.
    pub(super) fn new(text: &str) -> Option<Self> {
        if text.is_empty() || text.len() > MAX_LENGTH {
            return None;
        }
        let mut parts = Vec::new();
        let mut rest = text.chars().peekable();
        while let Some(letter) = rest.next() {
            if letter == '\'' {
                quoted(&mut rest, &mut parts)?;
            } else if letter.is_ascii_alphabetic() {
                let mut count = 1;
                while rest.next_if_eq(&letter).is_some() {
                    count += 1;
                }
                parts.push(part(letter, count)?);
            } else if matches!(letter, '[' | ']' | '{' | '}' | '#') {
                return None;
            } else {
                parts.push(Part::Literal(letter));
            }
        }
        Some(Self(parts))
    }

    pub(super) fn parse(&self, date: &str) -> Option<Timestamp> {
        let mut rest = date;
        let mut parsed = Parsed {
            year: 1970,
            month: 1,
            day: 1,
            hour: 0,
            minute: 0,
            second: 0,
            nanos: 0,
            offset: 0,
            half_day: None,
        };
        for part in &self.0 {
            parsed.read(*part, &mut rest)?;
        }
        if rest.is_empty() { parsed.timestamp() } else { None }
    }
}

/// The characters up to the closing quote; two quotes are one.
fn quoted(rest: &mut std::iter::Peekable<std::str::Chars<'_>>, parts: &mut Vec<Part>) -> Option<()> {
    if rest.next_if_eq(&'\'').is_some() {
        parts.push(Part::Literal('\''));
        return Some(());
    }
    loop {
        match rest.next()? {
            '\'' if rest.next_if_eq(&'\'').is_none() => return Some(()),
            letter => parts.push(Part::Literal(letter)),
        }
    }
}

fn part(letter: char, count: usize) -> Option<Part> {
    Some(match (letter, count) {
        ('y' | 'u', _) => Part::Number(Unit::Year, count),
        ('M' | 'L', 1 | 2) => Part::Number(Unit::Month, count),
        ('M' | 'L', 3 | 4) => Part::MonthName,
        ('d', 1 | 2) => Part::Number(Unit::Day, count),
        ('H', 1 | 2) => Part::Number(Unit::Hour, count),
        ('h', 1 | 2) => Part::Number(Unit::HourOfHalfDay, count),
        ('m', 1 | 2) => Part::Number(Unit::Minute, count),
        ('s', 1 | 2) => Part::Number(Unit::Second, count),
        ('S', 1..=NANO_DIGITS) => Part::Fraction,
        ('a', 1) => Part::HalfDay,
        ('X' | 'x' | 'Z' | 'z', _) => Part::Offset,
        _ => return None,
    })
}

impl Parsed {
    fn read(&mut self, part: Part, rest: &mut &str) -> Option<()> {
        match part {
            Part::Literal(letter) => *rest = rest.strip_prefix(letter)?,
            Part::Number(unit, count) => {
                let value = number(rest, count)?;
                match unit {
                    Unit::Year if count == 2 => self.year = 2000 + value,
                    Unit::Year => self.year = value,
                    Unit::Month => self.month = value,
                    Unit::Day => self.day = value,
                    Unit::Hour => self.hour = value,
                    Unit::HourOfHalfDay => self.hour = value % 12,
                    Unit::Minute => self.minute = value,
                    Unit::Second => self.second = value,
                }
            }
            Part::MonthName => self.month = month_name(rest)?,
            Part::Fraction => self.nanos = fraction(rest)?,
            Part::HalfDay => {
                let (name, after) = rest.split_at_checked(2)?;
                self.half_day = Some(match () {
                    () if name.eq_ignore_ascii_case("am") => 0,
                    () if name.eq_ignore_ascii_case("pm") => 12,
                    () => return None,
                });
                *rest = after;
            }
            Part::Offset => self.offset = offset(rest)?,
        }
        Some(())
    }

    fn timestamp(&self) -> Option<Timestamp> {
        let hour = self.hour + self.half_day.unwrap_or(0);
        Timestamp::from_civil([self.year, self.month, self.day, hour, self.minute, self.second], self.nanos)?
            .nanos()
            .checked_sub(self.offset * 1_000_000_000)
            .map(Timestamp::from_nanos)
    }
}

fn take_digits<'t>(rest: &mut &'t str, at_least: usize, at_most: usize) -> Option<&'t str> {
    let length = rest.bytes().take(at_most).take_while(u8::is_ascii_digit).count();
    let (digits, after) = rest.split_at_checked(length)?;
    *rest = after;
    (length >= at_least).then_some(digits)
}

fn number(rest: &mut &str, count: usize) -> Option<i64> {
    let (at_least, at_most) = if count == 1 { (1, NANO_DIGITS) } else { (count, count) };
    take_digits(rest, at_least, at_most.min(NANO_DIGITS))?.parse().ok()
}

fn fraction(rest: &mut &str) -> Option<i64> {
    let digits = take_digits(rest, 1, NANO_DIGITS)?;
    digits.parse::<i64>().ok().map(|value| value * 10i64.pow((NANO_DIGITS - digits.len()) as u32))
}

fn month_name(rest: &mut &str) -> Option<i64> {
    let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (name, after) = rest.split_at_checked(length)?;
    *rest = after;
    let name = name.to_ascii_lowercase();
    let index =
        MONTHS.iter().position(|month| *month == name || (name.len() == 3 && month.starts_with(&name)))?;
    i64::try_from(index + 1).ok()
}

fn offset(rest: &mut &str) -> Option<i64> {
    if let Some(after) = rest.strip_prefix("UTC").or_else(|| rest.strip_prefix(['Z', 'z'])) {
        *rest = after;
        return Some(0);
    }
    let sign = if rest.starts_with('-') { -1 } else { 1 };
    *rest = rest.strip_prefix(['+', '-'])?;
    let hours: i64 = take_digits(rest, 2, 2)?.parse().ok()?;
    *rest = rest.strip_prefix(':').unwrap_or(rest);
    let minutes: i64 = take_digits(rest, 0, 2)?.parse().unwrap_or(0);
    Some(sign * (hours * 3600 + minutes * 60))
}
