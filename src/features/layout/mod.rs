//! What all pages share: the frame, problems, and how an islands page loads its islands.

mod assets;
mod frame;
mod islands;
mod plain;
mod problem;

pub use assets::{Asset, Assets, HeldFiles, hold_assets};
pub use frame::Frame;
pub use islands::IslandScripts;
pub use plain::{answer, error_document};
pub use problem::{NotFoundPage, ProblemPage, accepts_html, problem, reference_in, set_status, status_of};
