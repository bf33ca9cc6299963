//! GetCallerIdentity: whose credentials a call is signed with. No policy denies it.

use super::wire::Answer;
use crate::sandbox::cognito::{Request, WireError, signer_of};
use crate::sandbox::shared::Shared;

/// The ARN of whoever signed.
pub async fn tell(shared: &Shared, request: &Request<'_>) -> Result<Answer, WireError> {
    let switches = shared.world.lock().await.switches.clone();
    let caller = signer_of(request, "sts", &shared.sessions, shared.clock.now(), &switches)?;
    Ok(Answer::Caller(caller.arn))
}
