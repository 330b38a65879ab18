//! Every diagnostic code. A code keeps its meaning for ever; retired ones are not used again.

/// What a code stands for.
#[derive(Debug)]
pub struct Code {
    /// Such as `EQL0103`.
    pub code: &'static str,
    /// What it is about, in one line.
    pub title: &'static str,
    /// A query that shows it.
    pub example: &'static str,
}

/// Every code, sorted.
pub static CODES: &[Code] = &[];
