//! passdesk: the help desk's console for Amazon Cognito user pools. `docs/architecture.md` is the map.

pub mod domain;
pub mod wire;

#[cfg(feature = "ssr")]
pub mod ports;
