//! The OpenID Connect relying party: authorization code flow with PKCE, and the checks that the libraries leave to their users.

mod address;
mod claims;
mod client;
mod http;
mod id_token;
mod issuer;
mod jwt;
mod logout_token;
mod metadata;
mod provider;
mod settings;

#[cfg(test)]
mod tests;

pub use provider::OidcProvider;
pub use settings::{OidcSettings, OidcSettingsError};
