//! Breaking paragraphs into lines.

/// Appends a paragraph, broken at blanks so that lines have at most `width` characters where words allow. The first line
/// starts with `first`, the others with `next`.
pub(super) fn paragraph(out: &mut String, text: &str, first: &str, next: &str, width: usize) {
    let mut line = String::from(first);
    let mut length = first.chars().count();
    let mut empty = true;
    for part in text.split('\u{0}') {
        // A part ends at a forced line break.
        if !empty {
            push_line(out, &line);
            line = String::from(next);
            length = next.chars().count();
            empty = true;
        }
        for word in part.split_whitespace() {
            let word_length = word.chars().count();
            if !empty && length + 1 + word_length > width {
                push_line(out, &line);
                line = String::from(next);
                length = next.chars().count();
                empty = true;
            }
            if !empty {
                line.push(' ');
                length += 1;
            }
            line.push_str(word);
            length += word_length;
            empty = false;
        }
    }
    push_line(out, &line);
}

fn push_line(out: &mut String, line: &str) {
    out.push_str(line.trim_end());
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_at_blanks() {
        let mut out = String::new();
        paragraph(&mut out, "one two  three unbreakable\u{0}four", "- ", "  ", 9);
        assert_eq!(out, "- one two\n  three\n  unbreakable\n  four\n");
    }
}
