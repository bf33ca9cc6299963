//! The operations that have an effect on a user, and the actions that rights are given for.

use super::client_metadata::ClientMetadata;
use super::contact::Contact;
use super::user::UserStatus;

/// What staff may want to do. Rights are given per action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Search users (`ListUsers`).
    FindUsers,
    /// See who is waiting for a password (`ListUsers`).
    ReadWaiting,
    /// See what one did for users oneself.
    ReadOwnWork,
    /// Read one user (`AdminGetUser`).
    ReadUser,
    /// See contacts unmasked.
    ReadContacts,
    /// Send a reset code (`AdminResetUserPassword`).
    SendResetCode,
    /// Set a generated temporary password (`AdminSetUserPassword`, `Permanent` false).
    SetTemporaryPassword,
    /// Set a permanent password (`AdminSetUserPassword`, `Permanent` true).
    SetPermanentPassword,
    /// Choose a user's password oneself, instead of having it generated.
    TypePassword,
    /// See the password that one has just had generated, once.
    RevealPassword,
    /// Send the invitation again (`AdminCreateUser`, `MessageAction` RESEND).
    ResendInvitation,
    /// Confirm a sign-up without its code (`AdminConfirmSignUp`).
    ConfirmSignUp,
    /// Let a disabled user sign in again (`AdminEnableUser`).
    EnableUser,
    /// Mark a contact verified (`AdminUpdateUserAttributes`).
    MarkContactVerified,
    /// End a user's sessions (`AdminUserGlobalSignOut`).
    SignOutEverywhere,
    /// Read the audit trail.
    ReadTrail,
    /// Have the whole trail verified.
    VerifyTrail,
    /// Take records of the trail away.
    ExportTrail,
    /// See signs of misuse.
    ReadSignals,
    /// See and end one's own sessions.
    EndOwnSessions,
    /// See everyone's sessions.
    ReadAnySessions,
    /// End anyone's sessions.
    EndAnySession,
    /// See the policy in force, and ask what it says.
    ReadPolicy,
    /// Lock one person out, and let them in again.
    SetPersonLock,
    /// Lock a role or all actions, and lift such a lock.
    SetWideLock,
    /// Decide on what others ask an approval for.
    DecideEscalation,
    /// Prepare, start, pause and end bulk runs; each of their rows needs the right of its own action beside.
    RunBulk,
}

impl Action {
    /// All actions, for tables.
    pub const ALL: [Self; 27] = [
        Self::FindUsers,
        Self::ReadWaiting,
        Self::ReadOwnWork,
        Self::ReadUser,
        Self::ReadContacts,
        Self::SendResetCode,
        Self::SetTemporaryPassword,
        Self::SetPermanentPassword,
        Self::TypePassword,
        Self::RevealPassword,
        Self::ResendInvitation,
        Self::ConfirmSignUp,
        Self::EnableUser,
        Self::MarkContactVerified,
        Self::SignOutEverywhere,
        Self::ReadTrail,
        Self::VerifyTrail,
        Self::ExportTrail,
        Self::ReadSignals,
        Self::EndOwnSessions,
        Self::ReadAnySessions,
        Self::EndAnySession,
        Self::ReadPolicy,
        Self::SetPersonLock,
        Self::SetWideLock,
        Self::DecideEscalation,
        Self::RunBulk,
    ];

    /// The stable event name in the trail, dotted `noun.verb`.
    pub fn event(self) -> &'static str {
        match self {
            Self::FindUsers => "user.search",
            Self::ReadWaiting => "waiting.read",
            Self::ReadOwnWork => "work.read",
            Self::ReadUser => "user.read",
            Self::ReadContacts => "user.read_contacts",
            Self::SendResetCode => "password.reset",
            Self::SetTemporaryPassword => "password.set_temporary",
            Self::SetPermanentPassword => "password.set_permanent",
            Self::TypePassword => "password.type",
            Self::RevealPassword => "password.reveal",
            Self::ResendInvitation => "invitation.resend",
            Self::ConfirmSignUp => "user.confirm_sign_up",
            Self::EnableUser => "user.enable",
            Self::MarkContactVerified => "user.mark_contact_verified",
            Self::SignOutEverywhere => "user.sign_out",
            Self::ReadTrail => "trail.read",
            Self::VerifyTrail => "trail.verify",
            Self::ExportTrail => "trail.export",
            Self::ReadSignals => "signals.read",
            Self::EndOwnSessions => "session.end",
            Self::ReadAnySessions => "session.list",
            Self::EndAnySession => "session.end_other",
            Self::ReadPolicy => "policy.read",
            Self::SetPersonLock => "lock.set",
            Self::SetWideLock => "lock.set_wide",
            Self::DecideEscalation => "escalation.decide",
            Self::RunBulk => "bulk.run",
        }
    }

    /// The action of this event name: the right's name in a policy.
    pub fn from_event(event: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.event() == event)
    }

    /// Whether it does something to a user, so that the user's own protection counts.
    pub fn has_effect_on_a_user(self) -> bool {
        match self {
            Self::SendResetCode
            | Self::SetTemporaryPassword
            | Self::SetPermanentPassword
            | Self::TypePassword
            | Self::RevealPassword
            | Self::ResendInvitation
            | Self::ConfirmSignUp
            | Self::EnableUser
            | Self::MarkContactVerified
            | Self::SignOutEverywhere => true,
            Self::FindUsers
            | Self::ReadWaiting
            | Self::ReadOwnWork
            | Self::ReadUser
            | Self::ReadContacts
            | Self::ReadTrail
            | Self::VerifyTrail
            | Self::ExportTrail
            | Self::ReadSignals
            | Self::EndOwnSessions
            | Self::ReadAnySessions
            | Self::EndAnySession
            | Self::ReadPolicy
            | Self::SetPersonLock
            | Self::SetWideLock
            | Self::DecideEscalation
            | Self::RunBulk => false,
        }
    }
}

