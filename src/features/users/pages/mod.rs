//! Pages of the search and of one user.

mod account;
mod actions;
mod filled;
mod find;
mod list_form;
mod past;
mod results;
mod search_box;
mod user;

pub use account::Account;
pub use find::FindPage;
pub use user::UserPage;
