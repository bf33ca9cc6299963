//! What services need from the outside world, as object-safe traits.

pub mod audit_log;
pub mod bulk_store;
pub mod draft_store;
pub mod escalation_store;
pub mod hook_post;
pub mod identity_provider;
pub mod lock_store;
pub mod pool_access;
pub mod reveal_store;
pub mod session_store;
pub mod signal_log;
pub mod trail_archive;
pub mod trail_ending;
pub mod trail_feed;
pub mod trail_filter;
pub mod trail_proof;
pub mod trail_search;
pub mod user_directory;
