//! Amazon Cognito over the AWS SDK: the only room that may name the SDK's client.

mod attempts;
mod client;
mod convert;
mod directory;
mod effect;
mod failure;
mod role_sessions;

pub use client::{ATTEMPT_LIMIT, CognitoPoolSettings, ConnectError};
pub use directory::CognitoDirectory;
