//! Amazon Cognito over the AWS SDK: the only room that may name the SDK's client.

mod attempts;
mod client;
mod convert;
mod directory;
mod effect;
mod failure;
mod profile;
mod proxy;
mod role;
mod role_sessions;
mod settings;

pub use client::ConnectError;
pub use directory::CognitoDirectory;
pub use settings::{CognitoPoolSettings, CredentialSource, OWN_SESSION, ProfileSource};
