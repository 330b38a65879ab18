//! Makes `crates/ecs/src/catalogue/table.rs` from the field lists in `crates/ecs/fields/`.
//!
//! A list is CSV with the header `name,type,array`; `type` is one of Elasticsearch's mapping types and the third column
//! says `array` or nothing. Lines that start with `#` and blank lines are skipped. A field may stand in several lists
//! if they agree on its type.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};

use crate::Command;

pub(crate) const COMMAND: Command = Command {
    name: "codegen",
    summary: "makes the field table from crates/ecs/fields/; --check only compares",
    run,
};

const HEADER: &str = "name,type,array";

/// What the lists say of one field.
#[derive(Clone, Debug, PartialEq)]
struct Entry {
    /// The variant of `ecs::FieldType`.
    variant: &'static str,
    array: bool,
    /// Whether members of any name lie below.
    flattened: bool,
}

fn run(words: &[String]) -> anyhow::Result<()> {
    let check = match words {
        [] => false,
        [word] if word == "--check" => true,
        _ => bail!("usage: cargo xtask codegen [--check]"),
    };
    let table = crate::root().join("crates/ecs/src/catalogue/table.rs");
    let entries = read_lists(&crate::root().join("crates/ecs/fields"))?;
    ensure!(entries.len() < usize::from(u16::MAX), "more fields than a field id can number");
    let made = table_source(&entries);
    if fs::read_to_string(&table).is_ok_and(|held| held == made) {
        println!("{} fields, table up to date", entries.len());
        return Ok(());
    }
    ensure!(!check, "{} is stale: run `cargo xtask codegen`", table.display());
    fs::write(&table, made).with_context(|| table.display().to_string())?;
    println!("{} fields, table written", entries.len());
    Ok(())
}

fn read_lists(folder: &Path) -> anyhow::Result<BTreeMap<String, Entry>> {
    let mut lists: Vec<PathBuf> = fs::read_dir(folder)
        .with_context(|| folder.display().to_string())?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    lists.retain(|path| path.extension().is_some_and(|extension| extension == "csv"));
    lists.sort();
    let mut entries = BTreeMap::new();
    for list in lists {
        let text = fs::read_to_string(&list).with_context(|| list.display().to_string())?;
        add_list(&mut entries, &text).with_context(|| list.display().to_string())?;
    }
    Ok(entries)
}

fn add_list(entries: &mut BTreeMap<String, Entry>, text: &str) -> anyhow::Result<()> {
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    ensure!(lines.next().is_some_and(|(_, line)| line == HEADER), "the header is not `{HEADER}`");
    for (index, line) in lines {
        add_field(entries, line).with_context(|| format!("line {}", index + 1))?;
    }
    Ok(())
}

fn add_field(entries: &mut BTreeMap<String, Entry>, line: &str) -> anyhow::Result<()> {
    let (name, entry) = entry(line)?;
    let known = entries.get(&name);
    ensure!(known.is_none_or(|known| *known == entry), "{name}: another list says otherwise");
    entries.insert(name, entry);
    Ok(())
}

fn entry(line: &str) -> anyhow::Result<(String, Entry)> {
    let columns: Vec<&str> = line.split(',').collect();
    let [name, mapping_type, array] = columns[..] else { bail!("not three columns") };
    ensure!(
        !name.is_empty()
            && name.split('.').all(|part| !part.is_empty())
            && !name.contains(char::is_whitespace),
        "`{name}` is no field name"
    );
    let array = match array {
        "array" => true,
        "" => false,
        other => bail!("`{other}` where `array` or nothing belongs"),
    };
    let flattened = mapping_type == "flattened";
    Ok((name.to_owned(), Entry { variant: variant(mapping_type)?, array, flattened }))
}

/// The variant of `ecs::FieldType` that holds values of this mapping type.
fn variant(mapping_type: &str) -> anyhow::Result<&'static str> {
    Ok(match mapping_type {
        "keyword" | "constant_keyword" | "wildcard" => "Keyword",
        "text" | "match_only_text" => "Text",
        "ip" => "Ip",
        "long" | "integer" | "short" | "byte" | "unsigned_long" => "Long",
        "double" | "float" | "half_float" | "scaled_float" => "Double",
        "boolean" => "Boolean",
        "date" | "date_nanos" => "Date",
        "version" => "Version",
        "object" | "nested" | "flattened" | "geo_point" => "Object",
        other => bail!("unknown type `{other}`"),
    })
}

fn table_source(entries: &BTreeMap<String, Entry>) -> String {
    let mut used: Vec<&str> = entries.values().map(|entry| entry.variant).collect();
    used.sort_unstable();
    used.dedup();
    let mut source = String::from(
        "//! Generated from the field lists in `crates/ecs/fields/` by `cargo xtask codegen`. Do not edit.\n\n",
    );
    let _ = writeln!(source, "use crate::FieldType::{{self, {}}};\n", used.join(", "));
    source.push_str(
        "/// Name, type, and whether the field is usually an array; sorted by name, byte by byte.\n",
    );
    source.push_str("#[rustfmt::skip]\npub(super) const TABLE: &[(&str, FieldType, bool)] = &[\n");
    for (name, entry) in entries {
        let _ = writeln!(source, "    ({name:?}, {}, {}),", entry.variant, entry.array);
    }
    source.push_str("];\n\n");
    source.push_str("/// Objects whose members are keywords of any name; sorted.\n");
    source.push_str("#[rustfmt::skip]\npub(super) const FLATTENED: &[&str] = &[\n");
    for (name, _) in entries.iter().filter(|(_, entry)| entry.flattened) {
        let _ = writeln!(source, "    {name:?},");
    }
    source.push_str("];\n");
    source
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> anyhow::Result<BTreeMap<String, Entry>> {
        let mut entries = BTreeMap::new();
        add_list(&mut entries, text)?;
        Ok(entries)
    }

    #[test]
    fn reads_a_list() {
        let entries = read("# ours\nname,type,array\nprocess.pid,long,\nhost.ip,ip,array\n").unwrap();
        assert_eq!(entries["process.pid"], Entry { variant: "Long", array: false, flattened: false });
        assert_eq!(entries["host.ip"], Entry { variant: "Ip", array: true, flattened: false });
    }

    #[test]
    fn refuses_what_it_cannot_use() {
        for text in [
            "a,b\n",
            "name,type,array\na..b,long,\n",
            "name,type,array\na,long\n",
            "name,type,array\na,lung,\n",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(read("name,type,array\na,long,\na,keyword,\n").is_err());
    }

    #[test]
    fn the_table_is_up_to_date() {
        run(&["--check".to_owned()]).unwrap();
    }
}
