//! What a JSON scalar says as a value of another type, as Elasticsearch coerces it when it indexes a document.
//!
//! Batches and whatever evaluates on documents use these same functions, so that both see the same values.

/// A whole number from text; a fraction is cut off.
pub fn long_from_text(text: &str) -> Option<i64> {
    text.parse().ok().or_else(|| text.parse().ok().and_then(long_from_double))
}

/// A whole number from one with a fraction, which is cut off; none from what is not finite.
pub fn long_from_double(value: f64) -> Option<i64> {
    value.is_finite().then_some(value as i64)
}

/// A finite number from text.
pub fn double_from_text(text: &str) -> Option<f64> {
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

/// A boolean from text; the empty text is false.
pub fn boolean_from_text(text: &str) -> Option<bool> {
    match text {
        "true" => Some(true),
        "false" | "" => Some(false),
        _ => None,
    }
}

/// The text of a number, as JSON writes it: `1.0` keeps its fraction.
pub fn text_from_double(value: f64) -> String {
    serde_json::Number::from_f64(value).map_or_else(|| value.to_string(), |number| number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_from_text() {
        assert_eq!(long_from_text("7"), Some(7));
        assert_eq!(long_from_text("-7.9"), Some(-7));
        assert_eq!(long_from_text("1e3"), Some(1000));
        assert_eq!([long_from_text("0x10"), long_from_text("inf"), long_from_text("")], [None; 3]);
        assert_eq!(double_from_text("0.5"), Some(0.5));
        assert_eq!(
            [double_from_text("NaN"), double_from_text("infinity"), double_from_text("1,5")],
            [None; 3]
        );
    }

    #[test]
    fn texts_from_numbers() {
        assert_eq!(text_from_double(1.0), "1.0");
        assert_eq!(text_from_double(0.25), "0.25");
    }

    #[test]
    fn booleans_from_text() {
        assert_eq!([boolean_from_text("true"), boolean_from_text("")], [Some(true), Some(false)]);
        assert_eq!(boolean_from_text("True"), None);
    }
}
