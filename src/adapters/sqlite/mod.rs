//! The stores in one SQLite file: the audit trail, sessions, sign-ins on their way, drafts, and the keys of passwords to be shown.
//!
//! Writes go over one connection, reads over a few read-only ones; WAL lets them not wait for each other.

pub mod audit;
mod backup;
pub mod bulk;
mod connect;
mod database;
mod direct;
pub mod drafts;
mod escalations;
mod feed;
mod keys;
mod locks;
pub mod login_attempts;
pub mod reveals;
mod session_rows;
pub mod sessions;
mod signals;
pub mod trail_index;

pub use audit::{SqliteAuditLog, check_trail, delivered_checkpoints, verify_database};
pub use backup::copy_database;
pub use bulk::SqliteBulk;
pub use connect::{ConnectError, connect, connect_existing};
pub use database::Database;
pub use drafts::SqliteDrafts;
pub use escalations::SqliteEscalations;
pub use feed::SqliteFeed;
pub use keys::console_key;
pub use locks::SqliteLocks;
pub use login_attempts::SqliteLoginAttempts;
pub use reveals::SqliteReveals;
pub use sessions::{SqliteSessions, handle_of};
pub use signals::SqliteSignals;
pub use trail_index::SqliteTrailIndex;

#[cfg(test)]
mod test_support;
