//! The user pools' port: reading users, and the operations that change them.

use crate::domain::actor::Actor;
use crate::domain::operation::{ConfirmSignUp, EnableUser, MarkContactVerified, ResendInvitation, SendResetCode, SetPermanentPassword, SetTemporaryPassword, SignOutEverywhere};
use crate::domain::password::NewPassword;
use crate::domain::pool::{PoolFacts, PoolId, ServedPool};
use crate::domain::role_session::RoleSession;
use crate::domain::search::UserFilter;
use crate::domain::user::{User, Username};
use crate::ports::audit_log::Recorded;
use async_trait::async_trait;
use std::sync::Arc;

/// Why Cognito refused an operation; nothing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// `NotAuthorizedException`: "User password cannot be reset in the current state."
    WrongState,
    /// `NotAuthorizedException`: "User is disabled."
    UserDisabled,
    /// `InvalidParameterException`: no registered or verified contact.
    NoVerifiedContact,
    /// The pool has no self-service recovery.
    RecoveryOff,
    /// `OperationNotEnabledException`, of anything but a reset: the pool does not have the operation.
    NotEnabled,
    /// `LimitExceededException`, `TooManyFailedAttemptsException`: this user's attempts.
    TooManyAttempts,
    /// `LimitExceededException`: the account's mails of the day are used up.
    MailLimit,
    /// `UserLambdaValidationException`: the pool's own trigger said no.
    TriggerRefused,
    /// `UnexpectedLambdaException`, `InvalidLambdaResponseException`: the pool's own trigger broke.
    TriggerBroken,
    /// `InvalidSmsRole…`, `InvalidEmailRole…`, `CodeDeliveryFailureException`: sending is broken.
    SendingBroken,
    /// `InvalidPasswordException`: the pool's password policy.
    PasswordAgainstPolicy,
    /// `PasswordHistoryPolicyViolationException`: one of the user's last passwords.
    PasswordUsedBefore,
    /// `UnsupportedUserStateException`: the user is past the first sign-in.
    InvitationOver,
    /// `AliasExistsException`: somebody else signs in with this contact.
    ContactTaken,
    /// `InvalidParameterException` otherwise, and preconditions that only whoever set this console up can mend.
    InvalidParameter,
}

/// What went wrong between this console and Cognito. For engineers: logged, never serialised.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DirectoryError {
    /// `UserNotFoundException`.
    #[error("no such user")]
    UserNotFound,
    /// `ResourceNotFoundException`, or a pool that the configuration does not name.
    #[error("no such pool")]
    PoolNotFound,
    /// Cognito refused, for a reason that staff can act on.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// `TooManyRequestsException`: no effect.
    #[error("throttled")]
    Throttled,
    /// Not connected, or the request never left: no effect.
    #[error("not reached: {0}")]
    Unreachable(String),
    /// Our own role, credentials or clock: no effect.
    #[error("our access was refused: {0}")]
    AccessDenied(String),
    /// Time-out, connection lost after sending, 5xx, unreadable body: it may have taken effect.
    #[error("outcome unknown: {0}")]
    OutcomeUnknown(String),
}

/// An error, and AWS's id of the request where there was one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{error} (AWS code {aws_code:?}, request id {aws_request_id:?})")]
pub struct DirectoryFailure {
    /// What went wrong.
    #[source]
    pub error: DirectoryError,
    /// AWS's request id.
    pub aws_request_id: Option<String>,
    /// The name of AWS's exception.
    pub aws_code: Option<String>,
}

impl From<DirectoryError> for DirectoryFailure {
    /// What did not come from AWS has neither an id nor a code.
    fn from(error: DirectoryError) -> Self {
        Self { error, aws_request_id: None, aws_code: None }
    }
}

/// Cognito accepted an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// AWS's request id.
    pub aws_request_id: Option<String>,
}

/// A page of users.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserPage {
    /// The users, in Cognito's order.
    pub users: Vec<User>,
    /// Where the next page begins; Cognito's own token.
    pub next: Option<String>,
}

/// The user pools.
#[async_trait]
pub trait UserDirectory: Send + Sync {
    /// The pools of the configuration, in its order.
    fn pools(&self) -> &[ServedPool];

    /// The role session under which AWS sees what this person changes in the pool; `None` where the console calls with credentials of its
    /// own. Each method with an effect uses the session of its permit's actor.
    fn role_session(&self, pool: &PoolId, actor: &Actor) -> Option<RoleSession>;

