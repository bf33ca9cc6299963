//! The page of one's own work, and the way to it from a record of the trail.

mod record;
mod rows;
mod work;

pub use record::RecordOrResultPage;
pub use work::WorkPage;
