//! What a reader sees first: how many, how bad, where, when.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::page::Page;
use super::{show_time, time_of};
use crate::alerts::{Entry, EventSummary, RuleGroup};
use crate::numbers::counted;
use crate::severity::Severity;

/// Hosts in the table; a page about more of them is better filtered.
const MOST_HOSTS: usize = 50;

/// Title, severities, period and what was read.
pub(super) fn write_header(
    page: &mut Page<'_>,
    groups: &[RuleGroup<'_>],
    facts: &[(String, String)],
) -> io::Result<()> {
    page.raw("<header>\n<h1>Hunt report</h1>\n<p class=\"lead\">")?;
    page.text(&lead(groups))?;
    page.raw("</p>\n<ul class=\"tiles\">\n")?;
    for severity in Severity::WORST_FIRST {
        let count = all(groups).filter(|entry| entry.severity() == severity).count();
        page.raw("<li class=\"tile ")?;
        page.raw(class(severity))?;
        page.raw("\"><b>")?;
        page.number(count)?;
        page.raw("</b> ")?;
        page.raw(severity.name())?;
        page.raw("</li>\n")?;
    }
    page.raw("</ul>\n")?;
    if !facts.is_empty() {
        page.raw("<dl class=\"facts\">\n")?;
        for (name, value) in facts {
            page.raw("<div><dt>")?;
            page.text(name)?;
            page.raw("</dt><dd>")?;
            page.text(value)?;
            page.raw("</dd></div>\n")?;
        }
        page.raw("</dl>\n")?;
    }
    page.raw("</header>\n")
}

fn lead(groups: &[RuleGroup<'_>]) -> String {
    let count = all(groups).count();
    let hosts: BTreeSet<String> =
        events(groups).map(|(_, event)| event.host).filter(|host| !host.is_empty()).collect();
    let times: Vec<_> = all(groups).flat_map(Entry::events).filter_map(time_of).collect();
    let mut lead = format!(
        "{} of {} on {}",
        counted(count as u64, "alert"),
        counted(groups.len() as u64, "rule"),
        counted(hosts.len() as u64, "host")
    );
    if let (Some(&first), Some(&last)) = (times.iter().min(), times.iter().max()) {
        lead.push_str(&format!(", {} to {} UTC", show_time(first), show_time(last)));
    }
    lead
}

/// Rules and hosts with their counts.
pub(super) fn write_tables(page: &mut Page<'_>, groups: &[RuleGroup<'_>]) -> io::Result<()> {
    page.raw("<section class=\"tables\" aria-label=\"Counts\">\n<div><h2>Rules</h2>\n<table><thead><tr>")?;
    page.raw(
        "<th scope=\"col\">Severity</th><th scope=\"col\">Rule</th><th scope=\"col\" class=\"n\">Alerts</th>",
    )?;
    page.raw("</tr></thead><tbody>\n")?;
    for (index, group) in groups.iter().enumerate() {
        page.raw("<tr><td>")?;
        write_badge(page, group.severity)?;
        page.raw("</td><td><a href=\"#rule-")?;
        page.number(index)?;
        page.raw("\">")?;
        page.text(&group.name)?;
        page.raw("</a></td><td class=\"n\">")?;
        page.number(group.entries.len())?;
        page.raw("</td></tr>\n")?;
    }
    page.raw("</tbody></table></div>\n")?;
    write_hosts(page, groups)?;
    page.raw("</section>\n")
}

fn write_hosts(page: &mut Page<'_>, groups: &[RuleGroup<'_>]) -> io::Result<()> {
    let mut hosts: BTreeMap<String, HostCounts> = BTreeMap::new();
    for (severity, event) in events(groups) {
        let counts = hosts.entry(event.host).or_default();
        counts.alerts += 1;
        counts.worst = counts.worst.max(Some(severity));
        counts.users.insert(event.user);
    }
    let mut hosts: Vec<_> = hosts.into_iter().collect();
    hosts.sort_by(|(a_name, a), (b_name, b)| {
        b.worst.cmp(&a.worst).then(b.alerts.cmp(&a.alerts)).then_with(|| a_name.cmp(b_name))
    });
    page.raw(
        "<div><h2>Hosts</h2>\n<table><thead><tr><th scope=\"col\">Worst</th><th scope=\"col\">Host</th>",
    )?;
    page.raw("<th scope=\"col\" class=\"n\">Users</th><th scope=\"col\" class=\"n\">Alerts</th></tr></thead><tbody>\n")?;
    for (host, counts) in hosts.iter().take(MOST_HOSTS) {
        page.raw("<tr><td>")?;
        write_badge(page, counts.worst.unwrap_or(Severity::Low))?;
        page.raw("</td><td>")?;
        page.text(if host.is_empty() { "(none named)" } else { host })?;
        page.raw("</td><td class=\"n\">")?;
        page.number(counts.users.iter().filter(|user| !user.is_empty()).count())?;
        page.raw("</td><td class=\"n\">")?;
        page.number(counts.alerts)?;
        page.raw("</td></tr>\n")?;
    }
    page.raw("</tbody></table>\n")?;
    if hosts.len() > MOST_HOSTS {
        page.raw("<p>and ")?;
        page.number(hosts.len() - MOST_HOSTS)?;
        page.raw(" more hosts</p>\n")?;
    }
    page.raw("</div>\n")
}

#[derive(Default)]
struct HostCounts {
    alerts: usize,
    worst: Option<Severity>,
    users: BTreeSet<String>,
}

/// A severity, in words and colour.
pub(super) fn write_badge(page: &mut Page<'_>, severity: Severity) -> io::Result<()> {
    page.raw("<span class=\"badge ")?;
    page.raw(class(severity))?;
    page.raw("\">")?;
    page.raw(severity.name())?;
    page.raw("</span>")
}

/// The style sheet's name for a severity.
pub(super) fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::Low => "sev-low",
        Severity::Medium => "sev-medium",
        Severity::High => "sev-high",
        Severity::Critical => "sev-critical",
    }
}

fn all<'g>(groups: &'g [RuleGroup<'g>]) -> impl Iterator<Item = &'g Entry<'g>> {
    groups.iter().flat_map(|group| &group.entries)
}

/// Each alert's severity with the summary of its (first) event.
fn events<'g>(groups: &'g [RuleGroup<'g>]) -> impl Iterator<Item = (Severity, EventSummary)> {
    all(groups).map(|entry| {
        let event = entry.blocks.first().copied().unwrap_or(entry.alert);
        (entry.severity(), EventSummary::of(event))
    })
}
