//! Plans as indented text, for golden files.

use lang::ir::{
    Case, FieldRef, FieldTest, Filter, Literal, Pipe, Plan, Presence, Scalar, SequenceStage, Test,
};

/// The plan, one part a line.
pub(crate) fn plan_text(plan: &Plan) -> String {
    let mut lines = Lines { out: String::new(), depth: 0 };
    match plan {
        Plan::Events { filter, pipes } => lines.nested("events".to_owned(), |lines| {
            lines.filter(filter);
            lines.pipes(pipes);
        }),
        Plan::Sequence(sequence) => {
            lines.nested(format!("sequence within {:?}", sequence.maxspan), |lines| {
                sequence.stages.iter().for_each(|stage| lines.stage("stage", stage));
                sequence.until.iter().for_each(|stage| lines.stage("until", stage));
                lines.pipes(&sequence.pipes);
            })
        }
        Plan::Sample(sample) => lines.nested("sample".to_owned(), |lines| {
            sample.filters.iter().for_each(|stage| lines.stage("filter", stage));
        }),
    }
    lines.out
}

struct Lines {
    out: String,
    depth: usize,
}

impl Lines {
    fn line(&mut self, text: &str) {
        self.out.push_str(&format!("{}{text}\n", "  ".repeat(self.depth)));
    }

    fn nested(&mut self, text: String, inside: impl FnOnce(&mut Self)) {
        self.line(&text);
        self.depth += 1;
        inside(self);
        self.depth -= 1;
    }

    fn pipes(&mut self, pipes: &[Pipe]) {
        for pipe in pipes {
            self.line(&format!("{pipe:?}"));
        }
    }

    fn stage(&mut self, name: &str, stage: &SequenceStage) {
        let missing = if stage.presence == Presence::Missing { " missing" } else { "" };
        let key =
            |optional: bool, field| format!(" by {}{}", if optional { "?" } else { "" }, field_text(field));
        let keys: String = stage.keys.iter().map(|each| key(each.optional, &each.field)).collect();
        self.nested(format!("{name}{missing}{keys}"), |lines| lines.filter(&stage.filter));
    }

    fn filter(&mut self, filter: &Filter) {
        match filter {
            Filter::All => self.line("all"),
            Filter::Nothing => self.line("nothing"),
            Filter::And(parts) => {
                self.nested("and".to_owned(), |lines| parts.iter().for_each(|part| lines.filter(part)))
            }
            Filter::Or(parts) => {
                self.nested("or".to_owned(), |lines| parts.iter().for_each(|part| lines.filter(part)))
            }
            Filter::Not(part) => self.nested("not".to_owned(), |lines| lines.filter(part)),
            Filter::Test(FieldTest { field, test }) => {
                self.line(&format!("{} {}", field_text(field), test_text(test)))
            }
            Filter::Scalar(scalar) => self.line(&format!("scalar {}", scalar_text(scalar))),
        }
    }
}

fn field_text(field: &FieldRef) -> String {
    format!("{}:{:?}", field.path, field.field_type).to_lowercase()
}

fn literal_text(literal: &Literal) -> String {
    match literal {
        Literal::Text(text) => format!("{text:?}"),
        Literal::Null => "null".to_owned(),
        Literal::Boolean(value) => value.to_string(),
        Literal::Long(value) => value.to_string(),
        Literal::Double(value) => format!("{value:?}"),
        Literal::Date(nanos) => format!("date {nanos}"),
    }
}

fn test_text(test: &Test) -> String {
    let tilde = |case: &Case| if *case == Case::Insensitive { "~" } else { "" };
    match test {
        Test::Exists => "exists".to_owned(),
        Test::AnyOf { values, case } => {
            format!("any-of{} {}", tilde(case), values.iter().map(literal_text).collect::<Vec<_>>().join(" "))
        }
        Test::Wildcard { patterns, case } => format!("wildcard{} {patterns:?}", tilde(case)),
        Test::Regex { patterns, case } => {
            let translated: Vec<&str> = patterns.iter().map(|pattern| pattern.translated.as_str()).collect();
            format!("regex{} {}", tilde(case), translated.join(" "))
        }
        Test::Prefix { prefixes, case } => format!("prefix{} {prefixes:?}", tilde(case)),
        Test::Cidr(networks) => format!("cidr {networks:?}"),
        Test::Compare { comparison, value } => format!("{} {}", comparison.symbol(), literal_text(value)),
    }
}

fn scalar_text(scalar: &Scalar) -> String {
    let list = |parts: &[Scalar]| parts.iter().map(scalar_text).collect::<Vec<_>>().join(" ");
    match scalar {
        Scalar::Literal(literal) => literal_text(literal),
        Scalar::Field(field) => field_text(field),
        Scalar::Call { function, case, arguments } => {
            format!(
                "({}{} {})",
                function.name,
                if *case == Case::Insensitive { "~" } else { "" },
                list(arguments)
            )
        }
        Scalar::Arithmetic { operator, left, right } => {
            format!("({} {} {})", operator.symbol(), scalar_text(left), scalar_text(right))
        }
        Scalar::Negate(value) => format!("(- {})", scalar_text(value)),
        Scalar::Equal { left, right, .. } => format!("(== {} {})", scalar_text(left), scalar_text(right)),
        Scalar::Compare { comparison, left, right } => {
            format!("({} {} {})", comparison.symbol(), scalar_text(left), scalar_text(right))
        }
        Scalar::Passes { value, test } => format!("({} {})", scalar_text(value), test_text(test)),
        Scalar::IsNull(value) => format!("(null? {})", scalar_text(value)),
        Scalar::And(parts) => format!("(and {})", list(parts)),
        Scalar::Or(parts) => format!("(or {})", list(parts)),
        Scalar::Not(value) => format!("(not {})", scalar_text(value)),
    }
}
