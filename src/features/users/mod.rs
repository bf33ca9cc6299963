//! Finding a user, and the user's page.

pub mod api;
pub mod wire;

#[cfg(feature = "ssr")]
mod cursor;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
mod read;
#[cfg(feature = "ssr")]
mod rows;
#[cfg(feature = "ssr")]
mod search;
#[cfg(feature = "ssr")]
mod seen;
#[cfg(feature = "ssr")]
mod sight;

#[cfg(feature = "ssr")]
pub use list::{KeptList, LookedUp, find_list, keep_list, look_up};
#[cfg(feature = "ssr")]
pub use read::{Past, UserView, fresh_target, named_user, read_user};
#[cfg(feature = "ssr")]
pub use search::{FindAnswer, find};
#[cfg(feature = "ssr")]
pub use seen::Seen;
#[cfg(feature = "ssr")]
pub use sight::{Sight, sight_of};
