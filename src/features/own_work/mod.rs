//! What somebody did for users themselves: what is not done yet on top, and everything else, newest first.

mod attention;
mod look;
pub mod pages;
mod query;
mod work;
