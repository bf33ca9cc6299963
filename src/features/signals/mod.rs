//! Signs of misuse: canaries that were read, limits that were reached, bursts of denials. Shown to supervisors, and told to a hook.

mod canaries;
mod derive;
mod hook;
mod message;
pub mod pages;
mod read;

pub use canaries::note_canary;
pub use hook::Hook;
pub use message::HookRules;
pub use read::{Signal, SignalPage, read_signals};
