//! One self-contained page: to be read, filtered and sent on. It loads nothing, and everything in it can be read
//! without JavaScript.
//!
//! Telemetry and rules are hostile text here. [`page::Page`] writes either constants of this program or escaped text,
//! so that nothing else can become markup; the content security policy in the head allows the page's own style and
//! script by their hashes and nothing more.

mod alert;
mod head;
mod overview;
mod page;
mod rule;
mod timeline;

use std::io::{self, Write};

use detect::alert::Alert;
use ecs::Timestamp;

use self::page::Page;
use super::OutputContext;
use crate::alerts::{RuleGroup, find, rule_groups};

/// Alerts whose events are shown field by field; the rest have their row only. A page of some 20 MB is the most that
/// browsers search without delay.
const MOST_WITH_DETAILS: usize = 2_000;
/// Alerts that get a row. More belong into another format.
const MOST_ROWS: usize = 20_000;

pub(super) fn write(alerts: &[Alert], context: &OutputContext<'_>, out: &mut dyn Write) -> io::Result<()> {
    let groups = rule_groups(alerts);
    let page = &mut Page::new(out);
    head::write(page)?;
    page.raw("<body>\n<a class=\"skip\" href=\"#alerts\">Skip to the alerts</a>\n")?;
    overview::write_header(page, &groups, context.facts)?;
    page.raw("<main>\n")?;
    if groups.is_empty() {
        page.raw("<p class=\"none\">No rule found anything in these events.</p>\n")?;
    } else {
        timeline::write(page, &groups)?;
        overview::write_tables(page, &groups)?;
        write_alerts(page, &groups)?;
    }
    page.raw("</main>\n")?;
    write_footer(page)?;
    head::write_script(page)?;
    page.raw("</body>\n</html>\n")
}

fn write_alerts(page: &mut Page<'_>, groups: &[RuleGroup<'_>]) -> io::Result<()> {
    page.raw(
        "<section id=\"alerts\" aria-labelledby=\"alerts-heading\">\n<h2 id=\"alerts-heading\">Alerts</h2>\n",
    )?;
    write_toolbar(page)?;
    page.raw("<div id=\"groups\" data-grouping=\"rule\">\n")?;
    let mut written = 0;
    for (index, group) in groups.iter().enumerate() {
        let rule = rule::RuleView::of(group);
        rule.write_open(page, index, group)?;
        for entry in group.entries.iter().take(MOST_ROWS.saturating_sub(written)) {
            let place = alert::Place { number: written, rule: index, details: written < MOST_WITH_DETAILS };
            alert::write(page, entry, place, &rule)?;
            written += 1;
        }
        page.raw("</div>\n</section>\n")?;
    }
    page.raw("</div>\n")?;
    let total: usize = groups.iter().map(|group| group.entries.len()).sum();
    if total > written.min(MOST_WITH_DETAILS) {
        page.raw("<p class=\"none\">The fields of events are shown for the first ")?;
        page.number(MOST_WITH_DETAILS.min(written))?;
        page.raw(" of ")?;
        page.number(total)?;
        page.raw(" alerts, and ")?;
        page.number(total - written)?;
        page.raw(" have no row. The ndjson format has everything.</p>\n")?;
    }
    page.raw("</section>\n")
}

/// Of use only with JavaScript, which shows it.
fn write_toolbar(page: &mut Page<'_>) -> io::Result<()> {
    page.raw(concat!(
        "<div class=\"toolbar\" id=\"toolbar\" role=\"search\" hidden>\n",
        "<label class=\"wide\">Filter <input id=\"filter\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\" ",
        "placeholder=\"words in any field; -word leaves out\"></label>\n",
        "<label>Severity <select id=\"severity\"><option value=\"\">all</option><option>critical</option>",
        "<option>high</option><option>medium</option><option>low</option></select></label>\n",
        "<label>Host <select id=\"host\"><option value=\"\">all</option></select></label>\n",
        "<label>Group by <select id=\"grouping\"><option value=\"rule\">rule</option>",
        "<option value=\"severity\">severity</option><option value=\"host\">host</option>",
        "<option value=\"none\">nothing</option></select></label>\n",
        "<button type=\"button\" id=\"expand\">Expand all</button>\n",
        "<output id=\"shown\" aria-live=\"polite\"></output>\n</div>\n",
    ))
}

fn write_footer(page: &mut Page<'_>) -> io::Result<()> {
    page.raw("<footer><p>Made by Tripline ")?;
    page.raw(env!("CARGO_PKG_VERSION"))?;
    page.raw(". All times are UTC. This page loads nothing from anywhere; what it quotes comes from event logs and may ")?;
    page.raw("have been written by an attacker.</p></footer>\n")
}

/// When an alert's event happened.
fn time_of(alert: &Alert) -> Option<Timestamp> {
    let value = find(alert, "kibana.alert.original_time").or_else(|| find(alert, "@timestamp"))?;
    Timestamp::parse(value.as_str()?)
}

/// `2026-05-14 07:00:30`
fn show_time(time: Timestamp) -> String {
    let text = time.to_string();
    text.get(..19).unwrap_or(&text).replacen('T', " ", 1)
}

#[cfg(test)]
mod tests;
