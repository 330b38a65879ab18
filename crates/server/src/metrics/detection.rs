//! What detection counts, in the OpenMetrics text format. It keeps its own counters, so that there is nothing to register.

use std::fmt::{Error, Write};

use crate::detection::{DetectionStatistics, LATENCY_BOUNDS};

/// Writes all of it.
pub(super) fn write(text: &mut String, statistics: &DetectionStatistics) -> Result<(), Error> {
    let counters = [
        ("events", "Events that rules were evaluated on", statistics.events),
        ("batches", "Batches these came in", statistics.batches),
        ("matches", "Matches that were complete", statistics.matches),
        ("alerts", "Alert documents that were new", statistics.alerts),
        ("suppressed", "Matches beyond max_signals", statistics.suppressed),
        ("failed_matches", "Matches that could not be made alerts", statistics.failed),
        ("failed_commits", "Commits that failed and were tried again", statistics.failed_commits),
        ("dropped_hits", "Hits given up for the limits", statistics.dropped),
    ];
    for (name, help, value) in counters {
        let name = format!("tripline_detection_{name}");
        writeln!(text, "# HELP {name} {help}.\n# TYPE {name} counter\n{name}_total {value}")?;
    }
    let gauges = [
        ("lag_events", "Stored events that wait to be evaluated", statistics.lag),
        ("checkpoint", "The number of the next event to evaluate", statistics.checkpoint),
        ("held_hits", "Hits kept as another event may join them", statistics.hits),
        ("snapshot_bytes", "Bytes of the last snapshot of what is remembered", statistics.snapshot_bytes),
        ("rules", "Rules that run", statistics.rules),
    ];
    for (name, help, value) in gauges {
        let name = format!("tripline_detection_{name}");
        writeln!(text, "# HELP {name} {help}.\n# TYPE {name} gauge\n{name} {value}")?;
    }
    let busy = statistics.busy.as_secs_f64();
    let name = "tripline_detection_busy_seconds";
    writeln!(text, "# HELP {name} How long evaluating took.\n# TYPE {name} counter\n{name}_total {busy}")?;
    latency(text, statistics)
}

fn latency(text: &mut String, statistics: &DetectionStatistics) -> Result<(), Error> {
    let name = "tripline_alert_latency_seconds";
    writeln!(text, "# HELP {name} From storing an event to its alert, by batch.\n# TYPE {name} histogram")?;
    let bounds = LATENCY_BOUNDS.iter().map(|bound| format!("{:?}", *bound as f64 / 1000.0));
    let bounds = bounds.chain(["+Inf".to_owned()]);
    let mut sum = 0;
    for (bound, count) in bounds.zip(statistics.latency) {
        sum += count;
        writeln!(text, "{name}_bucket{{le=\"{bound}\"}} {sum}")?;
    }
    writeln!(text, "{name}_sum {}\n{name}_count {sum}", statistics.latency_total.as_secs_f64())
}
