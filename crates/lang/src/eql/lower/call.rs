//! Function calls: which function, whether its arguments fit, and what becomes of it.

use ecs::FieldType;

use super::condition::test;
use super::fields::{ResolvedField, nearest};
use super::membership::Pattern;
use super::value::arithmetic_kind;
use super::{Condition, Lowerer, Typed, ValueKind};
use crate::codes;
use crate::eql::ast::Call;
use crate::functions::{self, FUNCTIONS, Function, Kind};
use crate::ir::{ArithmeticOperator, Case, Literal, Scalar, Test};
use crate::network::parse_network_or_address;
use crate::wildcard::has_wildcard;
use crate::{Diagnostic, Span};

/// A call whose function exists and whose arguments fit it.
struct Checked {
    function: &'static Function,
    case: Case,
    arguments: Vec<Typed>,
}

impl Lowerer<'_> {
    /// A call that is asked whether it is true. Of a plain field and constants some calls are index queries.
    pub(super) fn call_condition(&mut self, call: &Call, span: Span) -> Condition {
        let Some(checked) = self.checked_call(call, span) else { return Condition::Null };
        if let Some(condition) = self.field_call(&checked, span) {
            return condition;
        }
        let value = self.computed_call(checked, span);
        self.value_as_condition(value)
    }

    /// A call whose value is used.
    pub(super) fn call_value(&mut self, call: &Call, span: Span) -> Typed {
        match self.checked_call(call, span) {
            Some(checked) => self.computed_call(checked, span),
            None => Typed::error(span),
        }
    }

    fn checked_call(&mut self, call: &Call, span: Span) -> Option<Checked> {
        let Some(function) = functions::find(&call.name.text) else {
            self.report_unknown_function(call);
            call.arguments.iter().for_each(|argument| drop(self.value(argument)));
            return None;
        };
        let case = if call.insensitive { Case::Insensitive } else { Case::Sensitive };
        if call.insensitive && !function.case_form {
            let message = format!("`{}` has no form that ignores case", function.name);
            let error = Diagnostic::error(codes::NO_CASE_FORM, call.name.span, message);
            self.report(error.with_help(format!("write `{}` without `~`", function.name)));
        }
        let arguments: Vec<Typed> = call.arguments.iter().map(|argument| self.value(argument)).collect();
        let (fewest, most) = function.argument_counts();
        if !(fewest..=most).contains(&arguments.len()) {
            let message = format!("`{}` does not take {} arguments", function.name, arguments.len());
            let error = Diagnostic::error(codes::ARGUMENT_COUNT, span, message);
            self.report(error.with_help(format!("its arguments are `{}`", function.signature())));
            return None;
        }
        let mut fits = true;
        for (index, argument) in arguments.iter().enumerate() {
            fits &= self.check_argument(function, index, argument);
        }
        fits.then_some(Checked { function, case, arguments })
    }

    fn report_unknown_function(&mut self, call: &Call) {
        let message = format!("there is no function `{}`", call.name.text);
        let help = match nearest(&call.name.text, FUNCTIONS.iter().map(|function| function.name)) {
            Some(name) => format!("did you mean `{name}`?"),
            None => {
                let names: Vec<&str> = FUNCTIONS.iter().map(|function| function.name).collect();
                format!("the functions are {}", names.join(", "))
            }
        };
        self.report(Diagnostic::error(codes::UNKNOWN_FUNCTION, call.name.span, message).with_help(help));
    }

    fn check_argument(&mut self, function: &Function, index: usize, argument: &Typed) -> bool {
        let Some(parameter) = function.parameter(index) else { return true };
        if let Some(field) =
            argument.field.as_ref().filter(|field| field.field.field_type == FieldType::Object)
        {
            let field = field.clone();
            self.report_object(&field);
            return false;
        }
        let fits = match parameter.kind {
            Kind::Any => true,
            Kind::Text => argument.kind.is_textual(),
            Kind::Number => argument.kind.is_number(),
            Kind::Integer => argument.kind == ValueKind::Long,
            Kind::Boolean => argument.kind == ValueKind::Boolean,
            Kind::Address => return self.check_address(argument),
        };
        if fits || argument.kind.is_open() {
            return true;
        }
        let message = format!(
            "`{}` of `{}` is {}, this is {}",
            parameter.name,
            function.name,
            parameter.kind.name(),
            argument.kind.name()
        );
        let error = Diagnostic::error(codes::ARGUMENT_TYPE, argument.span, message);
        self.report(error.with_help(format!("its arguments are `{}`", function.signature())));
        false
    }

    /// The address of `cidrMatch`: an ip field, or a text that is computed. A field that nobody knows may be one.
    fn check_address(&mut self, argument: &Typed) -> bool {
        let known_field = argument.field.as_ref().is_some_and(|field| field.is_known);
        let fits = match argument.kind {
            ValueKind::Address | ValueKind::Null | ValueKind::Unknown => true,
            ValueKind::Text => !known_field,
            _ => false,
        };
        if !fits {
            let message = format!("`cidrMatch` takes an address, this is {}", argument.kind.name());
            let error = Diagnostic::error(codes::CIDR_OF_NON_ADDRESS, argument.span, message);
            self.report(error.with_help("use a field of type ip, such as `source.ip`"));
        }
        fits
    }

    /// A call on a plain field and constants that is a question to that field.
    fn field_call(&mut self, call: &Checked, span: Span) -> Option<Condition> {
        let [value, rest @ ..] = call.arguments.as_slice() else { return None };
        let field = value.field.as_deref()?;
        let constants = constants(rest)?;
        match call.function.name {
            "startsWith" | "endsWith" | "stringContains" if field.kind() == ValueKind::Text => {
                affix_test(call.function.name, field, &constants, call.case)
            }
            "cidrMatch" => {
                let networks = self.networks(&constants)?;
                Some(test(field, Test::Cidr(networks)))
            }
            "wildcard" => {
                Some(self.passes(value, Pattern::Wildcard, call.case, "wildcard", &constants, span))
            }
            "match" => Some(self.passes(value, Pattern::Regex, call.case, "match", &constants, span)),
            _ => None,
        }
    }

    fn networks(&mut self, constants: &[(Literal, Span)]) -> Option<Vec<ipnet::IpNet>> {
        let mut networks = Vec::with_capacity(constants.len());
        for (literal, span) in constants {
            let Literal::Text(text) = literal else { return None };
            match parse_network_or_address(text) {
                Some(network) => networks.push(network),
                None => {
                    let message = format!("`{text}` is neither an address nor a network");
                    let error = Diagnostic::error(codes::BAD_ADDRESS, *span, message);
                    self.report(error.with_help(
                        "write an address, alone or with the length of a prefix, as in \"10.0.0.0/8\"",
                    ));
                }
            }
        }
        (networks.len() == constants.len()).then_some(networks)
    }

    fn computed_call(&mut self, call: Checked, span: Span) -> Typed {
        let Checked { function, case, mut arguments } = call;
        if let (Some(operator), [left, right]) = (arithmetic_operator(function.name), arguments.as_slice()) {
            let kind = arithmetic_kind(left.kind, right.kind);
            let (left, right) = (Box::new(left.scalar.clone()), Box::new(right.scalar.clone()));
            return Typed::new(Scalar::Arithmetic { operator, left, right }, kind, span);
        }
        // A text as a text is itself: so `string(f) : "a*"` is a question to the field (`PruneCast`).
        if function.name == "string" && arguments.first().is_some_and(|value| value.kind == ValueKind::Text) {
            return Typed { span, ..arguments.remove(0) };
        }
        if let [value, rest @ ..] = arguments.as_slice()
            && let Some(constants) = constants(rest)
        {
            let pattern = match function.name {
                "wildcard" => Some(Pattern::Wildcard),
                "match" => Some(Pattern::Regex),
                _ => None,
            };
            if let Some(pattern) = pattern {
                return self.passes_value(value, pattern, case, function.name, &constants, span);
            }
            if function.name == "cidrMatch" {
                let Some(networks) = self.networks(&constants) else { return Typed::error(span) };
                let (value, test) = (Box::new(value.scalar.clone()), Box::new(Test::Cidr(networks)));
                return Typed::new(Scalar::Passes { value, test }, ValueKind::Boolean, span);
            }
        }
        let arguments = arguments.into_iter().map(|argument| argument.scalar).collect();
        Typed::new(Scalar::Call { function, case, arguments }, kind_of(function.returns), span)
    }
}

