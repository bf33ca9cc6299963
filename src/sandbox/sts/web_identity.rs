//! AssumeRoleWithWebIdentity: a session for whoever has a token of another identity provider. It is not signed.

use std::collections::BTreeMap;

use super::ASSUME_ROLE_WITH_WEB_IDENTITY;
use super::assume_role::denied;
use super::fields::Fields;
use super::sessions::RoleSession;
use super::wire::{Answer, Given};
use crate::sandbox::cognito::WireError;
use crate::sandbox::shared::Shared;

/// Constraints and rights, and then the session. Any token in the form of a JWT is believed: there is nobody here who could have signed it.
pub async fn assume(shared: &Shared, asked: &Fields) -> Result<Answer, WireError> {
    let switches = shared.world.lock().await.switches.clone();
    let now = shared.clock.now();
    let (account, role) = asked.role()?;
    let name = asked.name("RoleSessionName", "roleSessionName")?;
    let seconds = asked.seconds()?;
    let parts: Vec<&str> = asked.get("WebIdentityToken").unwrap_or_default().split('.').collect();
    if parts.len() != 3 || parts.iter().any(|part| part.is_empty()) {
        return Err(WireError::new("InvalidIdentityToken", "The web identity token that was passed is expired or is not valid."));
    }
    if switches.denies(ASSUME_ROLE_WITH_WEB_IDENTITY, None) {
        return Err(denied(ASSUME_ROLE_WITH_WEB_IDENTITY, asked.get("RoleArn")));
    }
    let arn = format!("arn:aws:sts::{account}:assumed-role/{role}/{name}");
    let session = RoleSession { arn, name: name.to_owned(), source_identity: None, tags: BTreeMap::new() };
    let expires_at = now.plus_seconds(seconds);
    Ok(Answer::Session(Given { keys: shared.sessions.add(session.clone(), now, expires_at), session, expires_at }))
}
