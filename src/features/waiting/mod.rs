//! Who is waiting: users who have to finish a reset or to change a temporary password, oldest first.
//!
//! `ListUsers` gives no order, so all of them must be read before the oldest is known. One reader keeps what it read in memory, reduced
//! to what the board shows, and shares it among all who look.

mod board;
mod helped;
mod look;
mod next_step;
mod pace;
pub mod pages;
mod query;
mod reader;
mod reading;
mod words;

pub use reader::WaitingReader;
