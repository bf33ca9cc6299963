//! AssumeRole: what it may be given, who may, and the session that comes of it.

use super::fields::Fields;
use super::sessions::RoleSession;
use super::wire::{Answer, Given};
use super::{ASSUME_ROLE, SET_SOURCE_IDENTITY, TAG_SESSION};
use crate::sandbox::cognito::{Request, WireError, signer_of};
use crate::sandbox::shared::Shared;

/// Signature, rights and constraints, and then the session.
pub async fn assume(shared: &Shared, request: &Request<'_>, asked: &Fields) -> Result<Answer, WireError> {
    let switches = shared.world.lock().await.switches.clone();
    let now = shared.clock.now();
    let caller = signer_of(request, "sts", &shared.sessions, now, &switches)?;
    let (account, role) = asked.role()?;
    let name = asked.name("RoleSessionName", "roleSessionName")?;
    let source_identity = asked.get("SourceIdentity").map(|_| asked.name("SourceIdentity", "sourceIdentity")).transpose()?;
    let (seconds, tags) = (asked.seconds()?, asked.tags()?);
    // A trust policy that asks for an external id allows nothing to whoever has another, and does not say why.
    let is_trusted = asked.external_id()?.is_some_and(|id| switches.external_id.as_deref() == Some(id)) || switches.external_id.is_none();
    if switches.denies(ASSUME_ROLE, None) || !is_trusted {
        return Err(denied(ASSUME_ROLE, asked.get("RoleArn")));
    }
    // Whoever has a source identity keeps it along a chain of roles, and cannot have another.
    let inherited = caller.session.and_then(|session| session.source_identity);
    let is_changed = source_identity.is_some() && inherited.is_some() && source_identity != inherited.as_deref();
    if is_changed || (source_identity.is_some() && switches.denies(SET_SOURCE_IDENTITY, None)) {
        return Err(denied(SET_SOURCE_IDENTITY, asked.get("RoleArn")));
    }
    if !tags.is_empty() && switches.denies(TAG_SESSION, None) {
        return Err(denied(TAG_SESSION, asked.get("RoleArn")));
    }
    let session = RoleSession {
        arn: format!("arn:aws:sts::{account}:assumed-role/{role}/{name}"),
        name: name.to_owned(),
        source_identity: source_identity.map(str::to_owned).or(inherited),
        tags,
    };
    let expires_at = now.plus_seconds(seconds);
    Ok(Answer::Session(Given { keys: shared.sessions.add(session.clone(), now, expires_at), session, expires_at }))
}

/// `AccessDenied` as STS words it.
pub fn denied(action: &str, role: Option<&str>) -> WireError {
    let resource = role.unwrap_or("*");
    WireError::new("AccessDeniedException", format!("User: arn:aws:iam::123456789012:user/sandbox is not authorized to perform: sts:{action} on resource: {resource}"))
}
