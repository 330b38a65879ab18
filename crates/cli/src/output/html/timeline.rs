//! When what happened: a lane for each rule, dots where its alerts are.

use std::collections::BTreeMap;
use std::io;

use ecs::Timestamp;

use super::overview::class;
use super::page::Page;
use super::{show_time, time_of};
use crate::alerts::RuleGroup;
use crate::numbers::counted;
use crate::severity::Severity;

/// Units of the drawing; it scales to the page.
const WIDTH: f64 = 1000.0;
const LABELS: f64 = 270.0;
const LANE: f64 = 24.0;
const AXIS: f64 = 26.0;
const MARGIN: f64 = 14.0;
/// Dots in a lane: alerts nearer to each other than this share one.
const PLACES: usize = 120;
/// Lanes; the rules are sorted with the worst first, and the rest is in the table.
const MOST_LANES: usize = 30;
/// Characters of a rule's name beside its lane.
const LABEL_CHARACTERS: usize = 37;

/// Writes the timeline, where the alerts have times.
pub(super) fn write(page: &mut Page<'_>, groups: &[RuleGroup<'_>]) -> io::Result<()> {
    let times = groups.iter().flat_map(|group| &group.entries).filter_map(|entry| time_of(entry.alert));
    let (Some(first), Some(last)) = (times.clone().min(), times.max()) else { return Ok(()) };
    let scale = Scale::new(first, last);
    let lanes = groups.len().min(MOST_LANES);
    page.raw("<section class=\"timeline\" aria-labelledby=\"timeline-heading\">\n")?;
    page.raw("<h2 id=\"timeline-heading\">Timeline</h2>\n<div class=\"scroll\">\n<svg viewBox=\"0 0 1000 ")?;
    let height = LANE * lanes as f64 + AXIS;
    page.number(height)?;
    page.raw("\" role=\"group\" aria-label=\"Alerts of each rule by time\">\n")?;
    write_axis(page, &scale, height)?;
    let mut number = 0;
    for (index, group) in groups.iter().enumerate().take(lanes) {
        write_lane(page, &scale, Lane { group, index, first_number: number })?;
        number += group.entries.len();
    }
    page.raw("</svg>\n</div>\n")?;
    if groups.len() > lanes {
        page.raw("<p>and ")?;
        page.number(groups.len() - lanes)?;
        page.raw(" more rules, in the table below</p>\n")?;
    }
    page.raw("</section>\n")
}

struct Lane<'g> {
    group: &'g RuleGroup<'g>,
    index: usize,
    /// Number in the page of the group's first alert.
    first_number: usize,
}

struct Dot {
    count: usize,
    first_number: usize,
    first: Timestamp,
    severity: Severity,
}

fn write_lane(page: &mut Page<'_>, scale: &Scale, lane: Lane<'_>) -> io::Result<()> {
    let middle = LANE * (lane.index as f64 + 0.5);
    page.raw("<text class=\"label\" x=\"0\" y=\"")?;
    page.number(middle + 4.0)?;
    page.raw("\">")?;
    let name = &lane.group.name;
    let cut: String = name.chars().take(LABEL_CHARACTERS).collect();
    page.text(&cut)?;
    page.raw(if cut.len() < name.len() { "…</text>\n" } else { "</text>\n" })?;
    write_line(page, "lane", [LABELS, middle, WIDTH, middle])?;
    let mut dots: BTreeMap<usize, Dot> = BTreeMap::new();
    for (index, entry) in lane.group.entries.iter().enumerate() {
        let Some(time) = time_of(entry.alert) else { continue };
        let new = Dot {
            count: 0,
            first_number: lane.first_number + index,
            first: time,
            severity: entry.severity(),
        };
        let dot = dots.entry(scale.place(time)).or_insert(new);
        dot.count += 1;
        dot.severity = dot.severity.max(entry.severity());
    }
    for (place, dot) in dots {
        page.raw("<a href=\"#alert-")?;
        page.number(dot.first_number)?;
        page.raw("\"><circle class=\"")?;
        page.raw(class(dot.severity))?;
        page.raw("\" cx=\"")?;
        page.number(rounded(scale.x(place)))?;
        page.raw("\" cy=\"")?;
        page.number(middle)?;
        page.raw("\" r=\"")?;
        // The area grows with the number, up to the lane's height.
        page.number(rounded((3.5 + (dot.count as f64).sqrt()).min(LANE / 2.0 - 1.0)))?;
        page.raw("\"><title>")?;
        let what = counted(dot.count as u64, "alert");
        page.text(&format!("{} UTC, {what}, {}: {name}", show_time(dot.first), dot.severity.name()))?;
        page.raw("</title></circle></a>\n")?;
    }
    Ok(())
}

