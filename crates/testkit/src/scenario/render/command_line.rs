//! Command lines, taken apart as Windows does it.

/// The arguments of a command line (the rules of `CommandLineToArgvW`, without backslashes before quotes, which no
/// scenario has).
pub(super) fn arguments(command_line: &str) -> Vec<String> {
    let mut arguments = Vec::new();
    let mut current: Option<String> = None;
    let mut quoted = false;
    for character in command_line.chars() {
        match character {
            '"' => {
                quoted = !quoted;
                current.get_or_insert_default();
            }
            ' ' if !quoted => arguments.extend(current.take()),
            other => current.get_or_insert_default().push(other),
        }
    }
    arguments.extend(current);
    arguments
}
