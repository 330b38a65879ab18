//! `stringContains`: whether a text lies in another.

use super::text::compare_texts;
use super::{Function, Kind, example, required};

pub(super) static FUNCTION: Function = Function {
    name: "stringContains",
    summary: "Whether a text contains another, which is not empty.",
    parameters: &[
        required("source", Kind::Text, "The text to look at."),
        required("part", Kind::Text, "What it may contain."),
    ],
    returns: Kind::Boolean,
    case_form: true,
    examples: &[
        example(r#"stringContains("start regsvr32.exe", "regsvr32")"#, "true"),
        example(r#"stringContains("start regsvr32.exe", "Regsvr32")"#, "false"),
        example(r#"stringContains~("start regsvr32.exe", "Regsvr32")"#, "true"),
        example(r#"stringContains("start regsvr32.exe", "")"#, "false"),
        example(r#"stringContains(null, "x")"#, "null"),
    ],
    evaluate: |arguments, case| {
        compare_texts(arguments, case, |text, part| !part.is_empty() && text.contains(part))
    },
};
