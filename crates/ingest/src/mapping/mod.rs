//! What mappings are made of, whatever the source.
//!
//! A record's values are a list of named [`DataItem`]s that lie in the text or the arena. [`names`] numbers the names
//! that a mapping knows, [`data`] addresses the values by these numbers, [`fields`] has the rows "raw name to field" as
//! data and carries them out; the other modules take apart what many sources carry: command lines, dates, paths, domain
//! names, URLs, account names, flows.

pub(crate) mod command_line;
pub(crate) mod community_id;
pub(crate) mod data;
pub(crate) mod dates;
pub(crate) mod dns;
pub(crate) mod domain;
pub(crate) mod fields;
mod json_object;
pub(crate) mod names;
pub(crate) mod paths;
pub(crate) mod prune;
pub(crate) mod related;
pub(crate) mod text;
pub(crate) mod url;
pub(crate) mod user_agent;
pub(crate) mod user_name;

pub use json_object::JsonObject;

/// Memory for the strings that a record unescapes or puts together: reset by the owner between records.
pub type Arena = bumpalo::Bump;

/// One value of a record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DataItem<'a> {
    pub(crate) name: &'a str,
    pub(crate) value: DataValue<'a>,
}

/// Windows event data are text nearly always; what a pipeline has been over already may have other shapes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum DataValue<'a> {
    Null,
    Text(&'a str),
    Long(i64),
    Boolean(bool),
    /// Anything else, as JSON.
    Json(&'a str),
}
