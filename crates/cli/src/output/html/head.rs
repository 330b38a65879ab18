//! The page's head and script, and the policy that lets a browser run these and nothing else.

use std::io;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::page::Page;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Everything up to `<body>`.
pub(super) fn write(page: &mut Page<'_>) -> io::Result<()> {
    page.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")?;
    page.raw("<meta http-equiv=\"Content-Security-Policy\"")?;
    page.attribute("content", &policy())?;
    page.raw(">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")?;
    page.raw("<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light dark\">\n")?;
    page.raw("<title>Hunt report</title>\n<style>")?;
    page.raw(STYLE)?;
    page.raw("</style>\n</head>\n")
}

/// The script, last in the body: what it works on is there by then.
pub(super) fn write_script(page: &mut Page<'_>) -> io::Result<()> {
    page.raw("<script>")?;
    page.raw(SCRIPT)?;
    page.raw("</script>\n")
}

fn policy() -> String {
    format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
        hash_source(STYLE),
        hash_source(SCRIPT)
    )
}

/// Content Security Policy Level 3, hash-source: the hash of what stands between the tags, byte by byte.
fn hash_source(content: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(content.as_bytes())))
}
