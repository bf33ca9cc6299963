//! The web server: one router, and around it the guards that every request passes.

mod admission;
mod api_answers;
mod assets;
mod caller;
mod cookies;
mod csrf;
mod health;
mod host;
mod limits;
mod origin;
mod paths;
mod problem;
mod router;
mod security_headers;
mod theme;

pub use router::{ServerParts, router};
