//! Numbers as people read them.

/// `8,255`
pub(crate) fn show_count(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// `512 B`, `1.4 MB`: powers of ten, as disks and networks count.
pub(crate) fn show_bytes(bytes: u64) -> String {
    let mut value = bytes as f64;
    let mut unit = "B";
    for larger in ["kB", "MB", "GB", "TB"] {
        if value < 1000.0 {
            break;
        }
        value /= 1000.0;
        unit = larger;
    }
    if unit == "B" { format!("{bytes} B") } else { format!("{value:.1} {unit}") }
}

/// `1 alert`, `1,204 alerts`.
pub(crate) fn counted(number: u64, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{} {what}s", show_count(number)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_numbers() {
        assert_eq!(show_count(0), "0");
        assert_eq!(show_count(999), "999");
        assert_eq!(show_count(1_000), "1,000");
        assert_eq!(show_count(12_345_678), "12,345,678");
        assert_eq!(show_bytes(999), "999 B");
        assert_eq!(show_bytes(1_440_000), "1.4 MB");
        assert_eq!(counted(1, "alert"), "1 alert");
        assert_eq!(counted(2_000, "alert"), "2,000 alerts");
    }
}