/// An operation with an effect on one user. Its value holds everything the call will carry, but never the target:
/// that lives inside the permit.
pub trait Operation: Send + Sync + 'static {
    /// The action whose right it needs.
    const ACTION: Action;

    /// The user's status after a success; `None` where it stays as it was.
    const STATUS_AFTER: Option<UserStatus> = None;

    /// The ClientMetadata that the call hands to the pool's triggers, for the record.
    fn client_metadata(&self) -> &[(String, String)] {
        &[]
    }

    /// The contact that it is about, for the record.
    fn contact(&self) -> Option<Contact> {
        None
    }
}

/// `AdminResetUserPassword`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendResetCode {
    /// What the custom message trigger gets.
    pub client_metadata: ClientMetadata,
}

impl Operation for SendResetCode {
    const ACTION: Action = Action::SendResetCode;
    const STATUS_AFTER: Option<UserStatus> = Some(UserStatus::ResetRequired);

    fn client_metadata(&self) -> &[(String, String)] {
        self.client_metadata.pairs()
    }
}

/// `AdminSetUserPassword` with `Permanent` false: the user must change it at the next sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetTemporaryPassword;

impl Operation for SetTemporaryPassword {
    const ACTION: Action = Action::SetTemporaryPassword;
    const STATUS_AFTER: Option<UserStatus> = Some(UserStatus::ForceChangePassword);
}

/// `AdminSetUserPassword` with `Permanent` true: the user keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetPermanentPassword;

impl Operation for SetPermanentPassword {
    const ACTION: Action = Action::SetPermanentPassword;
    const STATUS_AFTER: Option<UserStatus> = Some(UserStatus::Confirmed);
}

/// Choosing the password that is set: calls nothing by itself, and without its permit no typed password becomes a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypePassword;

impl Operation for TypePassword {
    const ACTION: Action = Action::TypePassword;
}

/// `AdminCreateUser` with `MessageAction` RESEND: a new temporary password by the pool's own message. Its days begin anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResendInvitation {
    /// Where the message goes: without saying so, Cognito sends a text message.
    pub contact: Contact,
    /// What the custom message trigger gets.
    pub client_metadata: ClientMetadata,
}

impl Operation for ResendInvitation {
    const ACTION: Action = Action::ResendInvitation;
    const STATUS_AFTER: Option<UserStatus> = Some(UserStatus::ForceChangePassword);

    fn client_metadata(&self) -> &[(String, String)] {
        self.client_metadata.pairs()
    }

    fn contact(&self) -> Option<Contact> {
        Some(self.contact)
    }
}

/// `AdminConfirmSignUp`: the sign-up counts as confirmed; contacts stay as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmSignUp {
    /// What the post confirmation trigger gets.
    pub client_metadata: ClientMetadata,
}

impl Operation for ConfirmSignUp {
    const ACTION: Action = Action::ConfirmSignUp;
    const STATUS_AFTER: Option<UserStatus> = Some(UserStatus::Confirmed);

    fn client_metadata(&self) -> &[(String, String)] {
        self.client_metadata.pairs()
    }
}

/// `AdminEnableUser`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnableUser;

impl Operation for EnableUser {
    const ACTION: Action = Action::EnableUser;
}

/// `AdminUpdateUserAttributes` with `email_verified` or `phone_number_verified`, and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MarkContactVerified {
    /// Which one.
    pub contact: Contact,
}

impl Operation for MarkContactVerified {
    const ACTION: Action = Action::MarkContactVerified;

    fn contact(&self) -> Option<Contact> {
        Some(self.contact)
    }
}

/// `AdminUserGlobalSignOut`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignOutEverywhere;

impl Operation for SignOutEverywhere {
    const ACTION: Action = Action::SignOutEverywhere;
}
