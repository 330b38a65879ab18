//! Random queries: formatting changes no tree, and no text makes the compiler panic.

use ecs::catalogue::EcsCatalogue;
use lang::{EqlOptions, compile_eql};
use proptest::prelude::*;

use crate::format::check;

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("cmd.exe".to_owned()),
        Just(r"\\".to_owned()),
        Just(r"\t".to_owned()),
        Just(r"\x".to_owned()),
        Just("\\\"".to_owned()),
        Just(r"\u{200f}".to_owned()),
        Just("*".to_owned()),
        Just("é😀".to_owned()),
        "[ a-z/(){},.'`-]{0,4}",
    ];
    let plain = prop::collection::vec(piece, 0..4).prop_map(|pieces| format!("\"{}\"", pieces.concat()));
    let raw = r#"[a-z\\*. ]{0,6}("[a-z])?"#.prop_map(|text| format!("\"\"\"{text}\"\"\""));
    prop_oneof![4 => plain, 1 => raw]
}

fn field() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("process.name".to_owned()),
        Just("process.pid".to_owned()),
        Just("?process.args".to_owned()),
        Just("source.ip".to_owned()),
        Just("@timestamp".to_owned()),
        Just("`my-field`.`a``b`".to_owned()),
        Just("event.sequence".to_owned()),
        "[a-z_]{4,8}(\\.[a-z]{4,8})?",
    ]
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![any::<u32>().prop_map(|n| n.to_string()), "[0-9]{1,3}\\.[0-9]{0,2}", "[0-9]e[+-]?[0-9]"]
}

fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![field(), text(), number(), Just("null".to_owned()), Just("true".to_owned())];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            (inner.clone(), prop::sample::select(vec!["+", "-", "*", "/", "%"]), inner.clone())
                .prop_map(|(left, operator, right)| format!("({left}){operator}({right})")),
            inner.clone().prop_map(|operand| format!("- ({operand})")),
            (
                prop::sample::select(vec!["length", "concat", "startsWith~", "cidrMatch", "nothing"]),
                prop::collection::vec(inner, 1..4)
            )
                .prop_map(|(name, arguments)| format!("{name}({})", arguments.join(","))),
        ]
    })
}

fn condition() -> impl Strategy<Value = String> {
    let comparison = (value(), prop::sample::select(vec!["==", "!=", "<", "<=", ">", ">="]), value())
        .prop_map(|(left, operator, right)| format!("{left} {operator} {right}"));
    let list = prop::collection::vec(text(), 1..5);
    let membership = (
        field(),
        prop::sample::select(vec![":", "like", "like~", "regex", "regex~", "in", "in~", "not in"]),
        list,
    )
        .prop_map(|(value, operator, list)| format!("{value} {operator}  ({})", list.join(" ,")));
    let single = (field(), text()).prop_map(|(value, text)| format!("{value}:{text}"));
    let leaf = prop_oneof![comparison, membership, single, value()];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let comment = prop::sample::select(vec!["", "/* a */", "// b\n", "\n"]);
        prop_oneof![
            (
                prop::collection::vec(inner.clone(), 2..5),
                prop::sample::select(vec![" and ", "\nor "]),
                comment
            )
                .prop_map(|(parts, connective, comment)| format!(
                    "({comment} {})",
                    parts.join(&format!("{connective}{comment} "))
                )),
            inner.prop_map(|operand| format!("not ({operand})")),
        ]
    })
}

fn query() -> impl Strategy<Value = String> {
    let filter = (prop::sample::select(vec!["any", "process", "\"my-events\""]), condition())
        .prop_map(|(category, condition)| format!("{category} where {condition}"))
        .boxed();
    let stage = (filter.clone(), prop::sample::select(vec!["", " with runs=3", " // c\n"]))
        .prop_map(|(filter, rest)| format!("[{filter}]{rest}"));
    let sequence = (
        prop::collection::vec(stage, 2..4),
        prop::sample::select(vec!["", "by host.id", "by ?a.b with maxspan = 5m"]),
    )
        .prop_map(|(stages, head)| format!("sequence {head} {} until [any where true]", stages.join("\n")));
    prop_oneof![filter, sequence].prop_flat_map(|body| {
        prop::sample::select(vec!["", "|head 5", "| tail 3 |head 1 // end"])
            .prop_map(move |pipes| format!("{body} {pipes}"))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn formatting_keeps_the_tree(text in query()) {
        check("random query", &text);
    }

    #[test]
    fn compiling_never_panics(text in query(), cut in any::<prop::sample::Index>(), junk in "[\\[\\](){}|?!:='\"`\\\\,. a-z0-9~]{0,5}") {
        let compiled = compile_eql(&text, &EcsCatalogue, &EqlOptions::default());
        prop_assert_eq!(compiled.plan.is_none(), compiled.diagnostics.iter().any(lang::Diagnostic::is_error));
        let mut at = cut.index(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let broken = format!("{}{junk}{}", &text[..at], &text[at..]);
        let compiled = compile_eql(&broken, &EcsCatalogue, &EqlOptions::default());
        for diagnostic in &compiled.diagnostics {
            prop_assert!(diagnostic.span.range().end <= broken.len());
            prop_assert!(broken.get(diagnostic.span.range()).is_some());
        }
    }
}
