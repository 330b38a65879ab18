//! `in`, `:`, `like`, `regex` and their forms.

use ecs::FieldType;

use super::comparison::not;
use super::condition::test;
use super::fields::ResolvedField;
use super::{Condition, Lowerer, Typed, ValueKind, simplify};
use crate::codes;
use crate::eql::ast::{Membership, MembershipOperator as Operator};
use crate::ir::{Case, Literal, RegexPattern, Scalar, Test};
use crate::lucene_regex::translate;
use crate::wildcard::has_wildcard;
use crate::{Diagnostic, Span};

/// What a list of constants is taken as.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Pattern {
    /// Values, literally.
    Exact,
    /// Patterns of `*` and `?`.
    Wildcard,
    /// Regular expressions.
    Regex,
}

fn pattern_of(operator: Operator) -> (Pattern, Case) {
    match operator {
        Operator::In => (Pattern::Exact, Case::Sensitive),
        Operator::InInsensitive => (Pattern::Exact, Case::Insensitive),
        Operator::Like => (Pattern::Wildcard, Case::Sensitive),
        Operator::LikeInsensitive | Operator::Colon => (Pattern::Wildcard, Case::Insensitive),
        Operator::Regex => (Pattern::Regex, Case::Sensitive),
        Operator::RegexInsensitive => (Pattern::Regex, Case::Insensitive),
    }
}

