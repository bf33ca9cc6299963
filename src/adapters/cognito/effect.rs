//! What all calls with an effect have in common: whose credentials they are made with, the attempts, and AWS's id of the request.

#![expect(clippy::disallowed_types, reason = "this adapter is the one place that may name the SDK's client")]

use super::attempts::{Kind, attempts};
use super::directory::CognitoDirectory;
use crate::domain::operation::Operation;
use crate::domain::role_session::RoleSession;
use crate::ports::audit_log::Recorded;
use crate::ports::user_directory::{Accepted, DirectoryError, DirectoryFailure};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_cognitoidentityprovider as cognito;
use aws_sdk_cognitoidentityprovider::config::interceptors::BeforeDeserializationInterceptorContextRef;
use aws_sdk_cognitoidentityprovider::config::{ConfigBag, IdentityCache, Intercept, RuntimeComponents};
use aws_sdk_cognitoidentityprovider::error::BoxError;
use aws_sdk_cognitoidentityprovider::operation::RequestId;
use std::sync::{Arc, OnceLock};

impl CognitoDirectory {
    /// Makes the call of a recorded operation. `send` gets the pool's client, and what is to be laid over its configuration for this call:
    /// on a pool with a role the credentials of the actor's own role session.
    pub(super) async fn effect<Op, O, F, Fut>(&self, recorded: &Recorded<Op>, send: F) -> Result<Accepted, DirectoryFailure>
    where
        Op: Operation,
        O: RequestId,
        F: Fn(cognito::Client, cognito::config::Builder) -> Fut,
        Fut: Future<Output = Result<O, DirectoryFailure>>,
    {
        let permit = recorded.permit();
        let client = self.client(&permit.target().user.pool)?;
        let session = RoleSession::of(permit.actor());
        let credentials = match &client.sessions {
            Some(sessions) => Some(sessions.credentials(&session).await?),
            None => None,
        };
        // A bulk run has a pace of its own, which repeats would break.
        let kind = if recorded.run().is_some() { Kind::Once } else { Kind::Effect };
        let ended = attempts(kind, || {
            let seen = SeenRequestId::default();
            let mut as_person = cognito::config::Builder::new().interceptor(seen.clone());
            if let Some(credentials) = &credentials {
                as_person = in_session(as_person, credentials);
            }
            let call = send(client.sdk.clone(), as_person);
            async move { call.await.map_err(|failure| seen.told_in(failure)) }
        })
        .await;
        if let (Some(sessions), Err(failure)) = (&client.sessions, &ended)
            && matches!(failure.error, DirectoryError::AccessDenied(_))
        {
            sessions.forget(&session);
        }
        Ok(Accepted { aws_request_id: ended?.request_id().map(str::to_owned) })
    }
}

/// What is laid over a client's configuration for a call in a session of somebody's own.
pub(super) fn in_session(config: cognito::config::Builder, credentials: &SharedCredentialsProvider) -> cognito::config::Builder {
    // The SDK's own cache would keep a place for each session, and never give it back.
    config.credentials_provider(credentials.clone()).identity_cache(IdentityCache::no_cache())
}

/// AWS's id of a request, noted as soon as the head of the answer is there: where the rest of it does not come in time, the SDK's error has
/// lost it, and it is what the call is found by in CloudTrail.
#[derive(Debug, Clone, Default)]
struct SeenRequestId(Arc<OnceLock<String>>);

impl SeenRequestId {
    fn told_in(&self, mut failure: DirectoryFailure) -> DirectoryFailure {
        failure.aws_request_id = failure.aws_request_id.or_else(|| self.0.get().cloned());
        failure
    }
}

impl Intercept for SeenRequestId {
    fn name(&self) -> &'static str {
        "SeenRequestId"
    }

    fn read_after_transmit(&self, context: &BeforeDeserializationInterceptorContextRef<'_>, _: &RuntimeComponents, _: &mut ConfigBag) -> Result<(), BoxError> {
        if let Some(id) = context.response().request_id() {
            // Each attempt has one of its own, and the SDK makes one request for it.
            let _ = self.0.set(id.to_owned());
        }
        Ok(())
    }
}
