//! Pure values and rules of the help desk: no I/O, no web framework, no database, no AWS.

pub mod client_metadata;
pub mod password;
pub mod secret;

#[cfg(feature = "ssr")]
pub mod actor;
#[cfg(feature = "ssr")]
pub mod audit;
#[cfg(feature = "ssr")]
pub mod clock;
#[cfg(feature = "ssr")]
pub mod contact;
#[cfg(feature = "ssr")]
pub mod contact_change;
#[cfg(feature = "ssr")]
pub mod desk;
#[cfg(feature = "ssr")]
pub mod destination;
#[cfg(feature = "ssr")]
pub mod masking;
#[cfg(feature = "ssr")]
pub mod metadata_record;
#[cfg(feature = "ssr")]
pub mod operation;
#[cfg(feature = "ssr")]
pub mod part;
#[cfg(feature = "ssr")]
pub mod policy;
#[cfg(feature = "ssr")]
pub mod pool;
#[cfg(feature = "ssr")]
pub mod preflight;
#[cfg(feature = "ssr")]
pub mod reason;
#[cfg(feature = "ssr")]
pub mod reconcile;
#[cfg(feature = "ssr")]
pub mod role_session;
#[cfg(feature = "ssr")]
pub mod search;
#[cfg(feature = "ssr")]
pub mod user;
#[cfg(feature = "ssr")]
pub mod user_agent;
#[cfg(feature = "ssr")]
mod user_status;
