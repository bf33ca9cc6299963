//! AssumeRole: what it may be given, who may, and the session that comes of it.

use super::sessions::RoleSession;
use super::wire::Given;
use super::{ASSUME_ROLE, SET_SOURCE_IDENTITY};
use crate::sandbox::cognito::{Request, WireError, signer_of};
use crate::sandbox::shared::Shared;

/// The members of the call that the sandbox knows.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub role_arn: Option<&'a str>,
    pub role_session_name: Option<&'a str>,
    pub source_identity: Option<&'a str>,
    pub duration_seconds: Option<&'a str>,
}

/// Signature, rights and constraints, and then the session.
pub async fn assume(shared: &Shared, request: &Request<'_>, asked: &Asked<'_>) -> Result<Given, WireError> {
    let switches = shared.world.lock().await.switches.clone();
    let now = shared.clock.now();
    let caller = signer_of(request, "sts", &shared.sessions, now, switches.only_known_keys)?;
    let role = asked.role_arn.and_then(role_of).ok_or_else(|| invalid("roleArn", asked.role_arn, "an ARN of a role"))?;
    let name = asked.role_session_name.filter(|name| is_name(name)).ok_or_else(|| invalid("roleSessionName", asked.role_session_name, r"[\w+=,.@-]*"))?;
    if let Some(wrong) = asked.source_identity.filter(|name| !is_name(name)) {
        return Err(invalid("sourceIdentity", Some(wrong), r"[\w+=,.@-]*"));
    }
    let seconds = asked.duration_seconds.map_or(Ok(3_600), str::parse::<i64>).ok().filter(|seconds| (900..=43_200).contains(seconds));
    let seconds = seconds.ok_or_else(|| invalid("durationSeconds", asked.duration_seconds, "900 to 43200"))?;
    if switches.denies(ASSUME_ROLE, None) {
        return Err(denied(ASSUME_ROLE, asked.role_arn));
    }
    // Whoever has a source identity keeps it along a chain of roles, and cannot have another.
    let inherited = caller.session.and_then(|session| session.source_identity);
    let is_changed = asked.source_identity.is_some() && inherited.is_some() && asked.source_identity != inherited.as_deref();
    if is_changed || (asked.source_identity.is_some() && switches.denies(SET_SOURCE_IDENTITY, None)) {
        return Err(denied(SET_SOURCE_IDENTITY, asked.role_arn));
    }
    let session = RoleSession {
        arn: format!("arn:aws:sts::{}:assumed-role/{}/{name}", role.0, role.1),
        name: name.to_owned(),
        source_identity: asked.source_identity.map(str::to_owned).or(inherited),
    };
    let expires_at = now.plus_seconds(seconds);
    Ok(Given { keys: shared.sessions.add(session.clone(), now, expires_at), session, expires_at })
}

/// `AccessDenied` as STS words it.
pub fn denied(action: &str, role: Option<&str>) -> WireError {
    let resource = role.unwrap_or("*");
    WireError::new("AccessDeniedException", format!("User: arn:aws:iam::123456789012:user/sandbox is not authorized to perform: sts:{action} on resource: {resource}"))
}

/// Account and name (without its path) of a role's ARN.
fn role_of(arn: &str) -> Option<(&str, &str)> {
    let (account, role) = arn.strip_prefix("arn:aws:iam::")?.split_once(":role/")?;
    let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    let is_path = arn.len() <= 2_048 && role.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-/".contains(&byte));
    let name = role.rsplit('/').next().filter(|name| !name.is_empty())?;
    (is_account && is_path).then_some((account, name))
}

fn is_name(name: &str) -> bool {
    (2..=64).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte))
}

fn invalid(member: &str, value: Option<&str>, pattern: &str) -> WireError {
    let value = value.map_or("null".to_owned(), |value| format!("'{value}'"));
    WireError::new("ValidationError", format!("1 validation error detected: Value {value} at '{member}' failed to satisfy constraint: Member must satisfy: {pattern}"))
}
