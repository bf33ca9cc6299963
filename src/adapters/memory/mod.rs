//! What is kept in this process only.

mod drafts;

pub use drafts::DraftsWithFallback;
