//! Signature Version 4: the form of every signed call, and the signature itself where the sandbox
//! knows the access key.

mod keys;
mod parts;
mod verify;

pub use verify::{Request, mismatch};

use super::wire::WireError;
use crate::sandbox::clock::{Clock, Moment};
use crate::sandbox::sts::{RoleSession, Sessions};

/// Who signed a call, and for where.
#[derive(Debug)]
pub struct Signed {
    /// The Region it was signed for.
    pub region: String,
    /// The role session whose credentials it was signed with, if it was one.
    pub session: Option<RoleSession>,
}

/// What the signature says, if the call was signed well, and for this service.
///
/// Anybody may point a program with made-up keys at the sandbox, so an unknown access key is
/// believed; with `only_known_keys` it is refused as AWS refuses it. A role session's key is never
/// believed: its call tells whose it is.
pub fn signer_of(request: &Request<'_>, service: &str, sessions: &Sessions, now: Moment, only_known_keys: bool) -> Result<Signed, WireError> {
    let parts = parts::read(request.headers, service)?;
    let unknown = || WireError::new("UnrecognizedClientException", "The security token included in the request is invalid.");
    let mut session = None;
    if let Some(secret) = keys::secret_of(parts.access_key) {
        verify::verify(request, &parts, secret, Clock::machine())?;
    } else if let Some(given) = sessions.of(parts.access_key) {
        if request.headers.get("x-amz-security-token").is_none_or(|token| token.as_bytes() != given.keys.token.as_bytes()) {
            return Err(unknown());
        }
        verify::verify(request, &parts, &given.keys.secret, Clock::machine())?;
        if given.expires_at <= now {
            return Err(WireError::new("ExpiredTokenException", "The security token included in the request is expired"));
        }
        session = Some(given.session);
    } else if only_known_keys || Sessions::is_ours(parts.access_key) {
        return Err(unknown());
    }
    Ok(Signed { region: parts.region.to_owned(), session })
}
