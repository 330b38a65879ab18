//! Every code has an example that shows it, and a rendering.

use ecs::catalogue::EcsCatalogue;
use lang::codes::CODES;
use lang::{EqlOptions, compile_eql};

#[test]
fn every_code_shows_in_its_example() {
    for code in CODES {
        let example = match code.code {
            // Too long to write down.
            "EQL0109" => format!("process where true // {}", "x".repeat(lang::eql::MAX_QUERY_BYTES)),
            "EQL0203" => format!("process where {}true", "not ".repeat(200)),
            _ => code.example.to_owned(),
        };
        let compiled = compile_eql(&example, &EcsCatalogue, &EqlOptions::default());
        let found = compiled.diagnostics.iter().find(|diagnostic| diagnostic.code == code.code);
        let Some(found) = found else { panic!("{}: {:?}", code.code, compiled.diagnostics) };
        assert!(!found.render("example", &example, false).is_empty());
        assert!(found.message.chars().next().is_some_and(|first| !first.is_uppercase()), "{found}");
        assert!(!found.message.ends_with('.'), "{found}");
    }
}

#[test]
fn hostile_texts_end() {
    let deep = 100_000;
    let texts = [
        format!("process where {}", "(".repeat(deep)),
        format!("process where {}true", "not ".repeat(deep)),
        format!("process where {}1", "-".repeat(deep)),
        format!("process where {}1", "1 + ".repeat(deep)),
        format!("process where {}", "length(".repeat(deep)),
        format!("sequence {}", "[any where true]".repeat(20_000)),
        format!("process where a in ({}1)", "1, ".repeat(deep)),
        format!("process where {}true", "a == 1 or ".repeat(50_000)),
        "/*".repeat(deep),
        "`".repeat(deep),
        "\"\\u{".repeat(deep),
        "\u{0}\u{1F600}".repeat(1000),
    ];
    for text in texts {
        let compiled = compile_eql(&text, &EcsCatalogue, &EqlOptions::default());
        for diagnostic in compiled.diagnostics.iter().take(3) {
            diagnostic.render("hostile", &text, true);
        }
    }
}
