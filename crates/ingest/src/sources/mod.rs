//! The registry: every kind of telemetry that can be read, one folder each.

mod ecs;

use crate::Source;

static SOURCES: &[&Source] = &[&ecs::SOURCE];

/// Everything that can be read, in the order in which it is listed to people.
pub fn sources() -> &'static [&'static Source] {
    SOURCES
}

/// The source of this name, as `--source` takes it.
pub fn source(name: &str) -> Option<&'static Source> {
    SOURCES.iter().copied().find(|source| source.name == name)
}

/// The source of documents that already are ECS.
pub(crate) fn ecs() -> &'static Source {
    &ecs::SOURCE
}
