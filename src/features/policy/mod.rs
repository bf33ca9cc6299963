//! The policy in force, and what it says of a role, an action and a user.

mod evaluate;
pub mod pages;

pub use evaluate::{Answer, Question, evaluate};
