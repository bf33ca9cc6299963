//! Amazon Cognito over the AWS SDK: the only room that may name the SDK's client.

mod access;
mod attempts;
mod client;
mod convert;
mod directory;
mod effect;
mod failure;
mod nobody;
mod profile;
mod proxy;
mod role;
mod role_sessions;
mod settings;
mod source;

pub use client::ConnectError;
pub use directory::CognitoDirectory;
pub use settings::{CognitoPoolSettings, CredentialSource, OWN_SESSION, ProfileSource};
