//! What the benchmarks share: how they reckon, and the file of figures that each section leaves for docs/benchmarks.md.

mod sheet;
mod statistics;

pub use sheet::{Sheet, Target};
pub use statistics::{Calibration, Interval, interval, median, percentile};