impl Lowerer<'_> {
    /// A test that is asked whether it is true.
    pub(super) fn membership(&mut self, membership: &Membership, span: Span) -> Condition {
        let value = self.value(&membership.value);
        let Some(list) = self.constants(membership) else { return Condition::Null };
        let (pattern, case) = pattern_of(membership.operator);
        let condition = self.passes(&value, pattern, case, membership.operator.symbol(), &list, span);
        if membership.negated { not(condition) } else { condition }
    }

    /// A test whose value is used.
    pub(super) fn membership_value(&mut self, membership: &Membership, span: Span) -> Typed {
        let value = self.value(&membership.value);
        let Some(list) = self.constants(membership) else { return Typed::error(span) };
        let (pattern, case) = pattern_of(membership.operator);
        let passes = self.passes_value(&value, pattern, case, membership.operator.symbol(), &list, span);
        match membership.negated {
            true => Typed::new(Scalar::Not(Box::new(passes.scalar)), ValueKind::Boolean, span),
            false => passes,
        }
    }

    /// The elements of a list, which have to be constant; null ones are left out, as they equal nothing.
    fn constants(&mut self, membership: &Membership) -> Option<Vec<(Literal, Span)>> {
        let mut constants = Vec::with_capacity(membership.list.len());
        let mut complete = true;
        for element in &membership.list {
            let value = self.value(element);
            match value.constant() {
                Some(Literal::Null) => complete &= value.kind == ValueKind::Null,
                Some(literal) => constants.push((literal.clone(), element.span)),
                None => {
                    let error =
                        Diagnostic::error(codes::FIELD_TO_FIELD, element.span, "a list holds constants only");
                    self.report(
                        error.with_help("compare with constants; `sequence by` joins events by equal fields"),
                    );
                    complete = false;
                }
            }
        }
        complete.then_some(constants)
    }

    /// Whether a value passes a list, as a condition.
    pub(super) fn passes(
        &mut self,
        value: &Typed,
        pattern: Pattern,
        case: Case,
        operator: &str,
        list: &[(Literal, Span)],
        span: Span,
    ) -> Condition {
        let Some(field) = &value.field else {
            let passes = self.passes_value(value, pattern, case, operator, list, span);
            return self.value_as_condition(passes);
        };
        if list.is_empty() {
            return Condition::Null;
        }
        if pattern == Pattern::Exact {
            list.iter().for_each(|(literal, span)| self.remark_wildcard(operator, literal, *span));
            return self.any_of(field, list, case);
        }
        if !self.check_textual(value, operator, span) {
            return Condition::Null;
        }
        let Some(tests) = self.text_tests(pattern, case, operator, list) else { return Condition::Null };
        Condition::Is(simplify::any(tests.into_iter().map(|each| test(field, each).filter()).collect()))
    }

    /// Whether a value passes a list, as a value.
    pub(super) fn passes_value(
        &mut self,
        value: &Typed,
        pattern: Pattern,
        case: Case,
        operator: &str,
        list: &[(Literal, Span)],
        span: Span,
    ) -> Typed {
        let tests = match pattern {
            Pattern::Exact => self.exact_tests(value, list, case),
            _ if self.check_textual(value, operator, span) => self.text_tests(pattern, case, operator, list),
            _ => None,
        };
        let Some(tests) = tests else { return Typed::error(span) };
        let mut parts: Vec<Scalar> = tests
            .into_iter()
            .map(|test| Scalar::Passes { value: Box::new(value.scalar.clone()), test: Box::new(test) })
            .collect();
        let scalar = match parts.len() {
            0 => Scalar::Literal(Literal::Null),
            1 => parts.remove(0),
            _ => Scalar::Or(parts),
        };
        Typed::new(scalar, ValueKind::Boolean, span)
    }

    fn exact_tests(&mut self, value: &Typed, list: &[(Literal, Span)], case: Case) -> Option<Vec<Test>> {
        let mut values = Vec::new();
        for (literal, span) in list {
            match self.constant_beside(value, literal, *span)? {
                Scalar::Literal(literal) => values.push(literal),
                _ => return None,
            }
        }
        Some(if values.is_empty() { Vec::new() } else { vec![Test::AnyOf { values, case }] })
    }

    /// Pattern operators ask texts only.
    fn check_textual(&mut self, value: &Typed, operator: &str, span: Span) -> bool {
        let textual =
            matches!(value.kind, ValueKind::Text | ValueKind::Version | ValueKind::Null | ValueKind::Unknown);
        if let Some(field) = value.field.as_ref().filter(|field| field.field.field_type == FieldType::Object)
        {
            let field = field.clone();
            self.report_object(&field);
            return false;
        }
        if !textual {
            let error = Diagnostic::error(
                codes::TYPE_MISMATCH,
                span,
                format!("`{operator}` compares texts, this is {}", value.kind.name()),
            );
            let help = match value.kind {
                ValueKind::Address => "use `cidrMatch` for networks, `==` or `in` for single addresses",
                _ => "use `==` or `in`, or make it a text with `string(…)`",
            };
            self.report(error.with_help(help));
        }
        textual
    }

    /// The tests of a list of patterns: exact ones apart from those with wildcards. `*` alone asks for any value.
    fn text_tests(
        &mut self,
        pattern: Pattern,
        case: Case,
        operator: &str,
        list: &[(Literal, Span)],
    ) -> Option<Vec<Test>> {
        let mut texts = Vec::with_capacity(list.len());
        for (literal, span) in list {
            let Literal::Text(text) = literal else {
                let kind = ValueKind::of_literal(literal).name();
                self.report_mismatch(*span, &format!("`{operator}` takes texts, this is {kind}"));
                return None;
            };
            texts.push((text.clone(), *span));
        }
        if pattern == Pattern::Regex {
            let patterns = self.regexes(case, &texts)?;
            return Some(vec![Test::Regex { patterns, case }]);
        }
        if texts.iter().any(|(text, _)| !text.is_empty() && text.bytes().all(|byte| byte == b'*')) {
            return Some(vec![Test::Exists]);
        }
        let (patterns, exact): (Vec<_>, Vec<_>) =
            texts.into_iter().map(|(text, _)| text).partition(|text| has_wildcard(text));
        let mut tests = Vec::new();
        if !exact.is_empty() {
            tests.push(Test::AnyOf { values: exact.into_iter().map(Literal::Text).collect(), case });
        }
        if !patterns.is_empty() {
            tests.push(Test::Wildcard { patterns, case });
        }
        Some(tests)
    }

    fn regexes(&mut self, case: Case, texts: &[(String, Span)]) -> Option<Vec<RegexPattern>> {
        let mut patterns = Vec::with_capacity(texts.len());
        for (text, span) in texts {
            match translate(text, case) {
                Ok(pattern) => patterns.push(pattern),
                Err(error) => {
                    let message = format!("{}, at character {}", error.message, error.at + 1);
                    let diagnostic = Diagnostic::error(codes::BAD_REGEX, *span, message);
                    self.report(
                        diagnostic.with_help("regular expressions are Lucene's and match the whole text"),
                    );
                }
            }
        }
        (patterns.len() == texts.len()).then_some(patterns)
    }

    /// A plain field that equals any of some constants.
    pub(super) fn any_of(
        &mut self,
        field: &ResolvedField,
        list: &[(Literal, Span)],
        case: Case,
    ) -> Condition {
        match field.field.field_type {
            FieldType::Object => {
                self.report_object(field);
                return Condition::Null;
            }
            FieldType::Date => return self.any_date(field, list),
            FieldType::Ip => return self.any_address(field, list),
            _ => {}
        }
        let mut values = Vec::with_capacity(list.len());
        for (literal, span) in list {
            let Some(value) = self.coerce(field, literal, *span) else { return Condition::Null };
            self.remark_fraction(field, &value, *span);
            values.push(value);
        }
        match values.is_empty() {
            true => Condition::Null,
            false => test(field, Test::AnyOf { values, case }),
        }
    }

    fn any_date(&mut self, field: &ResolvedField, list: &[(Literal, Span)]) -> Condition {
        let mut ranges = Vec::with_capacity(list.len());
        for (literal, span) in list {
            let Some((start, end)) = self.date(field, literal, *span) else { return Condition::Null };
            let bound = |comparison, nanos| {
                test(field, Test::Compare { comparison, value: Literal::Date(nanos) }).filter()
            };
            ranges.push(simplify::all(vec![
                bound(crate::ir::Comparison::GreaterOrEqual, start),
                bound(crate::ir::Comparison::LessOrEqual, end),
            ]));
        }
        Condition::Is(simplify::any(ranges))
    }

    fn any_address(&mut self, field: &ResolvedField, list: &[(Literal, Span)]) -> Condition {
        let mut networks = Vec::with_capacity(list.len());
        for (literal, span) in list {
            let Some(Literal::Text(text)) = self.coerce(field, literal, *span) else {
                return Condition::Null;
            };
            networks.extend(crate::network::parse_network_or_address(&text));
        }
        if networks.is_empty() { Condition::Null } else { test(field, Test::Cidr(networks)) }
    }

    /// A whole number never has a fraction.
    fn remark_fraction(&mut self, field: &ResolvedField, value: &Literal, span: Span) {
        let Literal::Double(number) = value else { return };
        if field.field.field_type == FieldType::Long && number.fract() != 0.0 {
            let message = format!("`{}` is a whole number and never equals {number}", field.name);
            let warning = Diagnostic::warning(codes::IMPOSSIBLE, span, message);
            self.report(warning.with_help("compare with a whole number, or use `<` and `>`"));
        }
    }
}
