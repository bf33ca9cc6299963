//! Signature Version 4: the form of every signed call, and the signature itself where the sandbox
//! knows the access key.

mod keys;
mod parts;
mod verify;

pub use verify::{Request, mismatch};

use super::wire::WireError;
use crate::sandbox::clock::Clock;

/// The Region a call was signed for, if it was signed well.
///
/// Anybody may point a program with made-up keys at the sandbox, so an unknown access key is
/// believed; with `only_known_keys` it is refused as AWS refuses it.
pub fn signed_region(request: &Request<'_>, only_known_keys: bool) -> Result<String, WireError> {
    let parts = parts::read(request.headers)?;
    match keys::secret_of(parts.access_key) {
        Some(secret) => verify::verify(request, &parts, secret, Clock::machine())?,
        None if only_known_keys => return Err(WireError::new("UnrecognizedClientException", "The security token included in the request is invalid.")),
        None => {}
    }
    Ok(parts.region.to_owned())
}
