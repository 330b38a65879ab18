//! `endsWith`: how a text ends.

use super::text::compare_texts;
use super::{Function, Kind, example, required};

pub(super) static FUNCTION: Function = Function {
    name: "endsWith",
    summary: "Whether a text ends with another.",
    parameters: &[
        required("source", Kind::Text, "The text to look at."),
        required("suffix", Kind::Text, "What it may end with."),
    ],
    returns: Kind::Boolean,
    case_form: true,
    examples: &[
        example(r#"endsWith("regsvr32.exe", ".exe")"#, "true"),
        example(r#"endsWith("regsvr32.exe", ".EXE")"#, "false"),
        example(r#"endsWith~("regsvr32.exe", ".EXE")"#, "true"),
        example(r#"endsWith("", "")"#, "true"),
        example(r#"endsWith(null, ".exe")"#, "null"),
    ],
    evaluate: |arguments, case| compare_texts(arguments, case, |text, part| text.ends_with(part)),
};