/// `startsWith`, `endsWith` and `stringContains` of a keyword field are prefix and wildcard queries. A part that has
/// wildcards itself, or none at all to look for, is left to be computed.
fn affix_test(
    function: &str,
    field: &ResolvedField,
    constants: &[(Literal, Span)],
    case: Case,
) -> Option<Condition> {
    let [(Literal::Text(part), _)] = constants else { return None };
    if function == "startsWith" {
        return Some(test(field, Test::Prefix { prefixes: vec![part.clone()], case }));
    }
    if part.is_empty() || has_wildcard(part) {
        return None;
    }
    let pattern = if function == "endsWith" { format!("*{part}") } else { format!("*{part}*") };
    Some(test(field, Test::Wildcard { patterns: vec![pattern], case }))
}

/// All arguments, where they are constant and none is null.
fn constants(arguments: &[Typed]) -> Option<Vec<(Literal, Span)>> {
    let constant = |argument: &Typed| match argument.constant() {
        Some(Literal::Null) | None => None,
        Some(literal) => Some((literal.clone(), argument.span)),
    };
    arguments.iter().map(constant).collect()
}

fn arithmetic_operator(function: &str) -> Option<ArithmeticOperator> {
    Some(match function {
        "add" => ArithmeticOperator::Add,
        "subtract" => ArithmeticOperator::Subtract,
        "multiply" => ArithmeticOperator::Multiply,
        "divide" => ArithmeticOperator::Divide,
        "modulo" => ArithmeticOperator::Remainder,
        _ => return None,
    })
}

fn kind_of(returns: Kind) -> ValueKind {
    match returns {
        Kind::Any => ValueKind::Unknown,
        Kind::Text => ValueKind::Text,
        Kind::Number => ValueKind::Double,
        Kind::Integer => ValueKind::Long,
        Kind::Boolean => ValueKind::Boolean,
        Kind::Address => ValueKind::Address,
    }
}