fn write_axis(page: &mut Page<'_>, scale: &Scale, height: f64) -> io::Result<()> {
    for (x, label) in scale.ticks() {
        write_line(page, "tick", [x, 0.0, x, height - AXIS + 4.0])?;
        page.raw("<text class=\"axis\" text-anchor=\"middle\" x=\"")?;
        page.number(rounded(x))?;
        page.raw("\" y=\"")?;
        page.number(height - 6.0)?;
        page.raw("\">")?;
        page.text(&label)?;
        page.raw("</text>\n")?;
    }
    Ok(())
}

fn write_line(page: &mut Page<'_>, class: &'static str, [x1, y1, x2, y2]: [f64; 4]) -> io::Result<()> {
    page.raw("<line class=\"")?;
    page.raw(class)?;
    for (name, value) in [("\" x1=\"", x1), ("\" y1=\"", y1), ("\" x2=\"", x2), ("\" y2=\"", y2)] {
        page.raw(name)?;
        page.number(rounded(value))?;
    }
    page.raw("\"/>\n")
}

/// One decimal is finer than a screen.
fn rounded(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// Time to the drawing's units.
struct Scale {
    first: i64,
    /// At least a second, in nanoseconds.
    length: i64,
}

const SECOND: i64 = 1_000_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Distances between ticks that people read easily.
const STEPS: [i64; 20] = [
    SECOND,
    5 * SECOND,
    15 * SECOND,
    30 * SECOND,
    MINUTE,
    5 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    30 * DAY,
    91 * DAY,
    365 * DAY,
    3_650 * DAY,
    36_500 * DAY,
];
const MOST_TICKS: i64 = 7;

impl Scale {
    fn new(first: Timestamp, last: Timestamp) -> Self {
        let length = last.nanos().saturating_sub(first.nanos()).max(SECOND);
        Self { first: first.nanos(), length }
    }

    /// Which of a lane's places a time falls on.
    fn place(&self, time: Timestamp) -> usize {
        let part = time.nanos().saturating_sub(self.first) as f64 / self.length as f64;
        (part * (PLACES - 1) as f64).round() as usize
    }

    fn x(&self, place: usize) -> f64 {
        self.at(place as f64 / (PLACES - 1) as f64)
    }

    fn at(&self, part: f64) -> f64 {
        LABELS + MARGIN + part * (WIDTH - LABELS - 2.0 * MARGIN)
    }

    fn ticks(&self) -> Vec<(f64, String)> {
        let last = self.first.saturating_add(self.length);
        let step = STEPS.into_iter().find(|step| self.length / step <= MOST_TICKS).unwrap_or(36_500 * DAY);
        let mut ticks = Vec::new();
        let mut at = self.first.div_euclid(step).saturating_mul(step);
        while at <= last {
            if at >= self.first {
                let x = self.at((at - self.first) as f64 / self.length as f64);
                ticks.push((x, label(Timestamp::from_nanos(at), step)));
            }
            let Some(next) = at.checked_add(step) else { break };
            at = next;
        }
        ticks
    }
}

/// Only as exact as the step: `07:00:30`, `05-14 07:00`, `2026-05-14`.
fn label(time: Timestamp, step: i64) -> String {
    let text = show_time(time);
    let range = match step {
        ..MINUTE => 11..19,
        MINUTE..DAY => 5..16,
        _ => 0..10,
    };
    text.get(range).unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticks(first: &str, last: &str) -> Vec<String> {
        let time = |text| Timestamp::parse(text).unwrap();
        Scale::new(time(first), time(last)).ticks().into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn ticks_are_few_and_round() {
        assert_eq!(
            ticks("2026-05-14T07:02:00Z", "2026-05-14T10:00:00Z"),
            ["05-14 07:30", "05-14 08:00", "05-14 08:30", "05-14 09:00", "05-14 09:30", "05-14 10:00"]
        );
        assert_eq!(ticks("2026-05-14T07:00:00Z", "2026-05-14T07:00:00Z").len(), 2);
        let years = ticks("1970-01-01", "2262-01-01");
        assert!(!years.is_empty() && years.len() < 10, "{years:?}");
    }
}
