//! The values of PowerShell's classic events, from their message.
//!
//! Those values have no names, and tools that keep only named values keep none of them. The message holds them all,
//! between the words of the provider's templates (in English).

/// The three values of an event, in their order.
pub(super) fn values<'m>(id: &str, message: &'m str) -> Option<[&'m str; 3]> {
    match id {
        "400" | "403" => {
            let (previous, rest) = between(message, ("Engine state is changed from ", " to "))?;
            let (new, rest) = rest.split_once('.')?;
            Some([new, previous, behind(rest, "Details:")?])
        }
        "600" => {
            let (name, rest) = between(message, ("Provider \"", "\" is "))?;
            let (state, rest) = rest.split_once('.')?;
            Some([name, state, behind(rest, "Details:")?])
        }
        "800" => {
            let (line, rest) =
                between(message, ("Pipeline execution details for command line: ", "Context Information:"))?;
            let line = line.trim_end().strip_suffix('.').unwrap_or(line).trim_end();
            let (context, details) = rest.rsplit_once("Details:").unwrap_or((rest, ""));
            Some([line, blank_line_first(context), blank_line_first(details)])
        }
        _ => None,
    }
}

/// What is between two texts, the first of which begins the message, and what is behind them.
fn between<'m>(message: &'m str, (begin, end): (&str, &str)) -> Option<(&'m str, &'m str)> {
    message.strip_prefix(begin)?.split_once(end)
}

fn behind<'m>(text: &'m str, word: &str) -> Option<&'m str> {
    text.split_once(word).map(|(_, rest)| blank_line_first(rest))
}

/// Without the end of the line that a heading is on, and without blanks at the end.
fn blank_line_first(text: &str) -> &str {
    let text = text.trim_end();
    text.trim_start_matches(' ').trim_start_matches(['\r', '\n'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_between_the_words() {
        let engine = "Engine state is changed from None to Available. \n\nDetails: \n\tNewEngineState=Available\n\tA=b\n";
        let expected = ["Available", "None", "\tNewEngineState=Available\n\tA=b"];
        assert_eq!(values("400", engine), Some(expected));
        let provider = "Provider \"Registry\" is Started. \n\nDetails: \n\tProviderName=Registry";
        assert_eq!(values("600", provider), Some(["Registry", "Started", "\tProviderName=Registry"]));
        let pipeline = "Pipeline execution details for command line: dir.exe\n. \n\nContext Information: \n\tA=1\n\tB=2\n\nDetails: \nX(y): \"z\"\n";
        assert_eq!(values("800", pipeline), Some(["dir.exe", "\tA=1\n\tB=2", "X(y): \"z\""]));
        for text in ["", "Engine state", "Engine state is changed from a to b"] {
            assert_eq!(values("400", text), None);
        }
    }
}
