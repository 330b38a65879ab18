//! `_eql/search`.

mod answer;
mod request;
mod results;
mod run;

pub(super) use results::Results;
