//! What a row's turn calls: the same calls as those of the forms.

use crate::domain::operation::{EnableUser, Operation, ResendInvitation, SendResetCode, SetTemporaryPassword, SignOutEverywhere};
use crate::domain::password::NewPassword;
use crate::ports::audit_log::Recorded;
use crate::ports::user_directory::{Accepted, DirectoryError, DirectoryFailure, UserDirectory};
use async_trait::async_trait;

/// An operation that a row may be for.
#[async_trait]
pub(super) trait RowOperation: Operation {
    /// Where the password comes from, for what sets one.
    const PASSWORD: Option<&'static str> = None;

    /// The call that carries it out.
    async fn call(directory: &dyn UserDirectory, recorded: &Recorded<Self>, password: Option<&NewPassword>) -> Result<Accepted, DirectoryFailure>
    where
        Self: Sized;
}

#[async_trait]
impl RowOperation for SendResetCode {
    async fn call(directory: &dyn UserDirectory, recorded: &Recorded<Self>, _: Option<&NewPassword>) -> Result<Accepted, DirectoryFailure> {
        directory.reset_password(recorded).await
    }
}

#[async_trait]
impl RowOperation for ResendInvitation {
    async fn call(directory: &dyn UserDirectory, recorded: &Recorded<Self>, _: Option<&NewPassword>) -> Result<Accepted, DirectoryFailure> {
        directory.resend_invitation(recorded).await
    }
}

#[async_trait]
impl RowOperation for EnableUser {
    async fn call(directory: &dyn UserDirectory, recorded: &Recorded<Self>, _: Option<&NewPassword>) -> Result<Accepted, DirectoryFailure> {
        directory.enable_user(recorded).await
    }
}

#[async_trait]
impl RowOperation for SignOutEverywhere {
    async fn call(directory: &dyn UserDirectory, recorded: &Recorded<Self>, _: Option<&NewPassword>) -> Result<Accepted, DirectoryFailure> {
        directory.sign_out_everywhere(recorded).await
    }
}

#[async_trait]
impl RowOperation for SetTemporaryPassword {
    const PASSWORD: Option<&'static str> = Some("generated");

    async fn call(directory: &dyn UserDirectory, recorded: &Recorded<Self>, password: Option<&NewPassword>) -> Result<Accepted, DirectoryFailure> {
        match password {
            Some(password) => directory.set_temporary_password(recorded, password).await,
            None => Err(DirectoryError::Unreachable("no password was made".to_owned()).into()),
        }
    }
}
