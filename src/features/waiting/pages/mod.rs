//! The board's page.

mod board;
mod head;
mod rows;

pub use board::WaitingPage;
