//! The five operations: one way to be carried out, five calls.

use crate::domain::operation::{ConfirmSignUp, EnableUser, MarkContactVerified, Operation, ResendInvitation, SignOutEverywhere};
use crate::ports::audit_log::Recorded;
use crate::ports::user_directory::{Accepted, DirectoryFailure, UserDirectory};
use async_trait::async_trait;

/// An operation on an account's standing.
#[async_trait]
pub(super) trait AccountOperation: Operation {
    /// The call that carries it out.
    async fn call(directory: &dyn UserDirectory, recorded: &Recorded<Self>) -> Result<Accepted, DirectoryFailure>
    where
        Self: Sized;
}

#[async_trait]
impl AccountOperation for ResendInvitation {
    async fn call(directory: &dyn UserDirectory, recorded: &Recorded<Self>) -> Result<Accepted, DirectoryFailure> {
        directory.resend_invitation(recorded).await
    }
}

#[async_trait]
impl AccountOperation for ConfirmSignUp {
    async fn call(directory: &dyn UserDirectory, recorded: &Recorded<Self>) -> Result<Accepted, DirectoryFailure> {
        directory.confirm_sign_up(recorded).await
    }
}

#[async_trait]
impl AccountOperation for EnableUser {
    async fn call(directory: &dyn UserDirectory, recorded: &Recorded<Self>) -> Result<Accepted, DirectoryFailure> {
        directory.enable_user(recorded).await
    }
}

#[async_trait]
impl AccountOperation for MarkContactVerified {
    async fn call(directory: &dyn UserDirectory, recorded: &Recorded<Self>) -> Result<Accepted, DirectoryFailure> {
        directory.mark_contact_verified(recorded).await
    }
}

#[async_trait]
impl AccountOperation for SignOutEverywhere {
    async fn call(directory: &dyn UserDirectory, recorded: &Recorded<Self>) -> Result<Accepted, DirectoryFailure> {
        directory.sign_out_everywhere(recorded).await
    }
}
