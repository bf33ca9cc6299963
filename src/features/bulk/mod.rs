//! Bulk runs: one action for many users. A list is looked at row by row, confirmed as a whole, and carried out at a share of Cognito's rate;
//! each row is decided on by itself when its turn comes, and is an action of its own in the trail.

pub mod api;

#[cfg(feature = "ssr")]
mod answer;
#[cfg(feature = "ssr")]
mod authority;
#[cfg(feature = "ssr")]
mod check;
#[cfg(feature = "ssr")]
mod control;
#[cfg(feature = "ssr")]
mod desk;
#[cfg(feature = "ssr")]
mod ending;
#[cfg(feature = "ssr")]
mod forget;
#[cfg(feature = "ssr")]
mod operations;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
mod passwords;
#[cfg(feature = "ssr")]
mod prepare;
#[cfg(feature = "ssr")]
mod progress;
#[cfg(feature = "ssr")]
mod read;
#[cfg(feature = "ssr")]
mod records;
#[cfg(feature = "ssr")]
mod results;
#[cfg(feature = "ssr")]
mod routes;
#[cfg(feature = "ssr")]
mod row;
#[cfg(feature = "ssr")]
mod sealed;
#[cfg(feature = "ssr")]
mod shift;
#[cfg(feature = "ssr")]
mod trouble;
#[cfg(feature = "ssr")]
mod work;

#[cfg(feature = "ssr")]
pub use desk::BulkDesk;
#[cfg(feature = "ssr")]
pub use forget::forget_regularly;
#[cfg(feature = "ssr")]
pub use routes::{LIST_PATH, LIST_READ_TO, routes};
#[cfg(feature = "ssr")]
pub use work::work_regularly;
