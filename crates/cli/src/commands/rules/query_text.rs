//! Finds a rule's query in the text of its TOML file, to put another in its place and leave everything else alone.

/// The file's text with another query, or `None` where the query cannot be found or the result would not say exactly
/// that.
pub(super) fn replace(text: &str, query: &str, new_query: &str) -> Option<String> {
    let start = query_value(text)?;
    let rest = text.get(start..)?;
    let (old, new) = ["'''", "\"\"\""].into_iter().find_map(|quotes| {
        let inner = rest.strip_prefix(quotes)?;
        let end = inner.find(quotes)?;
        let old = rest.get(..quotes.len() * 2 + end)?;
        Some((old, literal(new_query, quotes)?))
    })?;
    let changed = format!("{}{new}{}", text.get(..start)?, rest.get(old.len()..)?);
    // Whatever was overlooked, the files must differ in the query only.
    let (mut before, mut after) = (parsed(text)?, parsed(&changed)?);
    let was = before.get_mut("rule")?.as_table_mut()?.remove("query")?;
    let is = after.get_mut("rule")?.as_table_mut()?.remove("query")?;
    let same_rest = before == after;
    (same_rest && was.as_str()? == query && is.as_str()?.trim() == new_query).then_some(changed)
}

/// Where the value of `query =` starts, in the `[rule]` table.
fn query_value(text: &str) -> Option<usize> {
    let mut at = 0;
    let mut in_rule = false;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if trimmed.starts_with('[') && trimmed.ends_with(']') {
            in_rule = trimmed == "[rule]";
        }
        if in_rule
            && let Some(value) = line.trim_start().strip_prefix("query").map(str::trim_start)
            && let Some(value) = value.strip_prefix('=')
        {
            let value = value.trim_start();
            return Some(at + line.len() - value.len());
        }
        at += line.len();
    }
    None
}

/// The query as a multi-line TOML string. A literal one where the query allows it, for nothing is escaped there.
fn literal(query: &str, quotes: &str) -> Option<String> {
    if !query.contains("'''") {
        return Some(format!("'''\n{query}\n'''"));
    }
    (quotes == "\"\"\"")
        .then(|| format!("\"\"\"\n{}\n\"\"\"", query.replace('\\', "\\\\").replace("\"\"\"", "\"\"\\\"")))
}

fn parsed(text: &str) -> Option<toml::Table> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_query_changes() {
        let text = "# kept\n[rule]\nname = \"x\" # kept\nquery = '''\nany where a==1\n'''\n\n[rule.meta]\nquery = 'no'\n";
        let expected = "# kept\n[rule]\nname = \"x\" # kept\nquery = '''\nany where a == 1\n'''\n\n[rule.meta]\nquery = 'no'\n";
        assert_eq!(replace(text, "any where a==1\n", "any where a == 1").as_deref(), Some(expected));
    }

    #[test]
    fn escapes_are_undone() {
        let text = "[rule]\nquery = \"\"\"\nany where a==\"c:\\\\x\"\n\"\"\"\n";
        let expected = "[rule]\nquery = '''\nany where a == \"c:\\x\"\n'''\n";
        let changed = replace(text, "any where a==\"c:\\x\"\n", "any where a == \"c:\\x\"");
        assert_eq!(changed.as_deref(), Some(expected));
    }

    #[test]
    fn what_is_not_there_is_not_replaced() {
        assert_eq!(replace("[rule]\nname = 'x'\n", "q", "r"), None);
        assert_eq!(replace("not toml", "q", "r"), None);
        assert_eq!(replace("[rule]\nquery = '''other'''\n", "q", "r"), None);
    }
}
