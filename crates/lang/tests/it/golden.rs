//! Texts with the tree, the plan and the diagnostics that come of them: `testdata/NAME.eql` with `NAME.ast` and, where
//! there is anything to say, `NAME.err`. `UPDATE_GOLDEN=1` writes them anew.

use std::path::Path;

use crate::plan::plan_text;
use ecs::catalogue::EcsCatalogue;
use lang::{EqlOptions, compile_eql, parse_eql};

#[test]
fn golden() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut paths: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "eql"));
    assert!(paths.len() > 20);
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let compiled = compile_eql(&text, &EcsCatalogue, &EqlOptions::default());
        let mut tree = parse_eql(&text).query.to_tree();
        if let Some(plan) = &compiled.plan {
            tree.push_str("---\n");
            tree.push_str(&plan_text(plan));
            crate::format::check(&path.display().to_string(), &text);
        }
        let name = path.file_name().unwrap().to_str().unwrap();
        let rendered: String =
            compiled.diagnostics.iter().map(|each| each.render(name, &text, false)).collect();
        check(&path.with_extension("ast"), &tree);
        check(&path.with_extension("err"), &rendered);
    }
}

fn check(path: &Path, actual: &str) {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        match actual.is_empty() {
            true => drop(std::fs::remove_file(path)),
            false => std::fs::write(path, actual).unwrap(),
        }
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(actual, expected, "{}", path.display());
}
