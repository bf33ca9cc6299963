//! Signature Version 4: the form of every signed call, and the signature itself where the sandbox
//! knows the access key.

mod keys;
mod parts;
mod verify;

pub use verify::{Request, mismatch};

use super::wire::WireError;
use crate::sandbox::clock::{Clock, Moment};
use crate::sandbox::model::Switches;
use crate::sandbox::sts::{RoleSession, Sessions};

/// Who signed a call, and for where.
#[derive(Debug)]
pub struct Signed {
    /// The Region it was signed for.
    pub region: String,
    /// The user or the session of a role.
    pub arn: String,
    /// The role session whose credentials it was signed with, if it was one that the sandbox gave.
    pub session: Option<RoleSession>,
}

/// Whoever signs with the console's own key, or with one that nobody knows.
const SOMEBODY: &str = "arn:aws:iam::123456789012:user/sandbox";

/// What the signature says, if the call was signed well, and for this service.
///
/// Anybody may point a program with made-up keys at the sandbox, so an unknown access key is
/// believed; with `only_known_keys` it is refused as AWS refuses it. A role session's key is never
/// believed: its call tells whose it is.
pub fn signer_of(request: &Request<'_>, service: &str, sessions: &Sessions, now: Moment, switches: &Switches) -> Result<Signed, WireError> {
    let parts = parts::read(request.headers, service)?;
    let unknown = || WireError::new("UnrecognizedClientException", "The security token included in the request is invalid.");
    let (mut session, mut arn) = (None, SOMEBODY.to_owned());
    let has_token = |wanted: &str| request.headers.get("x-amz-security-token").is_some_and(|token| token.as_bytes() == wanted.as_bytes());
    if let Some(secret) = keys::secret_of(parts.access_key) {
        verify::verify(request, &parts, secret, Clock::machine())?;
    } else if let Some(given) = sessions.of(parts.access_key) {
        if !has_token(&given.keys.token) {
            return Err(unknown());
        }
        verify::verify(request, &parts, &given.keys.secret, Clock::machine())?;
        if given.expires_at <= now {
            return Err(WireError::new("ExpiredTokenException", "The security token included in the request is expired"));
        }
        arn.clone_from(&given.session.arn);
        session = Some(given.session);
    } else if let Some(known) = switches.known_keys.iter().find(|known| known.access_key_id == parts.access_key) {
        if known.session_token.as_ref().is_some_and(|token| !has_token(token)) {
            return Err(unknown());
        }
        verify::verify(request, &parts, &known.secret_access_key, Clock::machine())?;
        arn.clone_from(&known.arn);
    } else if switches.only_known_keys || Sessions::is_ours(parts.access_key) {
        return Err(unknown());
    }
    Ok(Signed { region: parts.region.to_owned(), arn, session })
}
