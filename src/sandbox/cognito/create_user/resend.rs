//! A new temporary password for somebody who has never signed in.

use super::{Input, invitation, temporary_password};
use crate::sandbox::chance;
use crate::sandbox::cognito::Call;
use crate::sandbox::cognito::wire::WireError;
use crate::sandbox::model::{PasswordHash, UserStatus};

/// Sends the invitation again; its days start anew.
pub fn resend(call: &mut Call<'_>, input: Input) -> Result<(usize, String), WireError> {
    let (pool, username) = call.target(input.user_pool_id.as_ref(), input.username.as_ref())?;
    let user = call.user(pool, &username)?;
    call.must_be_enabled(user)?;
    if user.status != UserStatus::ForceChangePassword {
        return Err(WireError::new("UnsupportedUserStateException", "Resend not possible. User status is not FORCE_CHANGE_PASSWORD"));
    }
    let invitations = invitation::prepare(call, pool, user, &input.desired_delivery_mediums)?;
    if invitations.is_empty() {
        return Err(WireError::invalid("User has no contact of the desired kind to send the invitation to."));
    }
    let password = temporary_password(call, pool, input.temporary_password)?;
    for invitation in invitations {
        invitation::send(call, pool, &username, invitation, &password, &input.client_metadata)?;
    }
    let now = call.now;
    let user = call.user_mut(pool, &username)?;
    user.replace_password(PasswordHash::new(&password, chance::token()));
    user.temporary_since = Some(now);
    user.modified_at = now;
    Ok((pool, username))
}
