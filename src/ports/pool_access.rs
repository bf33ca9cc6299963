//! Who this console is for AWS on each pool, and what it may do there: for whoever sets it up. Nothing asked here changes a user.

use crate::domain::cognito_operation::CognitoOperation;
use crate::domain::pool::PoolId;
use crate::ports::user_directory::DirectoryFailure;
use async_trait::async_trait;

/// What `GetCallerIdentity` of AWS STS says of credentials. No part of it is a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The account, twelve digits.
    pub account: String,
    /// The ARN of the user, or of the role's session.
    pub arn: String,
}

/// Who the console is on a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identities {
    /// Where its credentials come from, in words; `None` where nothing tells it.
    pub source: Option<&'static str>,
    /// With its credentials. `None` where no STS is known that belongs to the pool's endpoint.
    pub host: Option<Result<Identity, DirectoryFailure>>,
    /// With its own session of the pool's role, which it reads with; `None` for a pool without a role.
    pub own: Option<Result<Identity, DirectoryFailure>>,
}

/// What was found out of one operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// AWS let it pass.
    Allowed,
    /// AWS refused it: its own words.
    Denied(String),
    /// It was not called: why not.
    NotAsked(String),
    /// It was called, and the answer tells neither: what it was.
    NotClear(String),
}

/// One operation, and what was found out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// The operation.
    pub operation: CognitoOperation,
    /// What was found out.
    pub verdict: Verdict,
}

/// The console's own access to the pools.
#[async_trait]
pub trait PoolAccess: Send + Sync {
    /// `GetCallerIdentity` of AWS STS, with the credentials that calls on the pool are made with. It asks for no right.
    ///
    /// # Errors
    /// [`DirectoryFailure`] where there are no credentials at all, or no such pool.
    async fn identities(&self, pool: &PoolId) -> Result<Identities, DirectoryFailure>;

    /// Whether each operation is allowed on the pool: reads with what the console reads with, effects with what people act with (on a pool
    /// with a role, a session of it as it is made for a person). All are about a user who does not exist; see decision 0028.
    async fn probe(&self, pool: &PoolId) -> Vec<Probe>;
}
