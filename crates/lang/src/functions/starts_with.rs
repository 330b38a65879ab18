//! `startsWith`: how a text begins.

use super::text::compare_texts;
use super::{Function, Kind, example, required};

pub(super) static FUNCTION: Function = Function {
    name: "startsWith",
    summary: "Whether a text begins with another.",
    parameters: &[
        required("source", Kind::Text, "The text to look at."),
        required("prefix", Kind::Text, "What it may begin with."),
    ],
    returns: Kind::Boolean,
    case_form: true,
    examples: &[
        example(r#"startsWith("regsvr32.exe", "regsvr32")"#, "true"),
        example(r#"startsWith("regsvr32.exe", "Regsvr32")"#, "false"),
        example(r#"startsWith~("regsvr32.exe", "Regsvr32")"#, "true"),
        example(r#"startsWith("", "")"#, "true"),
        example(r#"startsWith("regsvr32.exe", null)"#, "null"),
    ],
    evaluate: |arguments, case| compare_texts(arguments, case, |text, part| text.starts_with(part)),
};
