//! Every diagnostic code. A code keeps its meaning for ever; retired ones are not used again.
//!
//! `EQL01..` are about characters, `EQL02..` about grammar, `EQL03..` about meaning. Each example is a query that shows
//! the diagnostic; a test runs them all.

/// What a code stands for.
#[derive(Debug)]
pub struct Code {
    /// Such as `EQL0103`.
    pub code: &'static str,
    /// What it is about, in one line.
    pub title: &'static str,
    /// A query that shows it.
    pub example: &'static str,
}

macro_rules! codes {
    ($($name:ident $code:literal $title:literal $example:literal;)*) => {
        $(#[doc = $title] pub(crate) const $name: &str = $code;)*

        /// Every code, sorted.
        pub static CODES: &[Code] = &[$(Code { code: $code, title: $title, example: $example }),*];
    };
}

codes! {
    UNEXPECTED_CHARACTER "EQL0101" "a character that EQL does not use" r#"process where user.name == # "x""#;
    UNTERMINATED_TEXT "EQL0102" "a text without closing quotes" r#"process where user.name == "x"#;
    SINGLE_QUOTES "EQL0103" "a text in single quotes" "process where user.name == 'x'";
    OLD_RAW_TEXT "EQL0104" "a raw text in the old way" r#"process where user.name == ?"x""#;
    BAD_UNICODE_ESCAPE "EQL0105" "a Unicode escape that names no character" r#"process where user.name == "\u{d800}""#;
    UNTERMINATED_COMMENT "EQL0106" "a comment without its end" "process where true /* x";
    BAD_NUMBER "EQL0107" "a number that cannot be read" "process where process.pid == 12ab";
    UNTERMINATED_NAME "EQL0108" "a quoted name without closing backtick" "process where `user.name == 1";
    TOO_LONG "EQL0109" "a query that is too long to read" "";
    ASSIGNMENT "EQL0110" "`=` where a comparison is meant" r#"process where user.name = "x""#;
    UNKNOWN_ESCAPE "EQL0111" "a backslash before a character that needs none" r#"process where process.executable : "C:\Windows\*""#;
    KEYWORD_CASE "EQL0112" "a keyword that is not in lower case" "process where true AND false";

    EXPECTED "EQL0201" "something else is expected here" "process where process.pid == ";
    TRAILING_TEXT "EQL0202" "text after the end of the query" "process where true true";
    TOO_DEEP "EQL0203" "a query that is nested too deeply" "";
    CHAINED_COMPARISON "EQL0204" "comparisons in a chain" "process where 1 < process.pid < 5";
    CONSTANT_EXPECTED "EQL0205" "a pattern operator with something else than a constant" "process where user.name : process.name";
    MISPLACED_NOT "EQL0206" "`not` before an operator that does not take it" r#"process where user.name not like "a*""#;
    BY_AFTER_WITH "EQL0207" "`by` after `with`" "sequence with maxspan=1m by user.name [any where true] [any where true]";
    BAD_MAXSPAN "EQL0208" "a maxspan that is no whole, positive length of time" "sequence with maxspan=1y [any where true] [any where true]";
    BAD_RUNS "EQL0209" "a number of runs outside 1 to 100" "sequence [any where true] with runs=0 [any where true]";
    UNKNOWN_PIPE "EQL0210" "a pipe that does not exist" "process where true | sort";
    BAD_PIPE_ARGUMENT "EQL0211" "a pipe without its whole number" "process where true | head";
    TOO_FEW_STAGES "EQL0212" "a sequence or sample of fewer than two filters" "sequence [any where true]";
    SAMPLE_LIMITS "EQL0213" "something that samples do not have" "sample by user.name [any where true] [any where true] | head 1";
    MISSING_STAGE "EQL0214" "a missing event where none can be" "sequence [any where true] ![any where true]";
    KEY_COUNT "EQL0215" "stages with different numbers of join keys" "sequence [any where true] by user.name [any where true]";
    KEY_IS_NO_FIELD "EQL0216" "a join key that is not a field" "sequence by length(user.name) [any where true] [any where true]";
    REMOVED_SYNTAX "EQL0217" "syntax of other or older EQL" "join [any where true] [any where true]";
    ARRAY_INDEX "EQL0218" "an index into an array" r#"process where process.args[0] == "x""#;
    BAD_CATEGORY "EQL0219" "an event category in the wrong quotes" "`process` where true";

    UNKNOWN_FIELD "EQL0301" "a field that the catalogue does not know" r#"process where process.nome == "x""#;
    UNKNOWN_FUNCTION "EQL0302" "a function that does not exist" r#"process where startswit(process.name, "x")"#;
    ARGUMENT_COUNT "EQL0303" "a function with too few or too many arguments" "process where length() > 1";
    ARGUMENT_TYPE "EQL0304" "a function with an argument of the wrong type" "process where length(process.pid) > 1";
    NO_CASE_FORM "EQL0305" "`~` after a function that has no such form" "process where length~(process.name) > 1";
    TYPE_MISMATCH "EQL0306" "a comparison of different types" r#"process where process.pid == "x""#;
    FIELD_TO_FIELD "EQL0307" "a comparison of two fields" "process where process.name == process.parent.name";
    CIDR_OF_NON_ADDRESS "EQL0308" "cidrMatch of something that is no address" r#"process where cidrMatch(process.name, "10.0.0.0/8")"#;
    BAD_ADDRESS "EQL0309" "a text that is no address or network" r#"network where cidrMatch(source.ip, "10.0.0/8")"#;
    BAD_REGEX "EQL0310" "a regular expression that cannot be used" r#"process where process.name regex "a(""#;
    IMPOSSIBLE "EQL0311" "a condition that can never be true" r#"process where process.pid == 1.5"#;
    LITERAL_WILDCARD "EQL0312" "`*` in a comparison that takes it literally" r#"process where process.name == "a*""#;
    CONSTANT_CONDITION "EQL0313" "a condition that does not depend on the event" "process where 1 == 1";
    TEXT_FIELD "EQL0314" "a text field, which Elasticsearch does not compare as a whole" r#"any where message : "x*""#;
    OBJECT_FIELD "EQL0315" "an object, which has no value of its own" r#"any where client.geo.location == "x""#;
    NOT_BOOLEAN "EQL0316" "a condition that is neither true nor false" "process where process.pid";
    KEY_TYPES "EQL0317" "join keys of different types" "sequence [any where true] by process.pid [any where true] by process.name";
    BAD_DATE "EQL0318" "a text that is no point in time" r#"any where @timestamp > "yesterday""#;
}

#[cfg(test)]
mod tests {
    use super::CODES;

    #[test]
    fn codes_are_sorted_and_unique() {
        assert!(CODES.is_sorted_by(|left, right| left.code < right.code));
    }
}