    /// `DescribeUserPool`, kept for a minute.
    ///
    /// # Errors
    /// [`DirectoryFailure`].
    async fn describe_pool(&self, pool: &PoolId) -> Result<Arc<PoolFacts>, DirectoryFailure>;

    /// `ListUsers` with at most one filter; at most `limit` users (1 to 60).
    ///
    /// # Errors
    /// [`DirectoryFailure`].
    async fn list_users(&self, pool: &PoolId, filter: Option<&UserFilter>, limit: u8, page: Option<&str>) -> Result<UserPage, DirectoryFailure>;

    /// The same with one attempt: for readers that keep a pace of their own, which repeats would break.
    ///
    /// # Errors
    /// [`DirectoryFailure`].
    async fn list_users_once(&self, pool: &PoolId, filter: Option<&UserFilter>, limit: u8, page: Option<&str>) -> Result<UserPage, DirectoryFailure>;

    /// `AdminGetUser` by canonical username. Counts as a monthly active user: never for sweeps.
    ///
    /// # Errors
    /// [`DirectoryFailure`].
    async fn get_user(&self, pool: &PoolId, username: &Username) -> Result<User, DirectoryFailure>;

    /// `AdminListGroupsForUser`, all pages.
    ///
    /// # Errors
    /// [`DirectoryFailure`].
    async fn groups_of(&self, pool: &PoolId, username: &Username) -> Result<Vec<String>, DirectoryFailure>;

    /// `AdminResetUserPassword` on the permit's target. One attempt by the SDK; repeated by us only where the request provably had no effect.
    ///
    /// # Errors
    /// [`DirectoryFailure`]; [`DirectoryError::OutcomeUnknown`] where it may have taken effect.
    async fn reset_password(&self, call: &Recorded<SendResetCode>) -> Result<Accepted, DirectoryFailure>;

    /// `AdminSetUserPassword` with `Permanent` false on the permit's target. Sends no message and takes no ClientMetadata. Attempts as above:
    /// on pools with a password history a repeat would be refused for the very password that the first call has set.
    ///
    /// # Errors
    /// As [`UserDirectory::reset_password`].
    async fn set_temporary_password(&self, call: &Recorded<SetTemporaryPassword>, password: &NewPassword) -> Result<Accepted, DirectoryFailure>;

    /// `AdminSetUserPassword` with `Permanent` true, else as above.
    ///
    /// # Errors
    /// As [`UserDirectory::reset_password`].
    async fn set_permanent_password(&self, call: &Recorded<SetPermanentPassword>, password: &NewPassword) -> Result<Accepted, DirectoryFailure>;

    /// `AdminCreateUser` with `MessageAction` RESEND for the permit's target, by the operation's medium.
    ///
    /// # Errors
    /// As [`UserDirectory::reset_password`].
    async fn resend_invitation(&self, call: &Recorded<ResendInvitation>) -> Result<Accepted, DirectoryFailure>;

    /// `AdminConfirmSignUp` on the permit's target.
    ///
    /// # Errors
    /// As [`UserDirectory::reset_password`].
    async fn confirm_sign_up(&self, call: &Recorded<ConfirmSignUp>) -> Result<Accepted, DirectoryFailure>;

    /// `AdminEnableUser` on the permit's target.
    ///
    /// # Errors
    /// As [`UserDirectory::reset_password`].
    async fn enable_user(&self, call: &Recorded<EnableUser>) -> Result<Accepted, DirectoryFailure>;

    /// `AdminUpdateUserAttributes` on the permit's target: the operation's contact becomes verified.
    ///
    /// # Errors
    /// As [`UserDirectory::reset_password`].
    async fn mark_contact_verified(&self, call: &Recorded<MarkContactVerified>) -> Result<Accepted, DirectoryFailure>;

    /// `AdminUserGlobalSignOut` on the permit's target.
    ///
    /// # Errors
    /// As [`UserDirectory::reset_password`].
    async fn sign_out_everywhere(&self, call: &Recorded<SignOutEverywhere>) -> Result<Accepted, DirectoryFailure>;

    /// Whether a pool answers, for `check-config` and readiness.
    ///
    /// # Errors
    /// [`DirectoryFailure`].
    async fn check(&self, pool: &PoolId) -> Result<(), DirectoryFailure>;

    /// Assumes the pool's role as it is done for a person (`AssumeRole` of AWS STS), for `check-config`; gives the ARN of the session, or
    /// `None` for a pool without a role.
    ///
    /// # Errors
    /// [`DirectoryFailure`]; the one that every action on the pool would end with.
    async fn check_role(&self, pool: &PoolId) -> Result<Option<String>, DirectoryFailure>;
}
